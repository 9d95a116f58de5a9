import type { Turns } from '../turns.ts'

/** Turns of an event loop that is moved by hand; time passes only when it is told to. */
export class TestTurns implements Turns {
  #waiting: (() => void)[] = []
  readonly #later: (() => void)[] = []
  time = 0

  elapsed(): number {
    return this.time
  }

  next(run: () => void): void {
    this.#waiting.push(run)
  }

  later(_milliseconds: number, run: () => void): void {
    this.#later.push(run)
  }

  /** As if all the time had passed that anybody waits for. */
  passTime(): void {
    for (const run of this.#later.splice(0)) run()
  }

  /** Runs what waits for the next turn; false when nothing does. */
  turn(): boolean {
    const waiting = this.#waiting
    this.#waiting = []
    for (const run of waiting) run()
    return waiting.length > 0
  }
}
