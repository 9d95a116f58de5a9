import type { JsonValue } from '@chroniton/shared/calendar/event'
import type { Strategy } from '@chroniton/shared/contract/route'
import { describe, expect, it } from 'vitest'
import { id } from './testing/samples.ts'
import { change, conflicts, editBoth, inStep, type Scene, twoHomes, writes } from './testing/scenes.ts'

function disputed(strategy: Strategy, tellsTime = false): Scene {
  const scene = inStep({ strategy })
  for (const name of ['work', 'all']) scene.world.calendar(name).tellsTime = tellsTime
  return scene
}

const bothTitles = ({ world }: Scene) => [...world.titles('work'), ...world.titles('all')]
const resolve = (
  { world }: Scene,
  resolution: { choose: 'current' | 'other' | 'latest' } | { choose: 'value'; value: JsonValue },
) => world.decide({ kind: 'conflict-resolve', conflictId: conflicts(world)[0]!.id, resolution }, 'Grace')

describe('strategies and conflicts', () => {
  it('[EN42] a conflict is recorded with the base, both values, who made them and when', () => {
    const scene = inStep()
    const { world, work, all } = scene
    world.edit('work', work, { title: 'In work' })
    const workAt = world.now
    world.edit('all', all, { title: 'In all' })
    expect(conflicts(world)).toMatchObject([
      {
        eventId: world.event.id,
        path: 'title',
        base: 'Meeting',
        current: { by: { kind: 'calendar', calendarId: 'all' }, value: 'In all', deleted: false, at: world.now },
        other: { by: { kind: 'calendar', calendarId: 'work' }, value: 'In work', deleted: false, at: workAt },
        strategy: 'latest_wins',
        state: 'decided',
        decidedBy: 'rule',
      },
    ])
    world.settle()
    expect(bothTitles(scene)).toEqual(['In all', 'In all'])
  })

  it('[EN42] edits made in knowledge of each other are no conflict', () => {
    const { world, work, all } = inStep()
    world.edit('work', work, { title: 'In work' })
    world.settle()
    world.edit('all', all, { title: 'In all' })
    world.settle()
    world.edit('work', work, { title: 'In work again' })
    world.settle()
    expect(conflicts(world)).toEqual([])
    expect(world.titles('all')).toEqual(['In work again'])
  })

  it('[EN43] the later change wins by the provider’s time, whichever arrives first', () => {
    const scene = disputed('latest_wins', true)
    const { world, work, all } = scene
    world.touch('all', all, { title: 'Earlier' })
    world.touch('work', work, { title: 'Later' })
    world.show('work', work)
    world.show('all', all)
    world.settle()
    expect(bothTitles(scene)).toEqual(['Later', 'Later'])
    expect(conflicts(world)).toMatchObject([{ current: { value: 'Later' }, other: { value: 'Earlier' } }])
  })

  it('[EN43] a clock that runs ahead does not win for ever: no change is later than its arrival', () => {
    const scene = disputed('latest_wins')
    const { world, work, all } = scene
    world.touch('work', work, { title: 'From the future' })
    world.touch('all', all, { title: 'Later' })
    world.report('agent-work', world.sight('work', work, { modifiedAt: id.instant('2031-01-01T00:00:00Z') }))
    const arrived = world.now
    world.show('all', all)
    expect(conflicts(world)).toMatchObject([{ current: { value: 'Later' }, other: { at: arrived } }])
    world.settle()
    expect(bothTitles(scene)).toEqual(['Later', 'Later'])
  })

  it('[EN43] of two changes at the same moment the one that arrived later wins', () => {
    const scene = disputed('latest_wins')
    const { world, work, all } = scene
    const modifiedAt = id.instant('2026-03-01T12:00:01Z')
    world.touch('work', work, { title: 'First' })
    world.touch('all', all, { title: 'Second' })
    world.report('agent-all', world.sight('all', all, { modifiedAt }))
    world.report('agent-work', world.sight('work', work, { modifiedAt }))
    world.settle()
    expect(bothTitles(scene)).toEqual(['First', 'First'])
  })

  for (const [strategy, winner] of [
    ['source_wins', 'In work'],
    ['destination_wins', 'In all'],
  ] as const) {
    it(`[EN44] ${strategy}, whichever arrives first`, () => {
      for (const order of [
        ['work', 'all'],
        ['all', 'work'],
      ]) {
        const scene = disputed(strategy)
        const { world, work, all } = scene
        world.touch('work', work, { title: 'In work' })
        world.touch('all', all, { title: 'In all' })
        for (const name of order) world.show(name, world.item(name))
        world.settle()
        expect(bothTitles(scene)).toEqual([winner, winner])
        expect(conflicts(world)).toMatchObject([{ strategy, current: { value: winner }, state: 'decided' }])
      }
    })
  }

  it('[EN45] a route’s own strategy goes before the hub’s', () => {
    for (const [own, winner] of [
      ['destination_wins', 'In all'],
      [null, 'In work'],
    ] as const) {
      const scene = inStep({ strategy: own })
      change(scene.world, { strategy: 'source_wins' })
      editBoth(scene, { title: 'In work' }, { title: 'In all' })
      scene.world.settle()
      expect(bothTitles(scene)).toEqual([winner, winner])
    }
  })

  it('[EN45] between calendars that no route joins directly the later change wins', () => {
    const world = twoHomes()
    change(world, { strategy: 'source_wins' })
    world.touch('one', world.item('one'), { title: 'In one' })
    world.touch('two', world.item('two'), { title: 'In two' })
    world.show('two', world.item('two'))
    world.show('one', world.item('one'))
    expect(conflicts(world)).toMatchObject([{ strategy: 'latest_wins', current: { value: 'In one' } }])
    world.settle()
    for (const name of ['one', 'two', 'sum']) expect(world.titles(name)).toEqual(['In one'])
  })

  it('[EN46] manual: the unit is withheld from the copy whose value waits, everything else flows', () => {
    const scene = disputed('manual')
    const { world, work } = scene
    editBoth(scene, { title: 'In work' }, { title: 'In all', description: 'From all' })
    expect(conflicts(world)).toMatchObject([
      { state: 'open', decidedBy: null, current: { value: 'In work' }, other: { value: 'In all' } },
    ])
    expect(world.event.event).toMatchObject({ title: 'In work', description: 'From all' })
    world.settle()
    world.edit('work', work, { locations: { room: { '@type': 'Location', name: 'Room 1' } } })
    const [command] = writes(world.waiting())
    expect(Object.keys(command!.patch)).toEqual(['locations/room'])
    world.settle()
    expect(world.shown('all')).toMatchObject([{ title: 'In all', locations: { room: { name: 'Room 1' } } }])
    expect(world.shown('work')).toMatchObject([{ title: 'In work', description: 'From all' }])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  for (const [resolution, value] of [
    [{ choose: 'current' }, 'In work'],
    [{ choose: 'other' }, 'In all'],
    [{ choose: 'latest' }, 'In all'],
    [{ choose: 'value', value: 'Third' }, 'Third'],
  ] as const) {
    it(`[EN47] what a person chooses stands in every copy (${resolution.choose})`, () => {
      const scene = disputed('manual')
      editBoth(scene, { title: 'In work' }, { title: 'In all' })
      scene.world.settle()
      // The copy agrees with what flows meanwhile, and still owes the title.
      scene.world.edit('work', scene.work, { description: 'With text' })
      scene.world.settle()
      resolve(scene, resolution)
      expect(conflicts(scene.world)).toMatchObject([{ state: 'decided', decidedBy: 'Grace' }])
      scene.world.settle()
      expect(bothTitles(scene)).toEqual([value, value])
    })
  }

  it('[EN47] a person may decide otherwise what a rule has decided', () => {
    const scene = disputed('latest_wins')
    editBoth(scene, { title: 'In work' }, { title: 'In all' })
    scene.world.settle()
    resolve(scene, { choose: 'other' })
    scene.world.settle()
    expect(bothTitles(scene)).toEqual(['In work', 'In work'])
  })

  it('[EN48] an open conflict is decided when both sides come to show the same', () => {
    for (const [name, title] of [
      ['all', 'In work'],
      ['work', 'In all'],
    ] as const) {
      const scene = disputed('manual')
      const { world } = scene
      editBoth(scene, { title: 'In work' }, { title: 'In all' })
      world.settle()
      world.edit(name, world.item(name), { title })
      expect(conflicts(world)).toMatchObject([{ state: 'decided', decidedBy: 'rule' }])
      world.settle()
      expect(bothTitles(scene)).toEqual([title, title])
    }
  })

  it('[EN48] an open conflict is decided when the event is deleted', () => {
    const scene = disputed('manual')
    const { world } = scene
    editBoth(scene, { title: 'In work' }, { title: 'In all' })
    world.decide({ kind: 'event-delete', eventId: world.event.id })
    expect(conflicts(world)).toMatchObject([{ state: 'decided', decidedBy: 'rule' }])
  })

  for (const name of ['work', 'all'] as const) {
    it(`[EN48] what comes back in ${name} with a value that was in conflict agrees with what stands`, () => {
      const scene = disputed('manual')
      const { world } = scene
      editBoth(scene, { title: 'In work' }, { title: 'In all' })
      world.edit(name === 'all' ? 'work' : 'all', world.item(name === 'all' ? 'work' : 'all'), {
        description: 'Bring the plan',
      })
      world.settle()
      const { event } = world.held(name, scene[name])
      world.remove(name, scene[name])
      world.settle()
      world.create(name, event, scene[name])
      world.settle()
      expect(world.titles('all')).toEqual(world.titles('work'))
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }
})
