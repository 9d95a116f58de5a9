import type { Command } from '@chroniton/shared/contract/command'
import type { AgentId, CommandId, Instant } from '@chroniton/shared/contract/ids'
import type { Statement } from 'better-sqlite3'
import type { Database } from '../../store/database.ts'

/** A command that an older agent was told as an update. */
export interface ToldUpdate {
  commandId: CommandId
  agentId: AgentId
  command: Command
  toldAt: Instant
  /** The agent said that it has processed it, which proves nothing. */
  confirmedAt: Instant | null
  /** How many lists it has sent since it was told, or since it confirmed. */
  lists: number
  /** What its receipt said; `dropped`: it was replaced before the agent carried it out. */
  outcome: 'applied' | 'refused' | 'dropped' | null
  settledAt: Instant | null
}

type Stored = Omit<ToldUpdate, 'command'> & { json: string }

export class OlderUpdateRows {
  readonly #insert: Statement<[{ commandId: CommandId; agentId: AgentId; json: string; toldAt: Instant }]>
  readonly #get: Statement<[CommandId], Stored>
  readonly #open: Statement<[AgentId], Stored>
  readonly #page: Statement<[AgentId, number, number], Stored>
  readonly #confirm: Statement<[Instant, CommandId]>
  readonly #count: Statement<[CommandId]>
  readonly #settle: Statement<[ToldUpdate['outcome'], Instant, CommandId]>
  readonly #forget: Statement<[AgentId]>
  readonly #trim: Statement<[Instant]>

  constructor({ sqlite }: Database) {
    const select = `select command_id as commandId, agent_id as agentId, json, told_at as toldAt,
      confirmed_at as confirmedAt, lists, outcome, settled_at as settledAt from older_updates`
    this.#insert = sqlite.prepare(
      `insert into older_updates (command_id, agent_id, json, told_at, lists)
       values (@commandId, @agentId, @json, @toldAt, 0) on conflict do nothing`,
    )
    this.#get = sqlite.prepare(`${select} where command_id = ?`)
    this.#open = sqlite.prepare(`${select} where agent_id = ? and outcome is null order by rowid`)
    this.#page = sqlite.prepare(
      `${select} where agent_id = ? order by coalesce(confirmed_at, told_at) desc, rowid desc limit ? offset ?`,
    )
    this.#confirm = sqlite.prepare(
      'update older_updates set confirmed_at = ?, lists = 0 where command_id = ? and confirmed_at is null',
    )
    this.#count = sqlite.prepare('update older_updates set lists = lists + 1 where command_id = ?')
    this.#settle = sqlite.prepare('update older_updates set outcome = ?, settled_at = ? where command_id = ?')
    this.#forget = sqlite.prepare('delete from older_updates where agent_id = ?')
    this.#trim = sqlite.prepare('delete from older_updates where outcome is not null and settled_at < ?')
  }

  /** Notes that the agent is told; one that was told before stays as it is. */
  tell(agentId: AgentId, command: Command, toldAt: Instant): void {
    this.#insert.run({ commandId: command.commandId, agentId, json: JSON.stringify(command), toldAt })
  }

  get(commandId: CommandId): ToldUpdate | undefined {
    const row = this.#get.get(commandId)
    return row === undefined ? undefined : toldUpdate(row)
  }

  /** Those without a receipt, in the order in which they were told. */
  open(agentId: AgentId): ToldUpdate[] {
    return this.#open.all(agentId).map(toldUpdate)
  }

  /** Newest first. */
  page(agentId: AgentId, limit: number, offset: number): ToldUpdate[] {
    return this.#page.all(agentId, limit, offset).map(toldUpdate)
  }

  confirm(commandId: CommandId, at: Instant): void {
    this.#confirm.run(at, commandId)
  }

  countList(commandId: CommandId): void {
    this.#count.run(commandId)
  }

  settle(commandId: CommandId, outcome: NonNullable<ToldUpdate['outcome']>, at: Instant): void {
    this.#settle.run(outcome, at, commandId)
  }

  forget(agentId: AgentId): void {
    this.#forget.run(agentId)
  }

  /** Drops what was settled before the instant; how many. */
  trim(before: Instant): number {
    return this.#trim.run(before).changes
  }
}

function toldUpdate({ json, ...row }: Stored): ToldUpdate {
  return { ...row, command: JSON.parse(json) as Command }
}
