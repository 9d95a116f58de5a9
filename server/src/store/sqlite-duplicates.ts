import type Sqlite from 'better-sqlite3'
import type { DuplicateRecord } from '../engine/records.ts'
import type { Duplicates } from '../engine/state.ts'
import { DocumentTable } from './document-table.ts'

export function sqliteDuplicates(sqlite: Sqlite.Database): Duplicates {
  const documents = new DocumentTable<DuplicateRecord>(sqlite, 'duplicates', ['calendar_id', 'item_id'], {
    calendar_id: (duplicate) => duplicate.calendarId,
    item_id: (duplicate) => duplicate.itemId,
    event_id: (duplicate) => duplicate.eventId,
  })
  return {
    get: (calendarId, itemId) => documents.get(calendarId, itemId),
    put: (duplicate) => documents.put(duplicate),
    delete: (calendarId, itemId) => void documents.delete(calendarId, itemId),
    ofCopy: documents.query('where calendar_id = ? and event_id = ? order by item_id'),
    ofCalendar: documents.query('where calendar_id = ? order by item_id'),
  }
}
