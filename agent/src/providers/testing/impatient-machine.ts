import { systemMachine } from '../../machine.ts'
import type { Machine } from '../../ports.ts'

/** The real machine, without a log, and on which every pause is over at once. */
export function impatientMachine(): Machine {
  const nothing = () => undefined
  const machine = systemMachine({ debug: nothing, info: nothing, warn: nothing, error: nothing })
  return {
    ...machine,
    timers: {
      ...machine.timers,
      after(_milliseconds, callback) {
        const immediate = setImmediate(callback)
        return { [Symbol.dispose]: () => clearImmediate(immediate) }
      },
    },
  }
}
