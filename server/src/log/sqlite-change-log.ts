import type { Entry, EntryBody } from '@chroniton/shared/contract/entry'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, Instant, Position } from '@chroniton/shared/contract/ids'
import type { Database } from '../store/database.ts'
import type { ChangeLog } from './change-log.ts'
import { EntryRows } from './entry-rows.ts'
import { type Stamps, systemStamps } from './stamps.ts'
import { systemTurns, TURN_MILLISECONDS, type Turns } from './turns.ts'

interface Request {
  body: EntryBody
  resolve(position: Position): void
  reject(error: unknown): void
}

/** A request that is part of a transaction, and what is said to it once that is durable. */
interface Member {
  request: Request
  answer: () => void
}

const TRIM_ROWS = 500

/**
 * The log in the hub's own database. Entries that arrive in the same turn share one transaction; each is still answered
 * for itself, when the disk has them. While it is written to, the next ones are taken and these can be read already.
 */
export class SqliteChangeLog implements ChangeLog {
  readonly #database: Database
  readonly #rows: EntryRows
  readonly #stamps: Stamps
  readonly #turns: Turns
  readonly #listeners = new Set<() => void>()
  #queue: Request[] = []
  #scheduled = false
  #closed = false
  /** Groups that are committed and not answered. */
  #unanswered = 0
  #idle: (() => void)[] = []

  constructor(parts: { database: Database; stamps?: Stamps; turns?: Turns }) {
    this.#database = parts.database
    this.#rows = new EntryRows(parts.database)
    this.#stamps = parts.stamps ?? systemStamps
    this.#turns = parts.turns ?? systemTurns
  }

  append(body: EntryBody): Promise<Position> {
    if (this.#closed) return Promise.reject(new CodedError('storage-failed', 'the hub is shutting down'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ body, resolve, reject })
      this.#schedule()
    })
  }

  get waiting(): number {
    return this.#queue.length
  }

  async read(after: Position, limit: number): Promise<Entry[]> {
    return this.#rows.read(after, limit)
  }

  async seedOf(position: Position): Promise<string | null> {
    return this.#rows.seedOf(position)
  }

  async head(): Promise<Position> {
    return this.#rows.head()
  }

  async sequenceOf(agentId: AgentId): Promise<number> {
    const sequence = this.#rows.sequenceOf(agentId)
    await this.#database.flushed()
    return sequence
  }

  onAppended(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async trim(acceptedBefore: Instant, upTo: Position): Promise<number> {
    const last = Math.min(this.#rows.lastBefore(acceptedBefore), upTo)
    let forgotten = 0
    for (let from = this.#rows.trimmed() as number; from < last; from += TRIM_ROWS) {
      const to = Math.min(from + TRIM_ROWS, last) as Position
      forgotten += this.#database.transaction(() => this.#rows.delete(to))
      await new Promise<void>((resolve) => this.#turns.next(resolve))
    }
    return forgotten
  }

  async trimmed(): Promise<Position> {
    return this.#rows.trimmed()
  }

  close(): Promise<void> {
    this.#closed = true
    if (this.#isIdle) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#turns.next(() => this.#commitGroup())
  }

  #commitGroup(): void {
    this.#scheduled = false
    const group: Member[] = []
    try {
      this.#database.transaction(() => this.#takeWhileTimeLasts(group), 'soon')
    } catch (error) {
      // Where not even a transaction could be begun, nobody who waits for one can be served.
      const refused = group.length > 0 ? group.map(({ request }) => request) : this.#queue.splice(0)
      for (const request of refused) request.reject(error)
      this.#goOn()
      return
    }
    void this.#answerWhenDurable(group)
    for (const listener of this.#listeners) listener()
    this.#goOn()
  }

  async #answerWhenDurable(group: readonly Member[]): Promise<void> {
    this.#unanswered++
    try {
      await this.#database.flushed()
      for (const { answer } of group) answer()
    } catch (error) {
      for (const { request } of group) request.reject(error)
    }
    this.#unanswered--
    this.#tellIfIdle()
  }

  #takeWhileTimeLasts(group: Member[]): void {
    const end = this.#turns.elapsed() + TURN_MILLISECONDS
    do {
      const request = this.#queue.shift()
      if (request === undefined) return
      const member = { request, answer: () => {} }
      group.push(member)
      try {
        const position = this.#database.transaction(() => this.#store(request.body))
        member.answer = () => request.resolve(position)
      } catch (error) {
        // Some faults of the disk end the whole transaction, not this part of it alone.
        if (!this.#database.sqlite.inTransaction) throw error
        member.answer = () => request.reject(error)
      }
    } while (this.#turns.elapsed() < end)
  }

  #store(body: EntryBody): Position {
    const taken = body.kind === 'report' ? this.#rows.taken(body) : null
    if (taken !== null) return taken
    return this.#rows.insert(body, this.#stamps.now(), this.#stamps.seed())
  }

  #goOn(): void {
    if (this.#queue.length > 0) this.#schedule()
    else this.#tellIfIdle()
  }

  get #isIdle(): boolean {
    return this.#queue.length === 0 && this.#unanswered === 0
  }

  #tellIfIdle(): void {
    if (this.#isIdle) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
