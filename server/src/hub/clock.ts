import type { Instant } from '@chroniton/shared/contract/ids'

/** The machine's time and timers, as arguments so that tests have their own. */
export interface Clock {
  now(): Instant
  /** Runs it once after so many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date().toISOString() as Instant,
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    // Nothing the hub has put off keeps a process alive that is asked to end.
    timer.unref()
    return () => clearTimeout(timer)
  },
}
