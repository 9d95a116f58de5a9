import { beforeAll, describe, expect, it } from 'vitest'
import type { BenchCase } from './result.ts'

/** So small that nothing it measures means anything: only whether the benches still run. */
process.env.CHRONITON_BENCH_SCALE = '0.005'
const { CASES } = await import('./cases.ts')

describe.each(CASES.map((one): [string, BenchCase] => [one.ids.join(', '), one]))('bench %s', (_ids, one) => {
  let why: string | null
  beforeAll(() => {
    why = one.skip?.() ?? null
  })

  it('measures what it says', { timeout: 120_000 }, async ({ skip }) => {
    if (why !== null && process.env.CHRONITON_REQUIRE_SERVERS === '1') throw new Error(why)
    if (why !== null) skip(why)
    const results = await one.run()
    expect(results.map(({ id }) => id)).toEqual(one.ids)
    for (const { value, ratio } of results) expect([value, ratio].every(Number.isFinite)).toBe(true)
  })
})
