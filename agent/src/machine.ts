import { randomBytes } from 'node:crypto'
import type { Logger, Machine } from './ports.ts'

/** The real clock, timers and chance. */
export function systemMachine(logger: Logger): Machine {
  return {
    clock: { now: () => Date.now() },
    timers: {
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds)
        return { [Symbol.dispose]: () => clearTimeout(timer) }
      },
      soon: (callback) => void setImmediate(callback),
    },
    random: { fraction: () => Math.random(), id: () => randomBytes(16).toString('hex') },
    logger,
  }
}
