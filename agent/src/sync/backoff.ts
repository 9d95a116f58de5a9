import type { Random } from '../ports.ts'

export interface Pauses {
  firstMs: number
  longestMs: number
}

/** Growing pauses with jitter, so that many who failed together do not come back together. `attempt` counts from 1. */
export function pauseAfter(attempt: number, { firstMs, longestMs }: Pauses, random: Random): number {
  const ceiling = Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), longestMs)
  return Math.round(ceiling * (0.5 + 0.5 * random.fraction()))
}
