import type { Database } from 'better-sqlite3'
import type { ItemId } from '@chroniton/shared/contract/ids'

/** Items that were written, deleted or read by themselves, and when: a listing may still be from before that. */
export function settledTable(database: Database) {
  const note = database.prepare<[number, string, number]>('INSERT OR REPLACE INTO settled VALUES (?, ?, ?)')
  const since = database
    .prepare<[number, number], string>('SELECT item_id FROM settled WHERE calendar = ? AND settled_at > ?')
    .pluck()
  const forget = database.prepare<[number, number]>('DELETE FROM settled WHERE calendar = ? AND settled_at <= ?')

  return {
    note: (calendar: number, itemId: ItemId, at: number) => void note.run(calendar, itemId, at),
    since: (calendar: number, at: number) => new Set(since.all(calendar, at) as ItemId[]),
    forget: (calendar: number, until: number) => void forget.run(calendar, until),
  }
}
export type SettledTable = ReturnType<typeof settledTable>
