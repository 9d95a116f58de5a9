import type { Database } from 'better-sqlite3'
import type { EventId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'

export interface JournalItem {
  itemId: ItemId
  /** The provider's version as last seen. */
  version: ItemVersion
  /** The version the hub was told: older than `version` after a touch that changed nothing worth telling. */
  reportedVersion: ItemVersion
  /** Of what the hub was told: the event and its mark, or why the item could not be read. */
  hash: string
  mark: EventId | null
  /** The full listing it was last reported under. */
  listing: number
}

interface Row {
  item_id: string
  version: string
  reported_version: string
  hash: string
  mark: string | null
  listing: number
}

/** One row per item of every calendar; the events themselves are never kept here. */
export function itemTable(database: Database) {
  const select = database.prepare<[number, string], Row>('SELECT * FROM items WHERE calendar = ? AND item_id = ?')
  const version = database
    .prepare<[number, string], string>('SELECT version FROM items WHERE calendar = ? AND item_id = ?')
    .pluck()
  const byMark = database.prepare<[number, string], Row>(
    'SELECT * FROM items WHERE calendar = ? AND mark = ? ORDER BY item_id LIMIT 1',
  )
  const ids = database.prepare<[number], string>('SELECT item_id FROM items WHERE calendar = ?').pluck()
  const count = database.prepare<[number], number>('SELECT count(*) FROM items WHERE calendar = ?').pluck()
  const put = database.prepare<[number, string, string, string, string, string | null, number]>(
    'INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const keep = database.prepare<[number, string, string, string, string, string | null]>(
    `INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (calendar, item_id) DO UPDATE
     SET version = excluded.version, reported_version = excluded.reported_version, hash = excluded.hash, mark = excluded.mark`,
  )
  const touch = database.prepare<[string, number, string]>(
    'UPDATE items SET version = ? WHERE calendar = ? AND item_id = ?',
  )
  const remove = database.prepare<[number, string]>('DELETE FROM items WHERE calendar = ? AND item_id = ?')
  const clear = database.prepare<[number]>('DELETE FROM items WHERE calendar = ?')

  return {
    get: (calendar: number, itemId: ItemId) => itemOf(select.get(calendar, itemId)),
    /** Asked for with every item that is listed. */
    version: (calendar: number, itemId: ItemId) => version.get(calendar, itemId) as ItemVersion | undefined,
    byMark: (calendar: number, mark: EventId) => itemOf(byMark.get(calendar, mark)),
    ids: (calendar: number) => ids.iterate(calendar) as IterableIterator<ItemId>,
    count: (calendar: number) => count.get(calendar)!,
    put: (calendar: number, item: Omit<JournalItem, 'reportedVersion'>) =>
      void put.run(calendar, item.itemId, item.version, item.version, item.hash, item.mark, item.listing),
    /** As `put`, under the listing it was last reported under, if any. */
    keep: (calendar: number, item: Omit<JournalItem, 'reportedVersion' | 'listing'>) =>
      void keep.run(calendar, item.itemId, item.version, item.version, item.hash, item.mark),
    /** The same content at another version. */
    touch: (calendar: number, itemId: ItemId, version: ItemVersion) => void touch.run(version, calendar, itemId),
    remove: (calendar: number, itemId: ItemId) => remove.run(calendar, itemId).changes > 0,
    clear: (calendar: number) => void clear.run(calendar),
  }
}
export type ItemTable = ReturnType<typeof itemTable>

function itemOf(row: Row | undefined): JournalItem | undefined {
  return (
    row && {
      itemId: row.item_id as ItemId,
      version: row.version as ItemVersion,
      reportedVersion: row.reported_version as ItemVersion,
      hash: row.hash,
      mark: row.mark as EventId | null,
      listing: row.listing,
    }
  )
}
