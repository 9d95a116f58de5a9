import { CodedError } from '@chroniton/shared/contract/errors'
import type Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate as apply } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { fileURLToPath } from 'node:url'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

/** Brings the database to the form this program knows: all steps or none, forward only. */
export function migrate(sqlite: Sqlite.Database): void {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map((step) => step.folderMillis))
  if (lastApplied(sqlite) > newest) {
    throw new CodedError('storage-newer', `${sqlite.name} was written by a newer version of the hub`)
  }
  apply(drizzle(sqlite), { migrationsFolder })
}

/** When the last step that was applied had been made, in milliseconds since 1970; 0 for a new database. */
function lastApplied(sqlite: Sqlite.Database): number {
  const known = sqlite.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get()
  if (known === undefined) return 0
  const row = sqlite.prepare(`select max(created_at) as last from __drizzle_migrations`).get() as {
    last: number | null
  }
  return Number(row.last ?? 0)
}
