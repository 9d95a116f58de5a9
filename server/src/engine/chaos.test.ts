import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fold } from './fold.ts'
import { memoryState } from './memory-state.ts'
import { stateHash } from './state-hash.ts'
import { differingCopies } from './testing/agreement.ts'
import { Chaos, textsIn } from './testing/chaos.ts'
import type { World } from './testing/world.ts'

const digest = (lines: Iterable<string>) => {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line)
  return hash.digest('hex')
}

const seeds = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

function expectRest(world: World): void {
  expect([...world.queue.values()], 'the queue is empty').toEqual([])
  for (const outcome of world.listAll()) expect(outcome.effects, 'a whole listing causes nothing').toEqual([])
}

function expectNothingDoubled(world: World): void {
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
}

function expectSameAgain(world: World): void {
  const replayed = memoryState()
  for (const entry of world.entries) fold(replayed, entry)
  expect(stateHash(replayed, digest)).toBe(stateHash(world.state, digest))
}

/** What people wrote is in an event, in its history, or kept as what lost a conflict. */
function expectNothingLost({ world, reported }: Chaos): void {
  const kept = new Set<string>()
  const keep = (value: unknown) => textsIn(value).forEach((text) => kept.add(text))
  for (const record of world.state.events.all()) keep(record.event)
  for (const { patch, inverse } of world.state.changes.all()) keep([patch, inverse])
  for (const conflict of world.state.conflicts.all()) keep(conflict)
  for (const { items } of world.calendars.values()) keep([...items.values()])
  expect([...reported].filter((text) => !kept.has(text))).toEqual([])
}

describe('a world in which everybody edits at once', () => {
  it.each(seeds(0, 100))('seed %i comes to rest with nothing doubled, lost or different', (seed) => {
    const chaos = new Chaos(seed)
    chaos.run(60)
    const { world } = chaos
    expectRest(world)
    expectNothingDoubled(world)
    expectSameAgain(world)
    // While a person has still to decide, two calendars differ, and what waits is overwritten by who wrote it.
    if (world.state.settings.get().strategy === 'manual') return
    expectNothingLost(chaos)
    const isWhole = [...world.calendars.values()].every((calendar) => !calendar.loses)
    const isTwoWay = world.state.routes.all().every((route) => route.direction === 'both' && route.mode === 'mirror')
    if (isWhole && isTwoWay) expect(differingCopies(world)).toEqual([])
  })

  it.each(seeds(0, 40))('seed %i, with routes, agents and hubs that come and go, does so as well', (seed) => {
    const chaos = new Chaos(seed, { stormy: true })
    chaos.run(60)
    expectRest(chaos.world)
    expectNothingDoubled(chaos.world)
    expectSameAgain(chaos.world)
  })
})
