const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/**
 * Milliseconds before the next attempt to connect, `attempt` counting from 0. Jittered even the first time, so that
 * hundreds of agents do not come back to a restarted hub in the same instant.
 */
export function reconnectDelay(attempt: number, random: () => number): number {
  const ceiling = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS)
  return Math.round(ceiling * (0.2 + 0.8 * random()))
}
