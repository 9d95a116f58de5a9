import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { conflicts, editBoth, inStep, writes } from './testing/scenes.ts'
import type { World } from './testing/world.ts'

const WEEKLY = sampleEvent(undefined, { recurrenceRules: [{ frequency: 'weekly', count: 10 }] })
const SECOND = '2026-03-09T09:00:00'

/** Both calendars show the same once everything is carried over, and it is the event. */
function expectAgreed(world: World, expected: object): void {
  world.settle()
  expect(world.event.event).toMatchObject(expected)
  for (const name of ['work', 'all']) expect(world.shown(name)).toEqual([world.event.event])
  for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
}

describe('merging', () => {
  it('[EN34] edits of different units on two sides both stand', () => {
    const scene = inStep()
    editBoth(scene, { title: 'New' }, { description: 'With text' })
    expect(conflicts(scene.world)).toEqual([])
    expectAgreed(scene.world, { title: 'New', description: 'With text' })
  })

  it('[EN34] an edit is told from what this calendar showed before, not from what the event is', () => {
    const { world, work, all } = inStep()
    world.edit('work', work, { title: 'New' })
    world.edit('all', all, { description: 'With text' })
    expect(world.event.event).toMatchObject({ title: 'New', description: 'With text' })
  })

  it('[EN35] the time is one unit: a start and a duration from two sides do not mix', () => {
    const scene = inStep()
    editBoth(scene, { start: '2026-03-02T11:00:00' }, { duration: 'PT3H' })
    expect(conflicts(scene.world).map((conflict) => conflict.path)).toEqual(['time'])
    expectAgreed(scene.world, { start: '2026-03-02T09:00:00', duration: 'PT3H', timeZone: 'Europe/Zurich' })
  })

  it('[EN36] people, alerts, places and overrides are merged by key', () => {
    const scene = inStep({}, { ...WEEKLY, participants: { ada: { name: 'Ada', email: 'ada@example.com' } } })
    const alert = (offset: string) => ({ '@type': 'Alert', trigger: { '@type': 'OffsetTrigger', offset } })
    editBoth(
      scene,
      {
        'participants/bob': { '@type': 'Participant', name: 'Bob' },
        'alerts/one': alert('-PT5M'),
        'locations/room': { '@type': 'Location', name: 'Room 1' },
        recurrenceOverrides: { [SECOND]: { title: 'Second' } },
      },
      {
        'participants/ada': { '@type': 'Participant', name: 'Ada L.' },
        'alerts/two': alert('-PT1H'),
        'locations/car': { '@type': 'Location', name: 'Garage' },
        recurrenceOverrides: { '2026-03-16T09:00:00': { title: 'Third' } },
      },
    )
    expect(conflicts(scene.world)).toEqual([])
    expectAgreed(scene.world, {
      participants: { ada: { name: 'Ada L.' }, bob: { name: 'Bob' } },
      alerts: { one: { trigger: { offset: '-PT5M' } }, two: { trigger: { offset: '-PT1H' } } },
      locations: { room: { name: 'Room 1' }, car: { name: 'Garage' } },
      recurrenceOverrides: { [SECOND]: { title: 'Second' }, '2026-03-16T09:00:00': { title: 'Third' } },
    })
  })

  it('[EN36] an occurrence cancelled here and another one edited there both stand', () => {
    const scene = inStep({}, WEEKLY)
    editBoth(
      scene,
      { recurrenceOverrides: { [SECOND]: { excluded: true } } },
      { recurrenceOverrides: { '2026-03-16T09:00:00': { start: '2026-03-17T09:00:00' } } },
    )
    expect(conflicts(scene.world)).toEqual([])
    expectAgreed(scene.world, {
      recurrenceOverrides: { [SECOND]: { excluded: true }, '2026-03-16T09:00:00': { start: '2026-03-17T09:00:00' } },
    })
  })

  it('[EN36] the same occurrence edited on two sides is in conflict, and nothing else is', () => {
    const scene = inStep({}, WEEKLY)
    editBoth(
      scene,
      { title: 'Series', recurrenceOverrides: { [SECOND]: { title: 'In work' } } },
      { recurrenceOverrides: { [SECOND]: { title: 'In all' } } },
    )
    expect(conflicts(scene.world).map((conflict) => conflict.path)).toEqual([`recurrenceOverrides/${SECOND}`])
    expectAgreed(scene.world, { title: 'Series', recurrenceOverrides: { [SECOND]: { title: 'In all' } } })
  })

  it('[EN37] the same value from two sides is no conflict and needs no command', () => {
    const scene = inStep()
    editBoth(scene, { title: 'Same' }, { title: 'Same' })
    expect(conflicts(scene.world)).toEqual([])
    expect(scene.world.waiting()).toEqual([])
    expectAgreed(scene.world, { title: 'Same' })
  })

  it('[EN38] each copy is sent one command with the patch, the whole event and the version it expects', () => {
    const { world, work, all } = inStep()
    world.add('third')
    world.route('work', 'third')
    world.settle()
    world.edit('work', work, { title: 'New' })
    const common = { kind: 'event-write', eventId: world.event.id, role: 'mirror', patch: { title: 'New' } }
    const event = { ...sampleEvent(), title: 'New' }
    const third = world.item('third')
    expect(world.waiting()).toMatchObject([
      { ...common, calendarId: 'all', itemId: all, expectedVersion: world.held('all', all).version, event },
      { ...common, calendarId: 'third', itemId: third, expectedVersion: world.held('third', third).version, event },
    ])
  })

  it('[EN39] a command that no longer says what is wanted is replaced by one that says it all', () => {
    const { world, work } = inStep()
    world.edit('work', work, { title: 'New' })
    const [first] = writes(world.waiting())
    world.touch('work', work, { description: 'With text' })
    const { effects } = world.show('work', work)
    expect(effects).toMatchObject([
      { kind: 'settle', commandId: first!.commandId },
      { kind: 'send', command: { kind: 'event-write', patch: { title: 'New', description: 'With text' } } },
    ])
    world.touch('work', work)
    expect(world.show('work', work).effects).toEqual([])
    expect(writes(world.waiting())).toHaveLength(1)
  })

  it('[EN39] a command that is not wanted any more is taken back', () => {
    const { world, work } = inStep()
    world.edit('work', work, { title: 'New' })
    const { commandId } = writes(world.waiting())[0]!
    world.touch('work', work, { title: 'Meeting' })
    expect(world.show('work', work).effects).toEqual([{ kind: 'settle', commandId }])
  })

  for (const [order, first, second] of [
    ['the move first', 'work', 'all'],
    ['the occurrence first', 'all', 'work'],
  ] as const) {
    it(`[EN40] an edited occurrence goes along with its series (${order})`, () => {
      const { world, work, all } = inStep({}, WEEKLY)
      world.touch('work', work, { start: '2026-03-02T10:00:00' })
      world.touch('all', all, { recurrenceOverrides: { [SECOND]: { title: 'Second' } } })
      for (const name of [first, second]) world.show(name, world.item(name))
      expect(conflicts(world)).toEqual([])
      expectAgreed(world, { start: '2026-03-02T10:00:00' })
      expect(world.event.event.recurrenceOverrides).toEqual({ '2026-03-09T10:00:00': { title: 'Second' } })
    })

    it(`[EN40] a cancelled occurrence stays cancelled when its series is moved (${order})`, () => {
      const { world, work, all } = inStep({}, WEEKLY)
      world.touch('work', work, { start: '2026-03-03T09:00:00' })
      world.touch('all', all, { recurrenceOverrides: { [SECOND]: { excluded: true } } })
      for (const name of [first, second]) world.show(name, world.item(name))
      expectAgreed(world, { start: '2026-03-03T09:00:00' })
      expect(world.event.event.recurrenceOverrides).toEqual({ '2026-03-10T09:00:00': { excluded: true } })
    })

    it(`[EN41] an occurrence that is no more keeps what was edited in a conflict (${order})`, () => {
      const { world, work, all } = inStep({}, WEEKLY)
      world.touch('work', work, { recurrenceRules: [{ frequency: 'weekly', count: 1 }] })
      world.touch('all', all, { recurrenceOverrides: { [SECOND]: { title: 'Second' } } })
      for (const name of [first, second]) world.show(name, world.item(name))
      const lost = { path: `recurrenceOverrides/${SECOND}`, other: { value: { title: 'Second' } }, state: 'decided' }
      expect(conflicts(world)).toMatchObject([lost])
      expectAgreed(world, { recurrenceRules: [{ count: 1 }] })
      expect(world.event.event.recurrenceOverrides).toBeUndefined()
    })
  }
})
