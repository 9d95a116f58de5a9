import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How often it is seen whether much is going on, and how often whether it has ended. */
const LOOK_MS = 5_000
const LOOK_AGAIN_MS = 500
/** Shares of the time in which the process has something to do. */
const BUSY = 0.3
const QUIET = 0.05

/**
 * Keeps a process small that has little to do most of the time: the heap grows in small steps, and what a burst of work
 * needed is given back once it is over. That takes a tenth of a second, and nothing is waiting then; flags that save
 * more while there is work to do cost a third of the time it takes.
 */
export function keepSmall(): Disposable {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let before = performance.eventLoopUtilization()
  let wasBusy = false
  let timer = setTimeout(look, LOOK_MS).unref()

  function look(): void {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    if (wasBusy && utilization < QUIET) {
      wasBusy = false
      // The second time gives back the pages that the first has emptied.
      collect()
      collect()
    } else {
      wasBusy ||= utilization > BUSY
    }
    timer = setTimeout(look, wasBusy ? LOOK_AGAIN_MS : LOOK_MS).unref()
  }
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}
