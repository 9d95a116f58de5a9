import { CodedError } from '@chroniton/shared/contract/errors'
import type { Instant } from '@chroniton/shared/contract/ids'
import Sqlite from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { isStorageFailure, storageFailure } from './failure.ts'
import { Flush, type Survives, type SyncFile } from './flush.ts'
import { lock } from './lock.ts'
import { Meta } from './meta.ts'
import { migrate } from './migrations.ts'
import * as schema from './schema.ts'
import { StorageHealth } from './storage-health.ts'

/**
 * The hub's one database, opened by one process. A transaction that has committed survives a kill of the process, and a
 * power cut of the machine unless it says that it need not.
 */
export interface Database {
  /** For hot paths: prepare a statement once, keep it. */
  readonly sqlite: Sqlite.Database
  /** For everything else. Prepare what runs often: an unprepared query costs ten times as much. */
  readonly orm: BetterSQLite3Database<typeof schema>
  readonly meta: Meta
  readonly health: StorageHealth
  /** Made once with the database. */
  readonly hubId: string
  /**
   * All of `work` or nothing; inside another transaction it is a part that can fail by itself. Throws CodedError.
   *
   * What survives a `kill` alone is not flushed: a power cut may take it back, together with every transaction after
   * it that was not flushed either. It is for work that can be repeated from what was. What is to be flushed `soon`
   * is so when `flushed` resolves.
   */
  transaction<Result>(work: () => Result, survives?: Survives): Result
  /**
   * Resolves when every transaction that was to be flushed soon, and has committed by now, survives a power cut; nothing
   * else waits meanwhile. Rejects with CodedError when the disk fails: it is open then whether they do.
   */
  flushed(): Promise<void>
  /** Does what may be left undone while the storage refuses; whether it was done. */
  attempt(work: () => void): boolean
  close(): void
}

export interface DatabaseOptions {
  /** A fresh random id. */
  newId?: () => string
  now?: () => Instant
  /** How long to wait for another program that reads or backs up the file. */
  busyMilliseconds?: number
  sync?: SyncFile
}

/** Opens (or makes) the database at the path, `:memory:` for one that nobody else sees, and brings it up to date. */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const { newId = randomUUID, now = systemNow, busyMilliseconds = 5000 } = options
  let held: { release(): void } | undefined
  let sqlite: Sqlite.Database | undefined
  try {
    if (path !== ':memory:') {
      mkdirSync(dirname(path), { recursive: true })
      held = lock(path)
    }
    sqlite = new Sqlite(path, { timeout: busyMilliseconds })
    configure(sqlite)
    migrate(sqlite)
    return database(sqlite, newId, new StorageHealth(now), new Flush(sqlite, options.sync), held)
  } catch (error) {
    sqlite?.close()
    held?.release()
    throw storageFailure(error)
  }
}

function configure(sqlite: Sqlite.Database): void {
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  // On macOS alone a plain fsync leaves the data in the drive's cache.
  sqlite.pragma('fullfsync = ON')
  sqlite.pragma('checkpoint_fullfsync = ON')
  sqlite.pragma('cache_size = -16000')
  sqlite.pragma('temp_store = MEMORY')
}

const systemNow = () => new Date().toISOString() as Instant

function database(
  sqlite: Sqlite.Database,
  newId: () => string,
  health: StorageHealth,
  flush: Flush,
  held?: { release(): void },
): Database {
  const meta = new Meta(sqlite)
  const run = sqlite.transaction((work: () => unknown) => work())
  return {
    sqlite,
    orm: drizzle(sqlite, { schema }),
    meta,
    health,
    hubId: meta.once('hub_id', newId),
    transaction<Result>(work: () => Result, survives: Survives = 'power-cut'): Result {
      const isPart = sqlite.inTransaction
      const isUnflushed = survives !== 'power-cut' && !isPart
      try {
        if (isUnflushed) sqlite.exec('pragma synchronous = normal')
        const result = run.immediate(work) as Result
        if (!isPart && survives === 'soon') flush.committed()
        return result
      } catch (error) {
        const failure = storageFailure(error)
        if (failure instanceof CodedError) health.noticed(failure)
        throw failure
      } finally {
        if (isUnflushed) sqlite.exec('pragma synchronous = full')
      }
    },
    async flushed() {
      try {
        await flush.done()
      } catch (error) {
        if (error instanceof CodedError && sqlite.open) health.noticed(error)
        throw error
      }
    },
    attempt(work) {
      try {
        work()
        return true
      } catch (error) {
        const failure = storageFailure(error)
        if (!isStorageFailure(failure)) throw failure
        health.noticed(failure)
        return false
      }
    },
    close() {
      flush.close()
      sqlite.close()
      held?.release()
    },
  }
}
