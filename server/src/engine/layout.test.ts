import type { Command } from '@chroniton/shared/contract/command'
import type { Destination } from '@chroniton/shared/contract/route'
import { describe, expect, it } from 'vitest'
import { memoryState } from './memory-state.ts'
import { id, sampleEvent } from './testing/samples.ts'
import { change, creations, inStep, writes } from './testing/scenes.ts'
import { World } from './testing/world.ts'

const intoAll = (layout: 'keyword' | 'color'): Destination => ({ layout, calendarId: id.calendar('all') })
const apart = {
  layout: 'calendar-per-source' as const,
  sourceId: id.source('source-agent-home'),
  agentId: id.agent('agent-home'),
}

function hubWith(destination: Destination): World {
  const world = new World()
  world.add('all', {}, 'agent-home')
  change(world, { destination })
  return world
}

const READ_ONLY = {
  writeEvents: false,
  changeName: false,
  changeColor: false,
  changeDescription: false,
  deleteCalendar: false,
}

const ends = (world: World) => world.state.routes.all().map(({ from, to }) => `${from} > ${to}`)

describe('calendars and layouts', () => {
  it('[EN13] a new calendar is routed to the destination by itself, the destination is not', () => {
    const world = hubWith(intoAll('keyword'))
    expect(ends(world)).toEqual([])
    world.add('work')
    expect(ends(world)).toEqual(['work > all'])
    world.list('all')
    world.list('work')
    expect(ends(world)).toEqual(['work > all'])
  })

  it('[EN13] a new calendar waits when the settings say so', () => {
    const world = hubWith(intoAll('keyword'))
    change(world, { newCalendars: 'wait' })
    world.add('work')
    expect(ends(world)).toEqual([])
    change(world, { newCalendars: 'route' })
    expect(ends(world)).toEqual(['work > all'])
  })

  it('[EN13] a calendar that others flow into is not routed on', () => {
    const world = new World()
    for (const name of ['all', 'team', 'work']) world.add(name)
    world.route('work', 'team')
    change(world, { destination: intoAll('keyword') })
    expect(ends(world).sort()).toEqual(['work > all', 'work > team'])
  })

  it('[EN14] the layout says what the routes do', () => {
    for (const [layout, newEvents] of [
      ['keyword', 'labelled'],
      ['color', 'stay'],
    ] as const) {
      const world = hubWith(intoAll(layout))
      world.add('work')
      world.add('feed', { abilities: READ_ONLY })
      const common = { to: 'all', mode: 'mirror', newEvents, label: layout, followMetadata: false, strategy: null }
      const byName = world.state.routes.all().sort((a, b) => (a.from < b.from ? -1 : 1))
      expect(byName).toMatchObject([
        { from: 'feed', direction: 'forward', ...common },
        { from: 'work', direction: 'both', ...common },
      ])
    }
  })

  it('[EN15] calendar-per-source asks for a calendar like each one and routes into it', () => {
    const world = hubWith(apart)
    const { seen } = world.add('work')
    const [listing, ...others] = world.waiting()
    expect(listing).toMatchObject({ kind: 'list-again', calendarId: null })
    expect(others).toEqual([])
    world.perform(listing!)
    expect(world.waiting()).toMatchObject([
      { kind: 'calendar-create', sourceId: 'source-agent-home', metadata: seen.metadata },
    ])
    world.create('work')
    world.settle()
    const made = 'source-agent-home/work'
    const route = { newEvents: 'all', label: 'none', followMetadata: true, direction: 'both', mode: 'mirror' }
    expect(world.state.routes.all()).toMatchObject([{ from: 'work', to: made, ...route }])
    expect(world.titles(made)).toEqual(['Meeting'])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN15] no calendar is asked for while the source fails: it may be there already', () => {
    const world = hubWith(apart)
    const source = { sourceId: apart.sourceId, calendarId: null }
    world.report('agent-home', { kind: 'account-failed', ...source, code: 'internal', detail: 'no answer' })
    world.add('work')
    const [{ commandId }] = world.waiting('list-again') as [Command]
    world.report('agent-home', { kind: 'applied', commandId, item: null, calendar: null })
    expect(world.sent.map((command) => command.kind)).toEqual(['list-again'])
  })

  it('[EN16] a calendar of that name which nothing flows into is taken, and none is created', () => {
    const world = hubWith(apart)
    const metadata = { name: 'work', color: null, description: null }
    world.add('left over', { metadata }, 'agent-home')
    world.add('work')
    world.add('other', { metadata })
    world.settle()
    expect(ends(world).sort()).toEqual(['other > source-agent-home/work', 'work > left over'])
    expect(world.sent.filter((command) => command.kind === 'calendar-create')).toMatchObject([{ metadata }])
  })

  it('[EN16] after the hub’s database is lost every calendar finds the one made for it', () => {
    const world = hubWith(apart)
    world.add('work')
    world.add('play')
    world.settle()
    world.create('work')
    world.create('play', sampleEvent('game@example.com', { title: 'Game' }))
    world.settle()
    const written = world.sent.length
    world.state = memoryState()
    world.queue.clear()
    world.list('work')
    world.report('agent-home', { kind: 'calendar-seen', calendar: world.calendar('all').seen })
    change(world, { destination: apart })
    world.list('play')
    for (const name of ['work', 'play']) world.list(`source-agent-home/${name}`)
    world.settle()
    expect(world.sent.slice(written).map((command) => command.kind)).toEqual(['list-again'])
    expect(ends(world).sort()).toEqual(['play > source-agent-home/play', 'work > source-agent-home/work'])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    expect(world.events).toHaveLength(2)
  })

  it('[EN17] choosing a destination routes all calendars known, and another layout changes the routes', () => {
    const world = new World()
    for (const name of ['all', 'other', 'work']) world.add(name)
    expect(change(world, { destination: intoAll('keyword') }).notes).toEqual([])
    expect(ends(world).sort()).toEqual(['other > all', 'work > all'])
    expect(change(world, { destination: intoAll('color') }).notes).toEqual([])
    expect(world.state.routes.all()).toMatchObject([
      { label: 'color', newEvents: 'stay' },
      { label: 'color', newEvents: 'stay' },
    ])
  })

  it('[EN17] routes to an earlier destination are kept, and a note says so', () => {
    const world = new World()
    for (const name of ['all', 'work']) world.add(name)
    change(world, { destination: intoAll('keyword') })
    world.add('next')
    const { notes } = change(world, { destination: { layout: 'keyword', calendarId: id.calendar('next') } })
    expect(notes).toEqual(['the routes to the earlier destination are kept; remove those not wanted any more'])
    expect(ends(world)).toEqual(expect.arrayContaining(['work > all', 'work > next']))
  })

  it('[EN18] a calendar that is gone deletes nothing and is sent nothing until it is back', () => {
    const { world, work } = inStep()
    world.report('agent-all', { kind: 'calendar-gone', calendarId: id.calendar('all') })
    expect(world.event.deleted).toBeNull()
    expect(world.copy('all').gone).toBeNull()
    world.edit('work', work, { title: 'New' })
    expect(world.waiting()).toEqual([])
    const { effects } = world.report('agent-all', { kind: 'calendar-seen', calendar: world.calendar('all').seen })
    const sent = effects.flatMap((effect) => (effect.kind === 'send' ? effect.command : []))
    expect(sent).toMatchObject([
      { kind: 'list-again', calendarId: 'all' },
      { kind: 'event-write', patch: { title: 'New' } },
    ])
    world.settle()
    expect(world.titles('all')).toEqual(['New'])
    expect(creations(world)).toHaveLength(1)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN20] what was refused because the calendar was read-only goes out when it is not any more', () => {
    const { world, work } = inStep()
    world.edit('work', work, { title: 'New' })
    world.refuse(world.waiting()[0]!, 'calendar-read-only')
    const { seen } = world.calendar('all')
    world.report('agent-all', { kind: 'calendar-seen', calendar: { ...seen, abilities: READ_ONLY } })
    expect(world.waiting()).toEqual([])
    world.report('agent-all', { kind: 'calendar-seen', calendar: seen })
    expect(writes(world.waiting())).toMatchObject([{ patch: { title: 'New' } }])
  })

  it('[EN18] what a calendar holds under new names when it is back is known again', () => {
    const { world, all } = inStep()
    world.report('agent-all', { kind: 'calendar-gone', calendarId: id.calendar('all') })
    const { items } = world.calendar('all')
    items.set(id.item('renamed'), items.get(all)!)
    items.delete(all)
    world.list('all')
    world.settle()
    expect(world.titles('all')).toEqual(['Meeting'])
    expect(world.copy('all').itemId).toBe('renamed')
    expect(creations(world)).toHaveLength(1)
  })

  it('[EN19] nothing is created in a calendar before it is listed', () => {
    const world = new World()
    world.add('work')
    const { seen } = world.addUnseen('all')
    world.report('agent-all', { kind: 'calendar-seen', calendar: seen })
    world.route('work', 'all')
    world.create('work')
    expect(world.waiting()).toEqual([])
    world.list('all')
    expect(world.waiting()).toMatchObject([{ kind: 'event-write', calendarId: 'all', itemId: null }])
  })

  it('[EN20] a calendar that cannot be written is sent nothing until it can be', () => {
    const { world, work } = inStep()
    const { seen } = world.calendar('all')
    world.report('agent-all', { kind: 'calendar-seen', calendar: { ...seen, abilities: READ_ONLY } })
    world.edit('work', work, { title: 'New' })
    world.create('work', sampleEvent('second@example.com', { title: 'Second' }))
    expect(world.waiting()).toEqual([])
    world.report('agent-all', { kind: 'calendar-seen', calendar: seen })
    const events = writes(world.waiting()).map(({ itemId, event }) => [itemId !== null, event.title])
    expect(events.sort()).toEqual([
      [false, 'Second'],
      [true, 'New'],
    ])
  })
})
