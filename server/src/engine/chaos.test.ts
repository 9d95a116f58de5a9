import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from './fold.ts'
import { memoryState } from './memory-state.ts'
import { stateHash } from './state-hash.ts'
import { Chaos } from './testing/chaos.ts'

const digest = (lines: Iterable<string>) => {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line)
  return hash.digest('hex')
}

function check(seed: number, steps: number): void {
  const chaos = new Chaos(seed)
  chaos.run(steps)
  const { world } = chaos
  expect([...world.queue.values()], 'the queue is empty').toEqual([])
  for (const outcome of world.listAll()) expect(outcome.effects, 'a whole listing causes nothing').toEqual([])
  for (const { seen, items } of world.calendars.values()) {
    // What a person put in while the hub was writing the same there is a duplicate, and reported as one.
    const own = [...items].filter(([itemId]) => world.state.duplicates.get(seen.calendarId, itemId) === undefined)
    const uids = own.map(([, held]) => held.event.uid)
    expect(new Set(uids).size, `${seen.calendarId} shows nothing twice`).toBe(uids.length)
    for (const [itemId] of own) {
      const copy = world.state.copies.byItem(seen.calendarId, itemId)
      expect(copy?.gone, `${itemId} is the item of a copy`).toBeNull()
      expect(world.state.events.get(copy!.eventId)?.deleted, `${itemId} does not come back`).toBeNull()
    }
  }
  const replayed = memoryState()
  for (const entry of world.entries) fold(replayed, entry)
  expect(stateHash(replayed, digest)).toBe(stateHash(world.state, digest))
}

describe('a world in which everybody edits at once', () => {
  it('comes to rest with nothing doubled, and folds the same a second time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => check(seed, 60)),
      { numRuns: 300 },
    )
  })
})
