import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CommandId, Position } from '@chroniton/shared/contract/ids'
import type { Statement } from 'better-sqlite3'
import type { OutboxRow, OutboxRows, PageLimit } from '../outbox/outbox.ts'
import type { Database } from './database.ts'

export class SqliteOutbox implements OutboxRows {
  readonly #insert: Statement<[OutboxRow]>
  readonly #delete: Statement<[CommandId]>
  readonly #park: Statement<[ErrorCode, string, CommandId]>
  readonly #waiting: Statement<[AgentId, Position, number], CommandEnvelope>
  readonly #last: Statement<[], { position: Position }>

  constructor({ sqlite }: Database) {
    this.#insert = sqlite.prepare(
      `insert into outbox (agent_id, command_id, calendar_id, event_id, kind, json, queued_at, state)
       values (@agentId, @commandId, @calendarId, @eventId, @kind, @json, @queuedAt, 'waiting')`,
    )
    this.#delete = sqlite.prepare('delete from outbox where command_id = ?')
    this.#park = sqlite.prepare(`update outbox set state = 'parked', code = ?, detail = ? where command_id = ?`)
    this.#waiting = sqlite.prepare(
      `select position, json from outbox
       where agent_id = ? and position > ? and state = 'waiting' order by position limit ?`,
    )
    this.#last = sqlite.prepare(`select seq as position from sqlite_sequence where name = 'outbox'`)
  }

  add(row: OutboxRow): void {
    this.#insert.run(row)
  }

  remove(commandId: CommandId): void {
    this.#delete.run(commandId)
  }

  park(commandId: CommandId, code: ErrorCode, detail: string): void {
    this.#park.run(code, detail, commandId)
  }

  waiting(agentId: AgentId, after: Position, page: PageLimit): CommandEnvelope[] {
    const envelopes: CommandEnvelope[] = []
    let characters = 0
    for (const envelope of this.#waiting.iterate(agentId, after, page.rows)) {
      characters += envelope.json.length
      if (envelopes.length > 0 && characters > page.characters) break
      envelopes.push(envelope)
    }
    return envelopes
  }

  lastPosition(): Position {
    return this.#last.get()?.position ?? (0 as Position)
  }
}
