import type { Instant } from '@chroniton/shared/contract/ids'
import type { Clock } from '../clock.ts'

/** Time that passes only when it is told to. */
export class TestClock implements Clock {
  #milliseconds = Date.parse('2026-03-01T12:00:00.000Z')
  #timers: { at: number; run: () => void }[] = []

  now(): Instant {
    return new Date(this.#milliseconds).toISOString() as Instant
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#milliseconds + milliseconds, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  get timers(): number {
    return this.#timers.length
  }

  pass(milliseconds: number): void {
    const end = this.#milliseconds + milliseconds
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#milliseconds = Math.max(this.#milliseconds, next.at)
      next.run()
    }
    this.#milliseconds = end
  }
}
