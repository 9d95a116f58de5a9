import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { createHash } from 'node:crypto'
import type { Database } from './database.ts'
import * as schema from './schema.ts'

/** Everything that follows from the log: the engine's records and the commands under way. */
const DERIVED = [
  schema.settings,
  schema.agents,
  schema.calendars,
  schema.routes,
  schema.events,
  schema.copies,
  schema.superseded,
  schema.duplicates,
  schema.conflicts,
  schema.holds,
  schema.changes,
  schema.problems,
  schema.requests,
  schema.deletions,
  schema.outbox,
]

/** A hash that two databases share when, and only when, the same log has led to the same rows in both. */
export function digest({ sqlite }: Pick<Database, 'sqlite'>): string {
  const hash = createHash('sha256')
  for (const table of DERIVED) {
    const { name, columns, primaryKeys } = getTableConfig(table)
    const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary)
    const rows = sqlite.prepare(`select * from ${name} order by ${key.map((column) => column.name).join(', ')}`).raw()
    hash.update(`${name}\n`)
    for (const row of rows.iterate()) hash.update(`${JSON.stringify(row)}\n`)
  }
  return hash.digest('hex')
}
