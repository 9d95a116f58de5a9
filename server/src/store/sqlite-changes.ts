import type Sqlite from 'better-sqlite3'
import type { ChangeRecord } from '../engine/records.ts'
import type { Changes } from '../engine/state.ts'
import { DocumentTable } from './document-table.ts'

export function sqliteChanges(sqlite: Sqlite.Database, touch: (id: string) => void): Changes {
  const documents = new DocumentTable<ChangeRecord>(sqlite, 'changes', ['id'], {
    id: (change) => change.id,
    event_id: (change) => change.eventId,
    position: (change) => change.position,
  })
  return {
    get: (id) => documents.get(id),
    put(change) {
      documents.put(change)
      touch(change.id)
    },
    ofEvent: documents.query('where event_id = ? order by number desc'),
    ofEntry: documents.query('where position = ? order by number desc'),
  }
}
