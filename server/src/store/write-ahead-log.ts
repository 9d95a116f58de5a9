import type Sqlite from 'better-sqlite3'

/** So many pages may wait to be brought into the database file. */
const DUE_PAGES = 1000
/** SQLite brings them in itself, at the end of a transaction that then takes long, when it was not done by here. */
const MOST_PAGES = 8000

interface Progress {
  /** Pages in the write-ahead log; -1 for a database in memory. */
  log: number
  checkpointed: number
}

/** Checkpoints at a time of our choosing: each takes as long as many transactions. */
export class WriteAheadLog {
  readonly #sqlite: Sqlite.Database

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite
    sqlite.pragma(`wal_autocheckpoint = ${MOST_PAGES}`)
  }

  get isDue(): boolean {
    const [progress] = this.#sqlite.pragma('wal_checkpoint(noop)') as [Progress]
    return progress.log - progress.checkpointed >= DUE_PAGES
  }

  checkpoint(): void {
    this.#sqlite.pragma('wal_checkpoint(passive)')
  }
}
