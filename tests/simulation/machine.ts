import type { Logger, Machine } from '../../agent/src/ports.ts'
import type { Chance } from './chance.ts'
import type { Life } from './life.ts'
import type { Timeline } from './timeline.ts'

interface Timer {
  at: number
  callback: () => void
  handle: Disposable
}

/** The computer on which one process runs. */
export class SimulatedMachine implements Machine {
  readonly logger: Logger
  readonly clock: Machine['clock']
  readonly timers: Machine['timers']
  readonly random: Machine['random']
  readonly #timeline: Timeline
  readonly #timers = new Set<Timer>()

  constructor(parts: { timeline: Timeline; life: Life; chance: Chance; logger: Logger; skewMs: number }) {
    const { timeline, life, chance, logger, skewMs } = parts
    this.#timeline = timeline
    this.logger = logger
    this.clock = { now: () => timeline.now + skewMs }
    this.random = { fraction: () => chance.fraction(), id: () => chance.id() }
    this.timers = {
      after: (milliseconds, callback) => {
        const timer = { at: timeline.now + Math.max(0, milliseconds), callback: life.while(callback) } as Timer
        this.#start(timer)
        return {
          [Symbol.dispose]: () => {
            timer.handle[Symbol.dispose]()
            this.#timers.delete(timer)
          },
        }
      },
      soon: (callback) => timeline.soon(life.while(callback)),
    }
  }

  /** Its timers do not count the time in which it was asleep, its clock does. */
  sleep(milliseconds: number): void {
    for (const timer of this.#timers) {
      timer.handle[Symbol.dispose]()
      timer.at += milliseconds
      this.#start(timer)
    }
  }

  #start(timer: Timer): void {
    this.#timers.add(timer)
    timer.handle = this.#timeline.at(timer.at, () => {
      this.#timers.delete(timer)
      timer.callback()
    })
  }
}
