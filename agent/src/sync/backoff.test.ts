import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pauseAfter } from './backoff.ts'

it('grows to its limit, and never by less than half', () => {
  const pauses = { firstMs: 1000, longestMs: 60_000 }
  const random = (fraction: number) => ({ fraction: () => fraction, id: () => '' })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, fraction) => {
        const pause = pauseAfter(attempt, pauses, random(fraction))
        const ceiling = Math.min(60_000, 1000 * 2 ** (attempt - 1))
        expect(pause).toBeGreaterThanOrEqual(Math.floor(ceiling / 2))
        expect(pause).toBeLessThanOrEqual(ceiling)
      },
    ),
  )
})
