import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { inStep, writes } from './testing/scenes.ts'

const INVITED = sampleEvent(undefined, {
  participants: {
    ada: { name: 'Ada', email: 'ada@example.com', roles: { owner: true }, participationStatus: 'accepted' },
    bob: { name: 'Bob', email: 'bob@example.com', roles: { attendee: true }, participationStatus: 'needs-action' },
  },
})

describe('never mail anybody', () => {
  it('[EN56] what the hub makes is written as a mirror, with its people kept in it', () => {
    const { world, work } = inStep({}, INVITED)
    const [creation] = writes(world.sent)
    expect(creation).toMatchObject({ role: 'mirror', itemId: null })
    expect(creation!.event.participants).toEqual(world.held('work', work).event.participants)
    world.edit('work', work, { title: 'New' })
    expect(writes(world.waiting())).toMatchObject([{ role: 'mirror', patch: { title: 'New' } }])
  })

  it('[EN56] only an item that a person made is written as an original', () => {
    const { world, all } = inStep({}, INVITED)
    world.edit('all', all, { title: 'New' })
    const [command] = writes(world.waiting())
    expect(command).toMatchObject({ calendarId: 'work', role: 'original', patch: { title: 'New' } })
    expect(Object.keys(command!.event.participants ?? {})).toEqual(['ada', 'bob'])
  })

  it('[EN56] an original that the hub puts back is written as a mirror, then and ever after', () => {
    const { world } = inStep({}, INVITED)
    const { id: eventId } = world.event
    world.decide({ kind: 'event-delete', eventId })
    world.settle()
    const deletion = [...world.state.changes.all()].find((row) => row.what === 'deleted')!
    world.decide({ kind: 'undo', changeId: deletion.id })
    const written = writes(world.waiting())
    expect(written.map(({ calendarId, role }) => [calendarId, role])).toEqual([
      ['all', 'mirror'],
      ['work', 'mirror'],
    ])
    world.settle()
    world.edit('all', world.item('all'), { title: 'New' })
    expect(writes(world.waiting())).toMatchObject([{ calendarId: 'work', role: 'mirror' }])
  })

  it('[EN56] a busy copy is written as one, and names nobody', () => {
    const { world } = inStep({ mode: 'busy' }, INVITED)
    expect(writes(world.sent)).toMatchObject([{ role: 'busy' }])
    expect(JSON.stringify(world.sent)).not.toMatch(/ada|bob/i)
  })
})
