import { describe, expect, it } from 'vitest'
import { REGRESSIONS } from './seeds.ts'
import { simulate } from './simulate.ts'

const SEEDS = 200
const AT_ONCE = 10

/** With the command that lives through the same world again, and tells of it. */
async function faultsOf(seed: number): Promise<string[]> {
  const { wrong } = await simulate(seed)
  return wrong.length === 0 ? [] : [`npm run sim -- --seed ${seed} --trace`, ...wrong]
}

describe('a simulated world is as it must be', () => {
  for (const [fault, seed] of Object.entries(REGRESSIONS)) {
    it(`seed ${seed}: ${fault}`, async () => expect(await faultsOf(seed)).toEqual([]))
  }

  for (let first = 1; first <= SEEDS; first += AT_ONCE) {
    it(`seeds ${first} to ${first + AT_ONCE - 1}`, async () => {
      for (let seed = first; seed < first + AT_ONCE; seed++) expect(await faultsOf(seed)).toEqual([])
    })
  }

  it('comes out the same when it is lived through again', async () => {
    const lines: string[][] = [[], []]
    for (const life of lines) await simulate(7, { write: (line) => life.push(line) })
    expect(lines[0]).toEqual(lines[1])
    expect(lines[0]!.length).toBeGreaterThan(100)
  })
})
