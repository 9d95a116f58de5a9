import { CodedError } from '@chroniton/shared/contract/errors'
import type Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate as apply } from 'drizzle-orm/better-sqlite3/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { chmodSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Brings the database to the form this program knows: all steps or none, forward only. What an earlier version wrote
 * is copied first, to `<path>.before-migration-<when its last step was made>`.
 */
export function migrate(sqlite: Sqlite.Database, migrationsFolder = FOLDER): void {
  const newest = newestMigration(migrationsFolder)
  const last = lastApplied(sqlite)
  if (last > newest) {
    throw new CodedError('storage-newer', `${sqlite.name} was written by a newer version of the hub`)
  }
  if (last > 0 && last < newest && !sqlite.memory) copyBefore(sqlite, last)
  apply(drizzle(sqlite), { migrationsFolder })
}

function copyBefore(sqlite: Sqlite.Database, last: number): void {
  const copy = `${sqlite.name}.before-migration-${last}`
  // One that is there is of an attempt that failed: nothing has changed since.
  rmSync(copy, { force: true })
  sqlite.prepare('vacuum into ?').run(copy)
  chmodSync(copy, 0o600)
}

/** When the last step this program knows was made, in milliseconds since 1970. */
export function newestMigration(migrationsFolder = FOLDER): number {
  return Math.max(...readMigrationFiles({ migrationsFolder }).map((step) => step.folderMillis))
}

/** When the last step that was applied had been made; 0 for a new database. */
export function lastApplied(sqlite: Sqlite.Database): number {
  const known = sqlite.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get()
  if (known === undefined) return 0
  const row = sqlite.prepare(`select max(created_at) as last from __drizzle_migrations`).get() as {
    last: number | null
  }
  return Number(row.last ?? 0)
}
