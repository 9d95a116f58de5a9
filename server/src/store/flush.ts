import { CodedError } from '@chroniton/shared/contract/errors'
import type Sqlite from 'better-sqlite3'
import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { storageFailure } from './failure.ts'

/** What a transaction survives from the moment in which it has committed; `soon`: a power cut too, once it is flushed. */
export type Survives = 'power-cut' | 'soon' | 'kill'

/** Brings what was written to the file to the disk; in a thread of its own. */
export type SyncFile = (descriptor: number) => Promise<void>

const syncFile: SyncFile = promisify(fdatasync)

/**
 * Brings transactions that were not flushed to the disk, all of them at once and beside everything else: whoever waits
 * for the disk keeps nobody waiting.
 */
export class Flush {
  readonly #sqlite: Sqlite.Database
  readonly #sync: SyncFile
  #descriptor: number | null = null
  /** How many transactions that are to be flushed have committed, and how many of them survive a power cut. */
  #committed = 0
  #safe = 0
  #running: Promise<void> | null = null
  /** A disk that failed once may have dropped what it was given, and say no word of it the next time. */
  #isDoubtful = false
  #isClosed = false

  constructor(sqlite: Sqlite.Database, sync: SyncFile = syncFile) {
    this.#sqlite = sqlite
    this.#sync = sync
  }

  /** A transaction that is to be flushed has committed. */
  committed(): void {
    this.#committed++
  }

  /** Resolves when every transaction that was to be flushed and has committed by now survives a power cut. */
  async done(): Promise<void> {
    const wanted = this.#committed
    while (this.#safe < wanted) await (this.#running ??= this.#run().finally(() => (this.#running = null)))
  }

  /** Begins no further flush. */
  close(): void {
    this.#isClosed = true
    if (this.#running === null) this.#closeFile()
  }

  async #run(): Promise<void> {
    const covered = this.#committed
    try {
      if (this.#isClosed) throw new CodedError('storage-failed', 'the hub is shutting down')
      if (!this.#sqlite.memory) await this.#bringToDisk()
      this.#safe = covered
    } catch (error) {
      this.#isDoubtful = true
      throw storageFailure(error)
    } finally {
      if (this.#isClosed) this.#closeFile()
    }
  }

  async #bringToDisk(): Promise<void> {
    if (this.#isDoubtful) this.#writeAnew()
    else await this.#sync((this.#descriptor ??= openSync(`${this.#sqlite.name}-wal`, 'r+')))
  }

  /** Into the database file, of which SQLite makes sure itself. */
  #writeAnew(): void {
    const [done] = this.#sqlite.pragma('wal_checkpoint(full)') as [{ busy: number; log: number; checkpointed: number }]
    if (done.busy !== 0 || done.checkpointed < done.log) {
      throw new CodedError('storage-failed', 'another program holds the database for too long')
    }
    this.#isDoubtful = false
  }

  #closeFile(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }
}
