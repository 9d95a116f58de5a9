import type { Entry } from '@chroniton/shared/contract/entry'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Position } from '@chroniton/shared/contract/ids'
import type { Outcome } from '../engine/effect.ts'
import type { State } from '../engine/state.ts'
import { carryOut, type OutboxRows } from '../outbox/outbox.ts'
import type { Database } from '../store/database.ts'
import type { Touched } from '../store/touched.ts'
import type { ChangeLog } from './change-log.ts'
import type { Companion } from './sqlite-change-log.ts'
import { systemTurns, TURN_MILLISECONDS, type Turns } from './turns.ts'

/** The engine: a function of state and entry, the same on every machine. */
export type Fold = (state: State, entry: Entry) => Outcome

/** A state that keeps count of what was written to it. */
export type ObservedState = State & { takeTouched(): Touched }

export interface Folded {
  entries: { entry: Entry; outcome: Outcome }[]
  /** The records that were put or deleted meanwhile. */
  touched: Touched
}

const PAGE = 20
/** For this many of the last entries it is known what could not be done as asked. */
const NOTES_KEPT = 1000

/**
 * Folds the log into the state. The state, the commands it causes and the position it has reached are written in one
 * transaction, so that after a kill at any moment each entry has been folded exactly once.
 */
export class Folder implements Companion {
  readonly #database: Database
  readonly #state: ObservedState
  readonly #outbox: OutboxRows
  readonly #fold: Fold
  readonly #turns: Turns
  readonly #listeners = new Set<(folded: Folded) => void>()
  readonly #notes = new Map<Position, string[]>()
  readonly #waiting = new Map<Position, (() => void)[]>()
  #uncommitted: Folded['entries'] = []
  #caughtUp = false
  #folded: Position

  constructor(parts: { database: Database; state: ObservedState; outbox: OutboxRows; fold: Fold; turns?: Turns }) {
    this.#database = parts.database
    this.#state = parts.state
    this.#outbox = parts.outbox
    this.#fold = parts.fold
    this.#turns = parts.turns ?? systemTurns
    this.#folded = parts.database.meta.position('folded_position')
  }

  /** Every entry up to here is folded, for good. */
  get foldedPosition(): Position {
    return this.#folded
  }

  /** Folds what the log holds beyond the folded position; before that nothing can be taken. */
  async catchUp(log: ChangeLog): Promise<void> {
    for (;;) {
      const entries = await log.read(this.#folded, PAGE)
      if (entries.length === 0) break
      while (entries.length > 0) {
        this.#commit(entries)
        await new Promise<void>((resolve) => this.#turns.next(resolve))
      }
    }
    this.#caughtUp = true
  }

  /** Calls back after each transaction with what it folded. */
  onFolded(listener: (folded: Folded) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the entry is folded, with what could not be done as asked. */
  async notesOf(position: Position): Promise<string[]> {
    if (position > this.#folded) {
      await new Promise<void>((resolve) => {
        this.#waiting.set(position, [...(this.#waiting.get(position) ?? []), resolve])
      })
    }
    return this.#notes.get(position) ?? []
  }

  take(entry: Entry): void {
    if (!this.#caughtUp) throw new CodedError('internal', 'the hub is still reading its log')
    this.#foldOne(entry)
  }

  committed(): void {
    const entries = this.#uncommitted
    const touched = this.#state.takeTouched()
    const last = entries.at(-1)
    if (last === undefined) return
    this.#uncommitted = []
    this.#folded = last.entry.position
    for (const { entry, outcome } of entries) this.#remember(entry.position, outcome.notes)
    for (const listener of this.#listeners) listener({ entries, touched })
  }

  rolledBack(): void {
    this.#uncommitted = []
    this.#state.takeTouched()
  }

  #commit(entries: Entry[]): void {
    const end = this.#turns.elapsed() + TURN_MILLISECONDS
    const left = [...entries]
    try {
      this.#database.transaction(() => {
        do {
          const entry = left.shift()
          if (entry === undefined) return
          this.#foldOne(entry)
        } while (this.#turns.elapsed() < end)
      })
    } catch (error) {
      this.rolledBack()
      throw error
    }
    entries.splice(0, entries.length - left.length)
    this.committed()
  }

  #foldOne(entry: Entry): void {
    const outcome = this.#fold(this.#state, entry)
    carryOut(this.#outbox, outcome.effects, entry.acceptedAt)
    this.#database.meta.setPosition('folded_position', entry.position)
    this.#uncommitted.push({ entry, outcome })
  }

  #remember(position: Position, notes: string[]): void {
    if (notes.length > 0) this.#notes.set(position, notes)
    for (const old of this.#notes.keys()) {
      if (this.#notes.size <= NOTES_KEPT) break
      this.#notes.delete(old)
    }
    for (const resolve of this.#waiting.get(position) ?? []) resolve()
    this.#waiting.delete(position)
  }
}
