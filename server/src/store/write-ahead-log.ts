import type Sqlite from 'better-sqlite3'
import { checkpoint } from './checkpoint.ts'

/** So many pages may wait to be brought into the database file. */
const DUE_PAGES = 2000
/** From so many on it is not made longer before all of it is there: then it begins anew. */
const LONG_PAGES = 8000
/** SQLite brings them in itself, at the end of a transaction that then takes long, when it was not done by here. */
const MOST_PAGES = 16_000
/** Others may write meanwhile, and what they wrote is to be brought in as well. */
const TRIES = 3

interface Progress {
  /** Pages in the write-ahead log; -1 for a database in memory. */
  log: number
  checkpointed: number
}

/** Checkpoints in time, beside everything else: each takes as long as many transactions. */
export class WriteAheadLog {
  readonly #sqlite: Sqlite.Database
  readonly #checkpoint: (path: string) => Promise<void>
  #running: Promise<void> | null = null

  constructor(sqlite: Sqlite.Database, run: (path: string) => Promise<void> = checkpoint) {
    this.#sqlite = sqlite
    this.#checkpoint = run
    sqlite.pragma(`wal_autocheckpoint = ${MOST_PAGES}`)
  }

  /** To be called after each transaction; `null`, or resolves when there may be another one. Errors: `storage-failed`. */
  relieve(): Promise<void> | null {
    const { log, checkpointed } = this.#progress()
    if (log - checkpointed < DUE_PAGES && log < LONG_PAGES) return null
    if (log >= LONG_PAGES) return this.#finish()
    // One that fails is told of once the log is long.
    this.#begin().catch(() => undefined)
    return null
  }

  async #finish(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#begin()
      const { log, checkpointed } = this.#progress()
      if (checkpointed >= log) return
    }
  }

  #begin(): Promise<void> {
    return (this.#running ??= this.#checkpoint(this.#sqlite.name).finally(() => (this.#running = null)))
  }

  #progress(): Progress {
    const [progress] = this.#sqlite.pragma('wal_checkpoint(noop)') as [Progress]
    return progress
  }
}
