import { describe, expect, it } from 'vitest'
import { describeSeeds, faultsOf, REGRESSIONS } from './seeds.ts'
import { simulate } from './simulate.ts'

describe('a world that once showed a fault is as it must be', () => {
  for (const [fault, seed] of Object.entries(REGRESSIONS)) {
    it(`seed ${seed}: ${fault}`, async () => expect(await faultsOf(seed, { honest: true })).toEqual([]))
  }
})

describeSeeds(1, 100)

it('a world comes out the same when it is lived through again', async () => {
  const lives: string[][] = [[], []]
  for (const life of lives) await simulate(7, { write: (line) => life.push(line) })
  expect(lives[0]).toEqual(lives[1])
  expect(lives[0]!.length).toBeGreaterThan(100)
})
