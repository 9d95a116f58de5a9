import Database from 'better-sqlite3'
import type { Command } from '@chroniton/shared/contract/command'
import { CalendarId, CommandId, EventId, ItemId, Position } from '@chroniton/shared/contract/ids'
import { expect, it } from 'vitest'
import { journalOn } from '../journal/journal.ts'
import { migrate } from '../journal/schema.ts'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import { takeCommands } from './intake.ts'

function makeIntake() {
  const database = new Database(':memory:')
  migrate(database)
  const journal = journalOn(database, () => {})
  const { logger } = new VirtualMachine()
  let position = 0
  return {
    take: (command: Command) =>
      takeCommands(journal, [{ position: Position.parse(++position), json: JSON.stringify(command) }], logger),
    waiting: () => journal.commands.all().map(({ commandId }) => commandId),
  }
}

function deletion(commandId: string, itemId: string | null): Command {
  return {
    kind: 'event-delete',
    commandId: CommandId.parse(commandId),
    calendarId: CalendarId.parse('cal_work'),
    eventId: EventId.parse('event'),
    itemId: itemId === null ? null : ItemId.parse(itemId),
    expectedVersion: null,
  }
}

it('replaces what waits for the same item, or for one that is still to be made', () => {
  const { take, waiting } = makeIntake()
  take(deletion('first', null))
  take(deletion('second', 'item-1'))
  const { replaced } = take(deletion('third', 'item-1'))
  expect(replaced.map(({ commandIds }) => commandIds)).toEqual([['second']])
  expect(waiting()).toEqual(['third'])
})

it('keeps the deletion of a second item of the event', () => {
  const { take, waiting } = makeIntake()
  take(deletion('spare', 'item-2'))
  take(deletion('first', 'item-1'))
  take(deletion('again', 'item-1'))
  expect(waiting()).toEqual(['spare', 'again'])
})
