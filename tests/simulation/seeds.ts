import { describe, expect, it } from 'vitest'
import { withHonestServers } from './plan.ts'
import { simulate } from './simulate.ts'

/**
 * Worlds with honest servers that once showed a fault, by what was wrong in them. They are lived through before all
 * others.
 */
export const REGRESSIONS: Record<string, number> = {
  'an edit made between a write and its late read-back was taken for what the provider holds': 36,
  'an edit made between a write and its read-back, in another property, was taken for what the provider holds': 2078,
  'a mirror went on telling of the calendar its event had left': 5,
  'an edit that crossed a command which had been replaced was lost': 2057,
  'a hub that had lost its database made every calendar of its destination a second time': 1039,
  'a name that was refused once came back over the one that was given later': 5126,
  'a label that a replaced command had put on stayed on': 351,
  'a calendar was listed to a new hub before the hub had heard of it': 428,
  'the failure of a source whose agent had lost its journal was shown for ever': 434,
  'an item that nobody knew of brought a deleted event back without a word': 910,
  'an event stayed where it was made, because the calendar got the name that it carries later': 987,
  'an item that was put back by a person and by the hub stayed twice': 1314,
  'an event with two items of one calendar lived on when it was deleted': 5112,
  'an event that was moved while its length was written stayed where it was in one calendar': 2143,
  'a mirror from before the hub lost its database outlived the event that was deleted since': 2543,
  'an edit that outlived a deletion replaced another without a word': 2630,
  'an event that was moved when it had just been made stayed where it was in one calendar': 2810,
  'an event that was made longer while it was moved stayed as long as it was': 5107,
  'a deletion that could not be told from the hub’s own was undone without a word': 5182,
  'what a creation was told before the last edit was taken for an edit': 1204,
  'what was removed from an item taken out of a bin came back': 5345,
  'an older item taken out of a bin kept the label of its time alone': 109,
  'what was sent for an event before it became another’s was made beside what was sent for that one': 4331,
  'a deletion that a replaced command had found out was told by nobody else': 4921,
  'an event that came back moved kept a length that its calendar did not show': 4938,
  'what waited for a person when the event was deleted came back with it': 5740,
  'what a replaced command had written was taken for an edit': 6167,
  'a label of an older name stayed on an event when its home turned up': 10851,
  'an event that was made longer when it had just been made stayed as long as it was in one calendar': 11450,
  'a keyword that a person had chosen was taken for a label when the event came back': 4475,
}

const AT_ONCE = 10

/** With the command that lives through the same world again, and tells of it. */
export async function faultsOf(seed: number, { honest = false } = {}): Promise<string[]> {
  const { wrong } = await simulate(seed, honest ? { plan: withHonestServers } : {})
  return wrong.length === 0 ? [] : [`npm run sim -- --seed ${seed} ${honest ? '--honest ' : ''}--trace`, ...wrong]
}

export function describeSeeds(from: number, to: number): void {
  describe('a simulated world is as it must be', () => {
    for (let first = from; first <= to; first += AT_ONCE) {
      const last = Math.min(first + AT_ONCE - 1, to)
      it(`seeds ${first} to ${last}`, { timeout: 120_000 }, async () => {
        for (let seed = first; seed <= last; seed++) expect(await faultsOf(seed)).toEqual([])
      })
    }
  })
}
