import { describe, expect, it } from 'vitest'
import { id, sampleEvent } from './testing/samples.ts'
import { change, conflicts, inStep, twoHomes, writes } from './testing/scenes.ts'
import { World } from './testing/world.ts'

const tombstones = (world: World) => [...world.state.events.all()].filter((record) => record.deleted !== null)
const whats = (world: World) => [...world.state.changes.all()].map((change) => change.what)
const listing = (name: string, listingId: string) => ({
  calendarId: id.calendar(name),
  listingId: id.listing(listingId),
})

describe('deletion', () => {
  for (const [name, other] of [
    ['work', 'all'],
    ['all', 'work'],
  ] as const) {
    it(`[EN66] deleted in ${name}, an event is deleted everywhere and a tombstone stays`, () => {
      const { world } = inStep()
      const gone = world.item(name)
      const left = world.item(other)
      world.remove(name, gone)
      const { version } = world.held(other, left)
      expect(world.waiting()).toMatchObject([
        { kind: 'event-delete', calendarId: other, itemId: left, expectedVersion: version },
      ])
      world.settle()
      expect([world.titles('work'), world.titles('all')]).toEqual([[], []])
      expect(tombstones(world)).toMatchObject([{ deleted: { by: { kind: 'calendar', calendarId: name } } }])
      expect(whats(world)).toEqual(['created', 'deleted'])
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    })
  }

  it('[EN67] deleted in one of two homes, an event lives on in the other and where that flows', () => {
    const world = twoHomes()
    world.add('own')
    world.route('one', 'own')
    world.settle()
    world.remove('one', world.item('one'))
    expect(world.waiting()).toMatchObject([{ kind: 'event-delete', calendarId: 'own' }])
    world.settle()
    const left = ['one', 'own', 'two', 'sum'].map((name) => world.titles(name))
    expect(left).toEqual([[], [], ['Meeting'], ['Meeting']])
    expect(world.event.deleted).toBeNull()
  })

  it('[EN67] deleted in a mirror, an event is deleted in every home that flows there', () => {
    const world = twoHomes()
    world.remove('sum', world.item('sum'))
    world.settle()
    expect(['one', 'two', 'sum'].map((name) => world.titles(name))).toEqual([[], [], []])
    expect(world.events).toEqual([])
  })

  it('[EN67] a mirror that is deleted takes no home along that only flows forward', () => {
    const world = new World()
    for (const name of ['one', 'two', 'sum']) world.add(name)
    world.route('one', 'sum', { direction: 'forward' })
    world.route('two', 'sum')
    world.create('one')
    world.create('two')
    world.settle()
    world.remove('sum', world.item('sum'))
    world.settle()
    expect(['one', 'two', 'sum'].map((name) => world.titles(name))).toEqual([['Meeting'], [], ['Meeting']])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN68] absence counts in a completed listing alone', () => {
    const { world, work } = inStep()
    const second = world.create('work', sampleEvent('second@example.com', { title: 'Second' }))
    world.settle()
    world.calendar('work').items.delete(work)
    const partial = listing('work', 'partial')
    const sight = world.sight('work', second, partial)
    expect(world.report('agent-work', sight).effects).toEqual([])
    expect(world.events).toHaveLength(2)
    world.report('agent-work', { kind: 'listing-complete', count: 1, ...partial })
    expect(world.waiting()).toMatchObject([{ kind: 'event-delete', calendarId: 'all' }])
    expect(world.event.event.title).toBe('Second')
  })

  it('[EN68] an item that was written while the listing ran is not taken for absent', () => {
    const { world, all } = inStep()
    const running = listing('all', 'running')
    world.report('agent-all', world.sight('all', all, running))
    world.create('work', sampleEvent('second@example.com', { title: 'Second' }))
    world.settle()
    expect(world.report('agent-all', { kind: 'listing-complete', count: 1, ...running }).effects).toEqual([])
    expect([world.titles('work'), world.titles('all')]).toEqual(Array.from({ length: 2 }, () => ['Meeting', 'Second']))
  })

  it('[EN68] a listing that is older than what was written is asked for again', () => {
    const { world, all } = inStep()
    const older = listing('all', 'older')
    const sight = world.sight('all', all, older)
    world.create('work', sampleEvent('second@example.com', { title: 'Second' }))
    world.settle()
    const { effects } = world.report('agent-all', sight, { kind: 'listing-complete', count: 1, ...older })
    expect(effects).toMatchObject([{ kind: 'send', command: { kind: 'list-again', calendarId: 'all', full: true } }])
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual(Array.from({ length: 2 }, () => ['Meeting', 'Second']))
  })

  it('[EN72] an edit that the deleting calendar had not heard of stands by default', () => {
    const { world, work, all } = inStep()
    world.edit('work', work, { title: 'New' })
    world.remove('all', all)
    const edited = { by: { kind: 'calendar', calendarId: 'work' }, value: { title: 'New' }, deleted: false }
    const deleted = { by: { kind: 'calendar', calendarId: 'all' }, deleted: true }
    expect(conflicts(world)).toMatchObject([
      { path: '', strategy: 'edit_wins', state: 'decided', current: edited, other: deleted },
    ])
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['New'], ['New']])
  })

  it('[EN72] an edit that had not heard of the deletion stands by default, and the event is back', () => {
    const { world, work, all } = inStep()
    world.touch('work', work, { title: 'New' })
    world.remove('all', all)
    world.settle()
    expect(conflicts(world)).toMatchObject([{ path: '', strategy: 'edit_wins', current: { value: { title: 'New' } } }])
    expect([world.titles('work'), world.titles('all')]).toEqual([['New'], ['New']])
    expect(whats(world)).toEqual(['created', 'deleted', 'restored'])
  })

  it('[EN72] with delete_wins the deletion stands, whichever came first', () => {
    for (const editFirst of [true, false]) {
      const { world, work, all } = inStep()
      change(world, { editAgainstDelete: 'delete_wins' })
      world.touch('work', work, { title: 'New' })
      if (editFirst) world.show('work', work)
      world.remove('all', all)
      world.settle()
      expect([world.titles('work'), world.titles('all')]).toEqual([[], []])
      expect(conflicts(world)).toMatchObject([
        { path: '', strategy: 'delete_wins', current: { deleted: true }, other: { value: { title: 'New' } } },
      ])
    }
  })

  it('[EN72] a person may decide otherwise: the edit is back everywhere', () => {
    const { world, work, all } = inStep()
    change(world, { editAgainstDelete: 'delete_wins' })
    world.edit('work', work, { title: 'New' })
    world.remove('all', all)
    world.settle()
    const conflictId = conflicts(world)[0]!.id
    world.decide({ kind: 'conflict-resolve', conflictId, resolution: { choose: 'other' } })
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['New'], ['New']])
  })

  it('[EN73] an item that reappears as it was is stale and is deleted again', () => {
    const { world, work } = inStep()
    const held = world.held('work', work)
    world.remove('work', work)
    world.settle()
    world.calendar('work').items.set(work, held)
    world.show('work', work)
    expect(world.waiting()).toMatchObject([{ kind: 'event-delete', calendarId: 'work', itemId: work }])
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([[], []])
    expect(world.events).toEqual([])
  })

  it('[EN73] an item that reappears otherwise was restored by a person', () => {
    for (const itemId of ['as before', 'another']) {
      const { world, work } = inStep()
      world.remove('work', work)
      world.settle()
      world.create('work', sampleEvent(), itemId === 'another' ? itemId : work)
      expect(whats(world)).toEqual(['created', 'deleted', 'restored'])
      expect(writes(world.waiting())).toMatchObject([{ calendarId: 'all', itemId: null }])
      world.settle()
      expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], ['Meeting']])
      for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    }
  })

  it('[EN72] a mirror that is gone after its deletion was taken back is made again, and that is said', () => {
    const { world, work, all } = inStep()
    const held = world.held('work', work)
    world.remove('work', work)
    expect(world.waiting('event-delete')).toHaveLength(1)
    world.create('work', held.event, work)
    expect(world.waiting('event-delete')).toEqual([])
    world.remove('all', all)
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], ['Meeting']])
    expect(conflicts(world)).toMatchObject([{ path: '', state: 'decided', other: { deleted: true } }])
    world.decide({ kind: 'conflict-resolve', conflictId: conflicts(world)[0]!.id, resolution: { choose: 'other' } })
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([[], []])
  })

  it('[EN72] an edit that outlives the deletion is in conflict with those made before', () => {
    const { world, work, all } = inStep()
    change(world, { strategy: 'manual' })
    world.edit('work', work, { title: 'Before' })
    world.decide({ kind: 'event-delete', eventId: world.event.id })
    world.edit('all', all, { title: 'In ignorance' })
    expect(conflicts(world)).toMatchObject([
      { path: '', state: 'decided' },
      { path: 'title', state: 'open', current: { value: 'Before' }, other: { value: 'In ignorance' } },
    ])
    world.decide({ kind: 'conflict-resolve', conflictId: conflicts(world)[1]!.id, resolution: { choose: 'other' } })
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['In ignorance'], ['In ignorance']])
  })

  it('[EN32] what an earlier hub wrote goes with the event that was deleted before its route was made', () => {
    const { world } = inStep()
    world.state.routes.delete(world.state.routes.all()[0]!.id)
    world.loseHub()
    world.list('work')
    world.list('all')
    const home = world.events.find(({ createdBy }) => JSON.stringify(createdBy).includes('work'))!
    world.decide({ kind: 'event-delete', eventId: home.id })
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([[], ['Meeting']])
    world.route('work', 'all')
    world.settle()
    expect(world.titles('all')).toEqual([])
    expect(world.events).toEqual([])
  })

  it('[EN86] a person’s own item that nobody knew of brings a deleted event back', () => {
    for (const [tellsTime, paths] of [
      [false, ['']],
      [true, []],
    ] as const) {
      const world = new World()
      world.add('sum')
      world.addUnseen('late').tellsTime = tellsTime
      if (!tellsTime) world.make('late')
      world.create('sum')
      world.report('agent-late', { kind: 'calendar-seen', calendar: world.calendar('late').seen })
      world.route('late', 'sum')
      world.decide({ kind: 'event-delete', eventId: world.event.id })
      world.settle()
      if (tellsTime) world.make('late')
      world.list('late')
      world.settle()
      expect([world.titles('late'), world.titles('sum')]).toEqual([['Meeting'], ['Meeting']])
      expect(conflicts(world).map(({ path }) => path)).toEqual(paths)
    }
  })
})
