import type { CalendarId, CommandId, EventId } from '@chroniton/shared/contract/ids'
import type Sqlite from 'better-sqlite3'
import type { CopyRecord } from '../engine/records.ts'
import type { Copies } from '../engine/state.ts'
import { type Columns, DocumentTable, inPages } from './document-table.ts'
import { eventJson, withMember } from './event-json.ts'

export function sqliteCopies(sqlite: Sqlite.Database, touch: (calendarId: string) => void): Copies {
  const columns: Columns<CopyRecord> = {
    calendar_id: (copy) => copy.calendarId,
    event_id: (copy) => copy.eventId,
    item_id: (copy) => copy.itemId,
    present: (copy) => (copy.itemId !== null && copy.gone === null ? 1 : 0),
    outstanding_id: (copy) => copy.outstanding?.commandId ?? null,
    parked_id: (copy) => copy.parked?.commandId ?? null,
    listing_id: (copy) => copy.listingId,
  }
  const toJson = ({ shadow, ...rest }: CopyRecord) => withMember(rest, 'shadow', eventJson(shadow))
  const documents = new DocumentTable<CopyRecord>(sqlite, 'copies', ['calendar_id', 'event_id'], columns, toJson)
  const superseded = supersededCommands(sqlite)
  const byItem = documents.query('where calendar_id = ? and item_id = ?')
  const byPresentCommand = documents.query('where outstanding_id = ? or parked_id = ?')
  const bySuperseded = documents.query(
    'where (calendar_id, event_id) = (select calendar_id, event_id from superseded where command_id = ?)',
  )
  const pageOfCalendar = documents.query('where calendar_id = ? and event_id > ? order by event_id limit 200')
  const count = sqlite.prepare<[CalendarId], { count: number }>(
    'select count(*) as count from copies where calendar_id = ? and item_id is not null and present = 1',
  )
  return {
    get: (calendarId, eventId) => documents.get(calendarId, eventId),
    byItem: (calendarId, itemId) => byItem(calendarId, itemId)[0],
    byCommand: (commandId) => byPresentCommand(commandId, commandId)[0] ?? bySuperseded(commandId)[0],
    put(copy) {
      documents.put(copy)
      superseded.put(copy)
      touch(copy.calendarId)
    },
    delete(calendarId, eventId) {
      superseded.clear(calendarId, eventId)
      if (documents.delete(calendarId, eventId)) touch(calendarId)
    },
    ofEvent: documents.query('where event_id = ? order by calendar_id'),
    ofCalendar: (calendarId) =>
      inPages(
        (after) => pageOfCalendar(calendarId, after),
        (copy) => copy.eventId,
      ),
    count: (calendarId) => count.get(calendarId)?.count ?? 0,
    notListed: documents.query('where calendar_id = ? and present = 1 and listing_id is not ? order by event_id'),
    withoutItem: documents.query('where calendar_id = ? and item_id is null order by event_id'),
    parked: documents.query('where calendar_id = ? and parked_id is not null order by event_id'),
  }
}

function supersededCommands(sqlite: Sqlite.Database) {
  const insert = sqlite.prepare<[CommandId, CalendarId, EventId]>(
    'insert into superseded (command_id, calendar_id, event_id) values (?, ?, ?)',
  )
  const clear = sqlite.prepare<[CalendarId, EventId]>('delete from superseded where calendar_id = ? and event_id = ?')
  return {
    clear: (calendarId: CalendarId, eventId: EventId) => void clear.run(calendarId, eventId),
    put({ calendarId, eventId, superseded }: CopyRecord) {
      clear.run(calendarId, eventId)
      for (const { commandId } of superseded) insert.run(commandId, calendarId, eventId)
    },
  }
}
