import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { inStep } from './testing/scenes.ts'
import { joined, type World } from './testing/world.ts'

const texts = (world: World) => ['work', 'all'].map((name) => world.shown(name).map((event) => event.description))

describe('items that come back', () => {
  for (const isMade of [false, true]) {
    it(`[EN91] an item taken out of a bin is merged with what was edited in it, ${isMade ? 'after' : 'before'} the hub has put it back`, () => {
      const world = joined()
      const work = world.create('work', sampleEvent(undefined, { description: 'Bring the plan' }))
      world.settle()
      const { event } = world.held('work', work)
      world.remove('work', work)
      world.settle()
      const deletion = [...world.state.changes.all()].find(({ what }) => what === 'deleted')!
      world.decide({ kind: 'undo', changeId: deletion.id })
      if (isMade) world.settle()
      const { description: _description, ...bare } = event
      world.create('work', bare, work)
      world.settle()
      expect(texts(world)).toEqual([[undefined], [undefined]])
      expect([...world.calendar('work').items.keys()]).toEqual([work])
      expect(world.state.conflicts.all()).toEqual([])
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  it('[EN91] what others changed since it was last there stands', () => {
    const { world, work } = inStep()
    const { event } = world.held('work', work)
    world.edit('all', world.item('all'), { title: 'New' })
    world.remove('work', work)
    world.create('work', event, work)
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['New'], ['New']])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN30] a second item is looked at anew when the first one becomes another event’s', () => {
    const world = joined()
    world.create('work')
    world.settle()
    const mirror = world.item('all')
    const [route] = world.state.routes.all()
    world.decide({ kind: 'route-remove', routeId: route!.id, copies: 'delete' })
    const own = world.create('all', sampleEvent(undefined, { title: 'My own' }))
    world.edit('all', mirror, { title: 'Edited' })
    world.settle()
    expect([...world.calendar('all').items.keys()]).toEqual([own])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN35] an event that comes back moved is as long as its calendar shows', () => {
    const world = joined()
    world.calendar('all').holds = (event) => ({ ...event, duration: 'PT45M' })
    world.create('work', sampleEvent(undefined, { duration: 'PT45M30S' }))
    world.settle()
    const item = world.item('all')
    const { event } = world.held('all', item)
    world.remove('all', item)
    world.settle()
    world.create('all', { ...event, start: '2026-03-09T09:00:00' }, item)
    world.settle()
    expect(world.shown('work')).toMatchObject([{ start: '2026-03-09T09:00:00', duration: 'PT45M' }])
  })
})
