import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LARGE = 1000
const REST_MS = 2_000

/**
 * Keeps a process small that has little to do most of the time: the heap grows in small steps, and what a large
 * listing needed is given back when it has ended. Costs a few hundredths of the time a listing takes.
 */
export function keepSmall(): { listed(items: number): void } {
  setFlagsFromString('--optimize-for-size')
  setFlagsFromString('--heap-growing-percent=10')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let due: NodeJS.Timeout | null = null
  return {
    listed(items) {
      if (items < LARGE) return
      if (due) clearTimeout(due)
      due = setTimeout(collect, REST_MS)
      due.unref()
    },
  }
}
