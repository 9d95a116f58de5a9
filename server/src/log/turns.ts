/** How long work is shared out over turns of the event loop, so that sockets and requests are served in between. */
export interface Turns {
  /** Milliseconds, from any beginning, that never go back. */
  elapsed(): number
  /** Runs it in a later turn, after input and output had theirs. */
  next(run: () => void): void
  /** Runs it after so many milliseconds; that alone keeps no process alive. */
  later(milliseconds: number, run: () => void): void
}

export const systemTurns: Turns = {
  elapsed: () => performance.now(),
  next: (run) => setImmediate(run),
  later: (milliseconds, run) => void setTimeout(run, milliseconds).unref(),
}

/** After this time a transaction takes no further entry. */
export const TURN_MILLISECONDS = 3

/**
 * For loops over thousands: to be called after each step. `null` while the turn has time left, else it resolves in the
 * next one.
 */
export function inTurns(turns: Turns): () => Promise<void> | null {
  let end = turns.elapsed() + TURN_MILLISECONDS
  return () => {
    if (turns.elapsed() < end) return null
    return new Promise((resolve) =>
      turns.next(() => {
        end = turns.elapsed() + TURN_MILLISECONDS
        resolve()
      }),
    )
  }
}
