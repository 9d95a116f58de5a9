import type { CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { Route } from '@chroniton/shared/contract/route'
import { describe, expect, it } from 'vitest'
import { id } from './testing/samples.ts'
import { joined, type World } from './testing/world.ts'

/** A person changes the calendar at its provider. */
function rename(world: World, name: string, changes: Partial<CalendarMetadata>) {
  const calendar = world.calendar(name)
  calendar.seen = { ...calendar.seen, metadata: { ...calendar.seen.metadata, ...changes } }
  return world.report(calendar.agentId, { kind: 'calendar-seen', calendar: calendar.seen })
}

const decide = (world: World, name: string, changes: Partial<CalendarMetadata>) =>
  world.decide({ kind: 'calendar-change', calendarId: id.calendar(name), changes })

const following = (changes: Partial<Route> = {}) => joined({ followMetadata: true, ...changes })
const changesSent = (world: World) =>
  world
    .waiting('calendar-change')
    .map((command) => [(command as { calendarId: string }).calendarId, (command as { changes: unknown }).changes])

describe('metadata', () => {
  it('[EN21] a change made in the calendar and one wanted of another field both stand', () => {
    const world = joined()
    decide(world, 'work', { name: 'Wanted', color: '#000000' })
    expect(changesSent(world)).toEqual([['work', { name: 'Wanted', color: '#000000' }]])
    rename(world, 'work', { name: 'Mine' })
    expect(changesSent(world)).toEqual([['work', { color: '#000000' }]])
    world.settle()
    expect(world.calendar('work').seen.metadata).toMatchObject({ name: 'Mine', color: '#000000' })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN22] calendars that follow each other are changed together, whichever is changed', () => {
    const world = following()
    rename(world, 'work', { name: 'Job' })
    expect(changesSent(world)).toEqual([['all', { name: 'Job' }]])
    world.settle()
    rename(world, 'all', { description: 'What I do' })
    expect(changesSent(world)).toEqual([['work', { description: 'What I do' }]])
    world.settle()
    expect(world.calendar('all').seen.metadata).toEqual(world.calendar('work').seen.metadata)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN22] over a forward route only the end it leads to follows', () => {
    const world = following({ direction: 'forward' })
    rename(world, 'all', { name: 'Everything' })
    expect(changesSent(world)).toEqual([])
    rename(world, 'work', { name: 'Job' })
    expect(changesSent(world)).toEqual([['all', { name: 'Job' }]])
  })

  it('[EN22] calendars of a route that does not follow are not changed together', () => {
    const world = joined()
    rename(world, 'work', { name: 'Job' })
    expect(changesSent(world)).toEqual([])
  })

  it('[EN23] a field that cannot be changed is not commanded, and the person is told', () => {
    const world = following()
    for (const name of ['work', 'all']) {
      const calendar = world.calendar(name)
      calendar.seen = { ...calendar.seen, abilities: { ...calendar.seen.abilities, changeColor: false } }
      world.report(calendar.agentId, { kind: 'calendar-seen', calendar: calendar.seen })
    }
    const { notes } = decide(world, 'work', { name: 'Job', color: '#000000' })
    expect(notes).toEqual(['the color of this calendar cannot be changed from here'])
    expect(changesSent(world).sort()).toEqual([
      ['all', { name: 'Job' }],
      ['work', { name: 'Job' }],
    ])
    world.settle()
    rename(world, 'work', { color: '#ffffff' })
    expect(changesSent(world)).toEqual([])
  })

  it('[EN24] when a change is refused what is shown stands, and the command is parked with its reason', () => {
    const world = joined()
    decide(world, 'work', { name: 'Job' })
    const [command] = world.waiting('calendar-change')
    const { effects } = world.refuse(command!, 'not-supported')
    const { commandId } = command!
    expect(effects).toEqual([{ kind: 'park', commandId, code: 'not-supported', detail: 'as the test says' }])
    const record = world.state.calendars.get(id.calendar('work'))!
    expect(record).toMatchObject({ wanted: { name: 'work' }, outstanding: null })
    expect(record.parked).toMatchObject({ changes: { name: 'Job' }, code: 'not-supported' })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    world.decide({ kind: 'command-retry', commandId })
    expect(changesSent(world)).toEqual([['work', { name: 'Job' }]])
  })

  it('[EN25] the form in which the provider wrote a value stands and is no change', () => {
    const world = following()
    decide(world, 'work', { color: '#123456' })
    const command = world
      .waiting('calendar-change')
      .find((row) => (row as { calendarId: string }).calendarId === 'all')!
    const calendar = world.calendar('all')
    calendar.seen = { ...calendar.seen, metadata: { ...calendar.seen.metadata, color: '#123455' } }
    const { commandId } = command
    const receipt = { kind: 'applied', commandId, item: null, calendar: calendar.seen } as const
    expect(world.report('agent-all', receipt).effects).toEqual([{ kind: 'settle', commandId }])
    world.settle()
    expect(world.calendar('work').seen.metadata.color).toBe('#123456')
    expect(world.calendar('all').seen.metadata.color).toBe('#123455')
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN24] what was refused is not tried again once the field has another value', () => {
    const world = following()
    decide(world, 'work', { name: 'Job', color: '#000000' })
    const command = world
      .waiting('calendar-change')
      .find((row) => (row as { calendarId: string }).calendarId === 'all')!
    world.refuse(command, 'not-supported')
    rename(world, 'all', { name: 'Mine' })
    expect(world.state.calendars.get(id.calendar('all'))!.parked?.changes).toEqual({ color: '#000000' })
    world.decide({ kind: 'command-retry', commandId: command.commandId })
    world.settle()
    for (const name of ['work', 'all']) {
      expect(world.calendar(name).seen.metadata).toMatchObject({ name: 'Mine', color: '#000000' })
    }
    rename(world, 'work', { description: 'What I do' })
    const [second] = world.waiting('calendar-change')
    world.refuse(second!, 'not-supported')
    const { effects } = rename(world, 'all', { description: 'What we do' })
    expect(effects).toMatchObject([{ kind: 'settle', commandId: second!.commandId }, { kind: 'send' }])
  })
})
