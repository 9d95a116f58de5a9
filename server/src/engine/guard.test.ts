import type { ItemId } from '@chroniton/shared/contract/ids'
import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { change, creations } from './testing/scenes.ts'
import { joined, type World } from './testing/world.ts'

interface Full {
  world: World
  items: ItemId[]
}

/** So many events in both calendars. */
function full(count: number): Full {
  const world = joined()
  const items = Array.from({ length: count }, (_, n) =>
    world.make('work', sampleEvent(`${n}@example.com`, { title: `Event ${n}` })),
  )
  world.show('work', ...items)
  world.settle()
  return { world, items }
}

const deletions = (world: World) => world.waiting('event-delete')
const held = (world: World) => world.state.holds.all().map((hold) => [hold.calendarId, hold.eventIds.length])

describe('the deletion guard', () => {
  it('[EN69] deletions that pass both the count and the share are held, all of them', () => {
    const { world, items } = full(20)
    world.remove('work', ...items.slice(0, 11))
    expect(held(world)).toEqual([['work', 11]])
    expect(deletions(world)).toEqual([])
    expect(world.events).toHaveLength(20)
    world.edit('work', items[15]!, { title: 'Flows on' })
    world.settle()
    expect(world.titles('all')).toContain('Flows on')
    expect(world.titles('all')).toHaveLength(20)
  })

  it('[EN69] deletions that do not pass the count are let happen', () => {
    const { world, items } = full(20)
    world.remove('work', ...items.slice(0, 10))
    expect(held(world)).toEqual([])
    expect(deletions(world)).toHaveLength(10)
  })

  it('[EN69] deletions that do not pass the share are let happen', () => {
    const { world, items } = full(60)
    world.remove('work', ...items.slice(0, 12))
    expect(held(world)).toEqual([])
    world.remove('work', items[12]!)
    expect(held(world)).toEqual([['work', 1]])
  })

  it('[EN69] deletions are counted over the window', () => {
    const { world, items } = full(20)
    world.remove('work', ...items.slice(0, 6))
    world.remove('work', ...items.slice(6, 12))
    expect(held(world)).toEqual([['work', 6]])
    const later = full(20)
    later.world.remove('work', ...later.items.slice(0, 6))
    later.world.passMinutes(11)
    later.world.remove('work', ...later.items.slice(6, 12))
    expect(held(later.world)).toEqual([])
  })

  it('[EN69] the limits are those of the settings', () => {
    const { world, items } = full(20)
    change(world, { deletionGuard: { windowMinutes: 10, count: 2, share: 0.1 } })
    world.remove('work', ...items.slice(0, 3))
    expect(held(world)).toEqual([['work', 3]])
  })

  it('[EN69] deletions by our own command never count', () => {
    const { world, items } = full(20)
    for (const { id: eventId } of world.events.slice(0, 15)) world.decide({ kind: 'event-delete', eventId })
    world.settle()
    for (const name of ['work', 'all']) world.list(name)
    expect(held(world)).toEqual([])
    expect(world.titles('work')).toHaveLength(5)
    const left = items.filter((item) => world.calendar('work').items.has(item))
    world.remove('work', left[0]!)
    expect(held(world)).toEqual([])
    expect(deletions(world)).toHaveLength(1)
  })

  it('[EN69] nor do they when the calendar is heard of before the receipt', () => {
    const { world } = full(20)
    for (const { id: eventId } of world.events.slice(0, 15)) world.decide({ kind: 'event-delete', eventId })
    for (const name of ['work', 'all']) {
      const gone = deletions(world).flatMap((command) =>
        command.kind === 'event-delete' && command.calendarId === name ? command.itemId! : [],
      )
      expect(gone).toHaveLength(15)
      world.remove(name, ...gone)
    }
    expect(held(world)).toEqual([])
    expect(world.waiting()).toEqual([])
    expect(world.state.deletions.all()).toEqual([])
  })

  it('[EN70] when a calendar that had events lists none they are held, however few', () => {
    for (const count of [1, 5]) {
      const { world } = full(count)
      world.calendar('work').items.clear()
      world.list('work')
      expect(held(world)).toEqual([['work', count]])
      expect(world.waiting()).toEqual([])
      expect(world.titles('all')).toHaveLength(count)
    }
  })

  it('[EN70] so it is when the calendar was away in between', () => {
    const { world } = full(3)
    const { seen, items } = world.calendar('work')
    world.report('agent-work', { kind: 'calendar-gone', calendarId: seen.calendarId })
    items.clear()
    world.list('work')
    world.settle()
    expect(held(world)).toEqual([['work', 3]])
    expect(world.titles('all')).toHaveLength(3)
  })

  it('[EN70] so it is when the mirrors vanish', () => {
    const { world } = full(3)
    world.list('all')
    world.calendar('all').items.clear()
    world.list('all')
    expect(held(world)).toEqual([['all', 3]])
    expect(world.waiting()).toEqual([])
    world.decide({ kind: 'hold-discard', holdId: world.state.holds.all()[0]!.id })
    world.settle()
    expect([world.titles('work').length, world.titles('all').length]).toEqual([3, 3])
  })

  it('[EN71] what is edited meanwhile is put back as it is now', () => {
    const { world } = full(3)
    world.list('all')
    world.calendar('all').items.clear()
    world.list('all')
    const [first] = world.calendar('work').items.keys()
    world.edit('work', first!, { title: 'New' })
    expect(world.waiting()).toEqual([])
    world.decide({ kind: 'hold-discard', holdId: world.state.holds.all()[0]!.id })
    world.settle()
    expect(world.titles('all')).toContain('New')
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN71] released, the deletions happen', () => {
    const { world, items } = full(20)
    world.remove('work', ...items.slice(0, 11))
    world.decide({ kind: 'hold-release', holdId: world.state.holds.all()[0]!.id })
    expect(held(world)).toEqual([])
    expect(deletions(world)).toHaveLength(11)
    world.settle()
    expect([world.titles('work').length, world.titles('all').length]).toEqual([9, 9])
  })

  it('[EN71] discarded, the items are put back where they vanished', () => {
    const { world, items } = full(20)
    const made = creations(world).length
    world.remove('work', ...items.slice(0, 11))
    world.decide({ kind: 'hold-discard', holdId: world.state.holds.all()[0]!.id })
    expect(held(world)).toEqual([])
    const back = creations(world).slice(made)
    expect(back.map((command) => command.calendarId)).toEqual(Array.from({ length: 11 }, () => 'work'))
    world.settle()
    expect(world.titles('work').sort()).toEqual(world.titles('all').sort())
    expect(world.titles('work')).toHaveLength(20)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN71] an item that is seen again is not held any more', () => {
    const { world } = full(3)
    const items = new Map(world.calendar('work').items)
    world.calendar('work').items.clear()
    world.list('work')
    expect(held(world)).toEqual([['work', 3]])
    const [first] = items
    world.calendar('work').items.set(...first!)
    world.show('work', first![0])
    expect(held(world)).toEqual([['work', 2]])
    for (const [itemId, item] of items) world.calendar('work').items.set(itemId, item)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    expect(held(world)).toEqual([])
  })
})
