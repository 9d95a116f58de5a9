import type { ChangeRecord } from './records.ts'
import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { inStep } from './testing/scenes.ts'
import type { World } from './testing/world.ts'

const changes = (world: World): ChangeRecord[] => [...world.state.changes.all()]
const undo = (world: World, change: ChangeRecord) => world.decide({ kind: 'undo', changeId: change.id }, 'Grace')
const titles = (world: World) => [world.titles('work'), world.titles('all')]

describe('history and undo', () => {
  it('[EN77] every change is kept with who, when, the entry, the patch and its inverse', () => {
    const { world, all } = inStep()
    world.edit('all', all, { title: 'New', description: 'With text' })
    const position = world.entries.length
    const at = world.now
    world.decide({ kind: 'event-change', eventId: world.event.id, patch: { title: 'Newer' } })
    const eventId = world.event.id
    expect(changes(world)).toMatchObject([
      { what: 'created', revision: 1, by: { kind: 'calendar', calendarId: 'work' } },
      {
        eventId,
        what: 'changed',
        revision: 2,
        by: { kind: 'calendar', calendarId: 'all' },
        at,
        position,
        patch: { title: 'New', description: 'With text' },
        inverse: { title: 'Meeting', description: null },
      },
      {
        revision: 3,
        by: { kind: 'person', name: 'Ada' },
        position: position + 1,
        patch: { title: 'Newer' },
        inverse: { title: 'New' },
      },
    ])
  })

  it('[EN78] undoing a change is a change of its own, carried everywhere', () => {
    const { world, all } = inStep()
    world.edit('all', all, { title: 'New' })
    world.settle()
    const change = changes(world)[1]!
    expect(undo(world, change).notes).toEqual([])
    world.settle()
    expect(titles(world)).toEqual([['Meeting'], ['Meeting']])
    expect(world.state.changes.get(change.id)?.undone).toBe(true)
    expect(changes(world).at(-1)).toMatchObject({
      what: 'changed',
      by: { kind: 'person', name: 'Grace' },
      patch: { title: 'Meeting' },
      inverse: { title: 'New' },
    })
    expect(undo(world, change)).toEqual({ effects: [], notes: ['this change was undone before'] })
  })

  it('[EN78] what was changed again since is left, and a note says so', () => {
    const { world, work } = inStep()
    world.edit('work', work, { title: 'New', description: 'With text' })
    world.edit('work', work, { title: 'Newer' })
    const { notes } = undo(world, changes(world)[1]!)
    expect(notes).toEqual(['"Newer": title was changed again since'])
    expect(world.event.event).toEqual({ ...sampleEvent(), title: 'Newer' })
  })

  it('[EN79] undoing a deletion puts the event back everywhere', () => {
    const { world, work } = inStep()
    world.remove('work', work)
    world.settle()
    expect(titles(world)).toEqual([[], []])
    undo(world, changes(world)[1]!)
    expect(changes(world).at(-1)).toMatchObject({ what: 'restored', by: { kind: 'person', name: 'Grace' } })
    world.settle()
    expect(titles(world)).toEqual([['Meeting'], ['Meeting']])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN79] undoing a creation deletes the event', () => {
    const { world } = inStep()
    undo(world, changes(world)[0]!)
    world.settle()
    expect(titles(world)).toEqual([[], []])
    expect(world.events).toEqual([])
  })

  it('[EN80] undoing an entry undoes all that it changed', () => {
    const { world, work } = inStep()
    const second = world.create('work', sampleEvent('second@example.com', { title: 'Second' }))
    world.settle()
    world.touch('work', work, { title: 'One' })
    world.touch('work', second, { title: 'Two' })
    const third = world.make('work', sampleEvent('third@example.com', { title: 'Third' }))
    world.show('work', work, second, third)
    const { position } = world.entries.at(-1)!
    world.settle()
    expect(titles(world)).toEqual([
      ['One', 'Two', 'Third'],
      ['One', 'Two', 'Third'],
    ])
    expect(world.decide({ kind: 'undo-entry', position }).notes).toEqual([])
    world.settle()
    expect(titles(world)).toEqual([
      ['Meeting', 'Second'],
      ['Meeting', 'Second'],
    ])
    const undone = changes(world).filter((change) => change.position === position)
    expect(undone.map((change) => change.undone)).toEqual([true, true, true])
  })
})
