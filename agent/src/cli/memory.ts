import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How often it is seen whether much is going on. */
const LOOK_MS = 5_000
/** Shares of the time in which the process has something to do. */
const BUSY = 0.3
const QUIET = 0.05
/** V8 makes its nursery small again only in a collection that comes seconds after the last bulk of new objects. */
const COLLECTIONS = 3

/**
 * Keeps a process small that has little to do most of the time: the heap grows in small steps, and what a burst of work
 * needed is given back once it is over. That takes some hundredths of a second each time, and nothing is waiting then;
 * flags that save more while there is work to do cost a third of the time it takes.
 */
export function keepSmall(): Disposable {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let before = performance.eventLoopUtilization()
  let collectionsDue = 0
  const timer = setInterval(look, LOOK_MS).unref()

  function look(): void {
    const { utilization } = performance.eventLoopUtilization(before)
    if (utilization > BUSY) {
      collectionsDue = COLLECTIONS
    } else if (collectionsDue > 0 && utilization < QUIET) {
      collectionsDue--
      collect()
    }
    before = performance.eventLoopUtilization()
  }
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
