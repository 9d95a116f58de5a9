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
  const page = sqlite.prepare<[number], { number: number; json: string }>(
    'select number, json from changes where number > ? order by number limit 200',
  )
  return {
    get: (id) => documents.get(id),
    put(change) {
      documents.put(change)
      touch(change.id)
    },
    ofEvent: documents.query('where event_id = ? order by number desc'),
    ofEntry: documents.query('where position = ? order by number desc'),
    *all() {
      let rows = page.all(0)
      for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
        for (const row of rows) yield JSON.parse(row.json) as ChangeRecord
        rows = page.all(last.number)
      }
    },
  }
}
