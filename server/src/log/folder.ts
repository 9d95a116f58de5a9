import type { Entry } from '@chroniton/shared/contract/entry'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Position } from '@chroniton/shared/contract/ids'
import type { Outcome } from '../engine/effect.ts'
import type { State } from '../engine/state.ts'
import { carryOut, type OutboxRows } from '../outbox/outbox.ts'
import type { Database } from '../store/database.ts'
import { isStorageFailure, storageFailure } from '../store/failure.ts'
import type { Touched } from '../store/touched.ts'
import { WriteAheadLog } from '../store/write-ahead-log.ts'
import type { ChangeLog } from './change-log.ts'
import { systemTurns, TURN_MILLISECONDS, type Turns } from './turns.ts'
import { Waiters } from './waiters.ts'

/** The engine: a function of state and entry, the same on every machine. */
export type Fold = (state: State, entry: Entry) => Outcome

/** A state that keeps count of what was written to it. */
export type ObservedState = State & { takeTouched(): Touched }

export interface Folded {
  entries: { entry: Entry; outcome: Outcome }[]
  /** The records that were put or deleted meanwhile. */
  touched: Touched
}

export interface FolderParts {
  database: Database
  state: ObservedState
  outbox: OutboxRows
  fold: Fold
  turns?: Turns
  /** The engine threw for this entry, which is left out for good: it must not hold up everybody's. */
  onUnfoldable?: (entry: Entry, error: unknown) => void
}

/** Entries of bulk are large, and a page of them is in memory as a whole. */
const PAGE = 4
/** So long those who append go before folding. */
const PATIENCE_MILLISECONDS = 250
/** For this many of the last entries it is known what could not be done as asked. */
const NOTES_KEPT = 1000
const RETRY_MILLISECONDS = 1000
const NOTHING: Outcome = { effects: [], notes: [] }

/**
 * Folds the log into the state. The state, the commands it causes and the position it has reached are written in one
 * transaction, so that after a kill at any moment each entry has been folded exactly once. These transactions are not
 * flushed: after a power cut the same entries lead to the same commands under the same ids and positions once more.
 */
export class Folder {
  readonly #database: Database
  readonly #state: ObservedState
  readonly #outbox: OutboxRows
  readonly #fold: Fold
  readonly #turns: Turns
  readonly #wal: WriteAheadLog
  readonly #onUnfoldable: (entry: Entry, error: unknown) => void
  readonly #listeners = new Set<(folded: Folded) => void>()
  readonly #notes = new Map<Position, string[]>()
  readonly #unfoldable = new Map<Position, unknown>()
  readonly #waiters = new Waiters()
  #uncommitted: Folded['entries'] = []
  #isFolding = false
  #isBehind = false
  #stopListening = () => {}
  #stopped: CodedError | null = null
  #failure: unknown = null
  #folded: Position

  constructor(parts: FolderParts) {
    this.#database = parts.database
    this.#state = parts.state
    this.#outbox = parts.outbox
    this.#fold = parts.fold
    this.#turns = parts.turns ?? systemTurns
    this.#onUnfoldable = parts.onUnfoldable ?? (() => {})
    this.#wal = new WriteAheadLog(parts.database.sqlite)
    this.#folded = parts.database.meta.position('folded_position')
  }

  /** Every entry up to here is folded. */
  get foldedPosition(): Position {
    return this.#folded
  }

  /** Why entries are taken and not folded just now; it is tried again and again. `null` while all is well. */
  get failure(): unknown {
    return this.#failure
  }

  /** Folds what the log holds beyond the folded position. */
  async catchUp(log: ChangeLog): Promise<void> {
    for (;;) {
      const entries = await log.read(this.#folded, PAGE)
      const isLastPage = entries.length < PAGE
      while (entries.length > 0) {
        await this.#turnAfter(log)
        if (this.#stopped !== null) return
        this.#commit(entries)
        await this.#wal.relieve()
      }
      if (isLastPage) return
    }
  }

  /** Resolves when it has caught up; from then on it folds whatever is appended. */
  async follow(log: ChangeLog): Promise<void> {
    this.#stopListening = log.onAppended(() => {
      this.#isBehind = true
      void this.#goOn(log)
    })
    this.#isFolding = true
    try {
      await this.catchUp(log)
    } finally {
      this.#isFolding = false
    }
    void this.#goOn(log)
  }

  /** Folds nothing more; what is left is folded after the next start. */
  stop(): void {
    this.#stopListening()
    this.#stopped = new CodedError('storage-failed', 'the hub is shutting down')
    this.#waiters.rejectAll(this.#stopped)
  }

  /** Calls back after each transaction with what it folded. */
  onFolded(listener: (folded: Folded) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when every entry up to the position is folded; rejects while nothing can be. */
  async reached(position: Position): Promise<void> {
    if (position <= this.#folded) return
    const trouble = this.#stopped ?? this.#failure
    if (trouble !== null) throw trouble
    await this.#waiters.until(position)
  }

  /** Resolves when the entry is folded, with what could not be done as asked. Rejects when it could not be folded. */
  async notesOf(position: Position): Promise<string[]> {
    await this.reached(position)
    const cause = this.#unfoldable.get(position)
    if (cause !== undefined) throw new CodedError('internal', 'the hub failed at it and left it out', { cause })
    return this.#notes.get(position) ?? []
  }

  /** The engine threw for it, and it was left out. */
  isUnfoldable(position: Position): boolean {
    return this.#unfoldable.has(position)
  }

  async #goOn(log: ChangeLog): Promise<void> {
    if (this.#isFolding) return
    this.#isFolding = true
    try {
      while (this.#isBehind && this.#stopped === null) {
        this.#isBehind = false
        await this.catchUp(log)
      }
    } catch (error) {
      this.#isBehind = true
      this.#failure = error
      this.#waiters.rejectAll(error)
      this.#turns.later(RETRY_MILLISECONDS, () => void this.#goOn(log))
    } finally {
      this.#isFolding = false
    }
  }

  /** Folds as many of the entries as a turn has time for, one at least, and takes them off the list. */
  #commit(entries: Entry[]): void {
    try {
      this.#database.transaction(() => this.#foldWhileTimeLasts(entries), 'kill')
    } catch (error) {
      this.#uncommitted = []
      this.#state.takeTouched()
      if (!(error instanceof Unfoldable)) throw error
      // Everything of this transaction is done once more, this time without that entry.
      this.#unfoldable.set(error.entry.position, error.cause)
      this.#onUnfoldable(error.entry, error.cause)
      return this.#commit(entries)
    }
    entries.splice(0, this.#uncommitted.length)
    this.#tell()
  }

  /** Whoever appends is answered, and sockets are served, before each transaction; for a while only, if they never end. */
  async #turnAfter(log: ChangeLog): Promise<void> {
    const end = this.#turns.elapsed() + PATIENCE_MILLISECONDS
    do await new Promise<void>((resolve) => this.#turns.next(resolve))
    while (log.waiting > 0 && this.#turns.elapsed() < end)
  }

  #foldWhileTimeLasts(entries: readonly Entry[]): void {
    const end = this.#turns.elapsed() + TURN_MILLISECONDS
    for (const entry of entries) {
      this.#uncommitted.push({ entry, outcome: this.#foldOne(entry) })
      if (this.#turns.elapsed() >= end) break
    }
    this.#database.meta.setPosition('folded_position', this.#uncommitted.at(-1)!.entry.position)
  }

  #foldOne(entry: Entry): Outcome {
    if (this.#unfoldable.has(entry.position)) return NOTHING
    try {
      const outcome = this.#fold(this.#state, entry)
      carryOut(this.#outbox, outcome.effects, entry.acceptedAt)
      return outcome
    } catch (error) {
      const failure = storageFailure(error)
      throw isStorageFailure(failure) ? failure : new Unfoldable(entry, failure)
    }
  }

  #tell(): void {
    const entries = this.#uncommitted
    const touched = this.#state.takeTouched()
    this.#uncommitted = []
    this.#failure = null
    this.#folded = entries.at(-1)!.entry.position
    for (const { entry, outcome } of entries) this.#remember(entry.position, outcome.notes)
    for (const listener of this.#listeners) listener({ entries, touched })
    this.#waiters.reached(this.#folded)
  }

  #remember(position: Position, notes: string[]): void {
    if (notes.length > 0) this.#notes.set(position, notes)
    for (const old of this.#notes.keys()) {
      if (this.#notes.size <= NOTES_KEPT) break
      this.#notes.delete(old)
    }
  }
}

/** The engine threw: a fault of ours, which is the same each time. */
class Unfoldable extends Error {
  readonly entry: Entry

  constructor(entry: Entry, cause: unknown) {
    super(`entry ${entry.position} cannot be folded`, { cause })
    this.entry = entry
  }
}
