import { sleep, type Timers } from '../ports.ts'

/** Something that may have happened; waited for with a limit. */
export class Latch {
  readonly #timers: Timers
  #isSet = false
  #wake: (() => void) | null = null

  constructor(timers: Timers) {
    this.#timers = timers
  }

  set(): void {
    this.#isSet = true
    this.#wake?.()
  }

  reset(): void {
    this.#isSet = false
  }

  /** True as soon as it is set, false when the time is over first. Resets it. `null`: no limit. */
  async wait(milliseconds: number | null, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted()
    if (!this.#isSet) {
      const ended = new AbortController()
      const end = () => ended.abort()
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      signal.addEventListener('abort', end, { once: true })
      try {
        const over =
          milliseconds === null ? new Promise<void>(() => {}) : sleep(this.#timers, milliseconds, ended.signal)
        const aborted = new Promise<never>((_, reject) => {
          ended.signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
        })
        await Promise.race([woken, over, aborted])
      } finally {
        this.#wake = null
        signal.removeEventListener('abort', end)
        ended.abort()
      }
    }
    const wasSet = this.#isSet
    this.#isSet = false
    return wasSet
  }

  /** Waits the time out, whether it is set meanwhile or not. */
  rest(milliseconds: number, signal: AbortSignal): Promise<void> {
    return sleep(this.#timers, milliseconds, signal)
  }
}
