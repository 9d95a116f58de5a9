import type { Route } from '@chroniton/shared/contract/route'
import { describe, expect, it } from 'vitest'
import { id, sampleEvent } from './testing/samples.ts'
import { creations, inStep } from './testing/scenes.ts'
import { World } from './testing/world.ts'

const SECRET = sampleEvent('secret@example.com', {
  title: 'Secret',
  description: 'Nobody’s business',
  locations: { room: { name: 'Room 1' } },
})
const busyScene = () => inStep({ mode: 'busy' }, SECRET)

describe('busy copies', () => {
  it('[EN53] a busy copy shows the time alone, under a UID of its own', () => {
    const { world, work } = busyScene()
    const [shown] = world.shown('all')
    const { uid, ...rest } = shown!
    expect(rest).toEqual({
      '@type': 'Event',
      title: 'Busy',
      start: SECRET.start,
      timeZone: SECRET.timeZone,
      duration: SECRET.duration,
    })
    expect(uid).toMatch(/^busy-[0-9a-f]{32}$/)
    world.edit('work', work, { title: 'Still secret', 'participants/ada': { '@type': 'Participant', name: 'Ada' } })
    expect(world.waiting()).toEqual([])
    world.edit('work', work, { start: '2026-03-02T15:00:00' })
    expect(world.waiting()).toMatchObject([{ role: 'busy', patch: { start: '2026-03-02T15:00:00' } }])
    expect(JSON.stringify(world.waiting())).not.toMatch(/secret|Ada|Room|business/i)
  })

  it('[EN54] an edit of a busy copy is put right and not spread', () => {
    const { world, work, all } = busyScene()
    world.edit('all', all, { title: 'Mine', start: '2026-03-02T20:00:00' })
    expect(world.event.revision).toBe(1)
    expect(world.waiting()).toMatchObject([
      { kind: 'event-write', calendarId: 'all', patch: { title: 'Busy', start: SECRET.start } },
    ])
    world.settle()
    expect(world.held('work', work).event).toMatchObject({ title: 'Secret', start: SECRET.start })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN54] a deletion of a busy copy is made good', () => {
    const { world, all } = busyScene()
    world.remove('all', all)
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['Secret'], ['Busy']])
  })

  for (const order of [
    ['all', 'work'],
    ['work', 'all'],
  ]) {
    it(`[EN55] a busy copy is known again after the hub was lost (${order.join(', then ')})`, () => {
      const { world, all } = busyScene()
      const made = creations(world).length
      world.loseHub()
      for (const name of order) world.list(name)
      world.settle()
      expect(creations(world)).toHaveLength(made)
      expect(world.item('all')).toBe(all)
      expect(world.copy('all')).toMatchObject({ role: 'busy', itemId: all })
      expect(world.event.event.title).toBe('Secret')
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  it('[EN55] a busy copy never becomes the event, whatever routes there are', () => {
    const world = new World()
    for (const name of ['home', 'all', 'public']) world.add(name)
    world.route('home', 'all')
    world.route('home', 'public', { mode: 'busy' })
    world.route('public', 'all', { newEvents: 'all' })
    world.create('home', sampleEvent(undefined, { title: 'Secret' }))
    world.settle()
    expect(world.titles('public')).toEqual(['Busy'])
    const routes = world.state.routes.all()
    world.loseHub()
    for (const { id: routeId } of world.state.routes.all()) {
      world.decide({ kind: 'route-remove', routeId, copies: 'keep' })
    }
    // The routes are made again when all has been seen but the calendar where the event is at home.
    for (const name of ['all', 'public']) world.list(name)
    for (const { from, to, mode, newEvents } of routes) world.route(from, to, { mode, newEvents })
    world.settle()
    expect(world.titles('public')).toEqual(['Busy'])
    world.list('home')
    world.settle()
    expect([world.titles('public'), world.titles('all')]).toEqual([['Busy'], ['Secret']])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN32] a busy copy goes with the event that was deleted before its route was made', () => {
    const world = new World()
    for (const name of ['home', 'all']) world.add(name)
    world.route('home', 'all', { mode: 'busy' })
    world.create('home')
    world.settle()
    world.loseHub()
    const [{ id: routeId }] = world.state.routes.all() as [Route]
    world.decide({ kind: 'route-remove', routeId, copies: 'keep' })
    for (const name of ['home', 'all']) world.list(name)
    const home = world.events.find((record) => world.state.copies.get(id.calendar('home'), record.id) !== undefined)!
    world.decide({ kind: 'event-delete', eventId: home.id })
    world.settle()
    world.route('home', 'all', { mode: 'busy' })
    world.settle()
    expect([world.titles('home'), world.titles('all')]).toEqual([[], []])
  })

  for (const [before, after] of [
    ['busy', 'mirror'],
    ['mirror', 'busy'],
  ] as const) {
    it(`[EN90] what was ${before} before its agent was removed becomes ${after} when its route is made again so`, () => {
      const world = new World()
      for (const name of ['home', 'all']) world.add(name)
      world.route('home', 'all', { mode: before })
      world.create('home', sampleEvent(undefined, { title: 'Secret' }))
      world.settle()
      const item = world.item('all')
      const { agentId } = world.calendar('all')
      world.decide({ kind: 'agent-remove', agentId })
      world.decide({ kind: 'agent-add', agentId, name: agentId })
      world.list('all')
      world.route('home', 'all', { mode: after })
      world.settle()
      expect(world.item('all')).toBe(item)
      expect(world.titles('all')).toEqual([after === 'busy' ? 'Busy' : 'Secret'])
      expect([...world.queue.values()]).toEqual([])
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  for (const first of ['a person’s', 'the hub’s'] as const) {
    it(`[EN90] what the hub made beside a person’s item of the same UID gives way to a busy copy, ${first} seen first`, () => {
      const world = new World()
      for (const name of ['home', 'all']) world.add(name)
      world.route('home', 'all')
      world.create('home')
      const own = first === 'a person’s' ? world.make('all', sampleEvent(undefined, { title: 'My own' })) : null
      world.settle()
      const late = own ?? world.make('all', sampleEvent(undefined, { title: 'My own' }))
      const { agentId } = world.calendar('all')
      world.decide({ kind: 'agent-remove', agentId })
      world.decide({ kind: 'agent-add', agentId, name: agentId })
      world.list('all')
      world.route('home', 'all', { direction: 'forward', mode: 'busy' })
      world.settle()
      world.list('all')
      world.settle()
      const items = [...world.calendar('all').items]
      expect(items.map(([itemId, { event }]) => [itemId === late, event.title])).toEqual([
        [true, 'My own'],
        [false, 'Busy'],
      ])
      expect(new Set(items.map(([, { event }]) => event.uid)).size).toBe(2)
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  it('[EN90] what a person edited since its agent was removed is left as it is', () => {
    const world = new World()
    for (const name of ['home', 'all']) world.add(name)
    world.route('home', 'all')
    world.create('home')
    world.settle()
    const { agentId } = world.calendar('all')
    world.decide({ kind: 'agent-remove', agentId })
    world.decide({ kind: 'agent-add', agentId, name: agentId })
    world.list('all')
    world.edit('all', world.item('all'), { title: 'My own' })
    world.route('home', 'all', { mode: 'busy' })
    world.settle()
    expect(world.titles('all')).toEqual(['My own'])
    expect([...world.queue.values()].map(({ parked }) => parked)).toEqual([true])
  })
})
