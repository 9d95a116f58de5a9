import type { CalendarId } from '@chroniton/shared/contract/ids'
import type Sqlite from 'better-sqlite3'
import type { CopyRecord } from '../engine/records.ts'
import type { Copies } from '../engine/state.ts'
import { DocumentTable, inPages } from './document-table.ts'

export function sqliteCopies(sqlite: Sqlite.Database, touch: (calendarId: string) => void): Copies {
  const documents = new DocumentTable<CopyRecord>(sqlite, 'copies', ['calendar_id', 'event_id'], {
    calendar_id: (copy) => copy.calendarId,
    event_id: (copy) => copy.eventId,
    item_id: (copy) => copy.itemId,
    command_id: (copy) => copy.outstanding?.commandId ?? copy.parked?.commandId ?? null,
    listing_id: (copy) => copy.listingId,
  })
  const byItem = documents.query('where calendar_id = ? and item_id = ?')
  const byCommand = documents.query('where command_id = ?')
  const pageOfCalendar = documents.query('where calendar_id = ? and event_id > ? order by event_id limit 200')
  const count = sqlite.prepare<[CalendarId], { count: number }>(
    'select count(*) as count from copies where calendar_id = ? and item_id is not null',
  )
  return {
    get: (calendarId, eventId) => documents.get(calendarId, eventId),
    byItem: (calendarId, itemId) => byItem(calendarId, itemId)[0],
    byCommand: (commandId) => byCommand(commandId)[0],
    put(copy) {
      documents.put(copy)
      touch(copy.calendarId)
    },
    delete(calendarId, eventId) {
      if (documents.delete(calendarId, eventId)) touch(calendarId)
    },
    ofEvent: documents.query('where event_id = ? order by calendar_id'),
    ofCalendar: (calendarId) =>
      inPages(
        (after) => pageOfCalendar(calendarId, after),
        (copy) => copy.eventId,
      ),
    count: (calendarId) => count.get(calendarId)?.count ?? 0,
    notListed: documents.query(
      'where calendar_id = ? and item_id is not null and listing_id is not ? order by event_id',
    ),
  }
}
