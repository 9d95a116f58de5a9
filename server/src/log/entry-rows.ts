import type { Entry, EntryBody } from '@chroniton/shared/contract/entry'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, BatchId, Instant, Position } from '@chroniton/shared/contract/ids'
import type { Statement } from 'better-sqlite3'
import type { Database } from '../store/database.ts'

type Report = Extract<EntryBody, { kind: 'report' }>

interface EntryRow {
  position: Position
  acceptedAt: Instant
  seed: string
  body: string
}

/** The log's rows in SQLite; every method runs in the caller's transaction. */
export class EntryRows {
  readonly #database: Database
  readonly #insert: Statement<[Instant, string, AgentId | null, number | null, BatchId | null, string]>
  readonly #read: Statement<[Position, number], EntryRow>
  readonly #seed: Statement<[Position], string>
  readonly #ofAgent: Statement<[AgentId, number], { position: Position; batchId: BatchId }>
  readonly #stream: Statement<[AgentId], { sequence: number; batchId: BatchId; position: Position }>
  readonly #advance: Statement<[AgentId, number, BatchId, Position]>
  readonly #head: Statement<[], { position: Position | null }>
  readonly #firstSince: Statement<[Instant], { position: Position }>
  readonly #delete: Statement<[Position]>

  constructor(database: Database) {
    this.#database = database
    const { sqlite } = database
    this.#insert = sqlite.prepare(
      'insert into entries (accepted_at, seed, agent_id, sequence, batch_id, body) values (?, ?, ?, ?, ?, ?)',
    )
    this.#read = sqlite.prepare(
      'select position, accepted_at as acceptedAt, seed, body from entries where position > ? order by position limit ?',
    )
    this.#seed = sqlite.prepare<[Position], string>('select seed from entries where position = ?').pluck()
    this.#ofAgent = sqlite.prepare(
      'select position, batch_id as batchId from entries where agent_id = ? and sequence = ?',
    )
    this.#stream = sqlite.prepare('select sequence, batch_id as batchId, position from streams where agent_id = ?')
    this.#advance = sqlite.prepare(
      `insert into streams (agent_id, sequence, batch_id, position) values (?, ?, ?, ?)
       on conflict (agent_id) do update
       set sequence = excluded.sequence, batch_id = excluded.batch_id, position = excluded.position`,
    )
    this.#head = sqlite.prepare(`select seq as position from sqlite_sequence where name = 'entries'`)
    this.#firstSince = sqlite.prepare('select position from entries where accepted_at >= ? order by position limit 1')
    this.#delete = sqlite.prepare('delete from entries where position <= ?')
  }

  insert(body: EntryBody, acceptedAt: Instant, seed: string): Position {
    const report = body.kind === 'report' ? body : null
    const { lastInsertRowid } = this.#insert.run(
      acceptedAt,
      seed,
      report?.agentId ?? null,
      report?.sequence ?? null,
      report?.batchId ?? null,
      JSON.stringify(body),
    )
    const position = Number(lastInsertRowid) as Position
    if (report !== null) this.#advance.run(report.agentId, report.sequence, report.batchId, position)
    return position
  }

  /** The position the report got when it was taken before, null when it is the next; throws `report-out-of-order`. */
  taken(report: Report): Position | null {
    const { agentId, sequence, batchId } = report
    const last = this.#stream.get(agentId)
    const next = (last?.sequence ?? 0) + 1
    if (sequence === next) return null
    if (sequence > next) throw outOfOrder(report, `batch ${next} is missing before batch ${sequence}`)
    const first = last?.sequence === sequence ? last : this.#ofAgent.get(agentId, sequence)
    if (first?.batchId === batchId) return first.position
    throw outOfOrder(report, `batch ${sequence} was taken before with other contents`)
  }

  read(after: Position, limit: number): Entry[] {
    const trimmed = this.trimmed()
    if (after < trimmed) throw new CodedError('not-found', `the entries up to ${trimmed} of the log are trimmed`)
    return this.#read.all(after, limit).map(toEntry)
  }

  seedOf(position: Position): string | null {
    return this.#seed.get(position) ?? null
  }

  head(): Position {
    return this.#head.get()?.position ?? (0 as Position)
  }

  sequenceOf(agentId: AgentId): number {
    return this.#stream.get(agentId)?.sequence ?? 0
  }

  trimmed(): Position {
    return this.#database.meta.position('trimmed_position')
  }

  /** The last of the entries at the beginning that are all older than the instant. */
  lastBefore(instant: Instant): Position {
    const first = this.#firstSince.get(instant)
    return first === undefined ? this.head() : ((first.position - 1) as Position)
  }

  /** Deletes the entries up to the position; their number. */
  delete(upTo: Position): number {
    this.#database.meta.setPosition('trimmed_position', upTo)
    return this.#delete.run(upTo).changes
  }
}

/** What is folded is always what was read back from JSON, so that a replay sees exactly the same. */
function toEntry(row: EntryRow): Entry {
  const { position, acceptedAt, seed } = row
  return { position, acceptedAt, seed, body: JSON.parse(row.body) as EntryBody }
}

function outOfOrder(report: Report, detail: string): CodedError {
  return new CodedError('report-out-of-order', `agent ${report.agentId}: ${detail}`)
}
