import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { inStep, type Scene } from './testing/scenes.ts'
import { joined, World } from './testing/world.ts'

function changeWork({ world }: Scene, metadata: object): void {
  const calendar = world.calendar('work')
  calendar.seen = { ...calendar.seen, metadata: { ...calendar.seen.metadata, ...metadata } }
  world.report('agent-work', { kind: 'calendar-seen', calendar: calendar.seen })
}

describe('labels', () => {
  it('[EN51] a mirror wears the name of its calendar, which never becomes part of the event', () => {
    const { world, work, all } = inStep({ label: 'keyword' })
    expect(world.shown('all')).toMatchObject([{ keywords: { work: true } }])
    expect(world.event.event.keywords).toBeUndefined()
    world.edit('all', all, { 'keywords/mine': true })
    world.settle()
    expect(world.event.event.keywords).toEqual({ mine: true })
    expect(world.held('work', work).event.keywords).toEqual({ mine: true })
    expect(world.held('all', all).event.keywords).toEqual({ mine: true, work: true })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN51] a mirror wears the colour of its calendar in place of the event’s own', () => {
    const { world, work, all } = inStep({ label: 'color' }, sampleEvent(undefined, { color: '#abcdef' }))
    expect(world.shown('all')).toMatchObject([{ color: '#112233' }])
    world.edit('all', all, { title: 'New' })
    world.settle()
    expect(world.held('work', work).event).toMatchObject({ title: 'New', color: '#abcdef' })
    expect(world.event.event.color).toBe('#abcdef')
  })

  it('[EN51] a label that was taken off is not spread', () => {
    const { world, work, all } = inStep({ label: 'keyword' }, sampleEvent(undefined, { keywords: { own: true } }))
    world.edit('all', all, { 'keywords/work': null })
    world.settle()
    expect(world.event.revision).toBe(1)
    expect(world.held('work', work).event.keywords).toEqual({ own: true })
  })

  it('[EN52] a new name or colour of the calendar changes the label of its mirrors', () => {
    const named = inStep({ label: 'keyword' })
    changeWork(named, { name: 'Job' })
    expect(named.world.waiting()).toMatchObject([{ calendarId: 'all', event: { keywords: { Job: true } } }])
    named.world.settle()
    expect(named.world.shown('all').map((event) => event.keywords)).toEqual([{ Job: true }])
    const coloured = inStep({ label: 'color' })
    changeWork(coloured, { color: '#445566' })
    coloured.world.settle()
    expect(coloured.world.shown('all').map((event) => event.color)).toEqual(['#445566'])
    expect(coloured.world.event.event.color).toBeUndefined()
    for (const outcome of coloured.world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN58] the label that a replaced command has put on is taken off again', () => {
    const scene = inStep({ label: 'color' })
    const { world } = scene
    changeWork(scene, { color: '#445566' })
    const [command] = world.waiting()
    changeWork(scene, { color: '#112233' })
    expect(world.waiting()).toEqual([])
    world.perform(command!)
    world.settle()
    expect(world.shown('all').map((event) => event.color)).toEqual(['#112233'])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN50] an event goes back when the calendar turns out to have the name it carries', () => {
    const world = joined({ newEvents: 'labelled', label: 'keyword' })
    world.create('all', sampleEvent(undefined, { keywords: { Job: true } }))
    expect(world.waiting()).toEqual([])
    const calendar = world.calendar('work')
    calendar.seen = { ...calendar.seen, metadata: { ...calendar.seen.metadata, name: 'Job' } }
    world.list('work')
    world.settle()
    expect(world.titles('work')).toEqual(['Meeting'])
  })

  it('[EN51] a label from before the hub lost its database is none of the event once its original is seen', () => {
    const { world } = inStep({ label: 'keyword' })
    const [route] = world.state.routes.all()
    world.loseHub()
    world.decide({ kind: 'route-remove', routeId: world.state.routes.all()[0]!.id, copies: 'keep' })
    for (const name of ['all', 'work']) world.list(name)
    world.route(route!.from, route!.to, { label: 'keyword' })
    world.settle()
    expect(world.event.event.keywords).toBeUndefined()
    expect([world.shown('work'), world.shown('all')]).toMatchObject([
      [{ title: 'Meeting' }],
      [{ keywords: { work: true } }],
    ])
    expect(world.shown('work')[0]!.keywords).toBeUndefined()
  })

  it('[EN51] what a person put on an event is no label, also where an item is taken out of a bin', () => {
    const world = new World()
    for (const name of ['work', 'all']) world.add(name)
    world.route('work', 'all', { label: 'keyword', newEvents: 'labelled' })
    const event = sampleEvent(undefined, { keywords: { work: true } })
    const item = world.create('all', event)
    world.settle()
    const mirror = world.item('work')
    world.touch('work', mirror, { title: 'New' })
    world.remove('all', item)
    world.show('work', mirror)
    world.settle()
    world.create('all', event, item)
    world.settle()
    expect(world.events.map((record) => record.event.keywords)).toEqual([{ work: true }])
    expect([...world.calendar('all').items.values()].map((held) => held.event.keywords)).toEqual([{ work: true }])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })
})
