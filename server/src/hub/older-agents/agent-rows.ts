import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Statement } from 'better-sqlite3'
import type { Database } from '../../store/database.ts'

/** What an older agent says of itself. */
export interface OlderAgentInfo {
  environment: string
  /** `outlook`, `ical`, ... as it names itself. */
  agentType: string
  intervalMinutes: number | null
  /** Whose clocks the naive times of its events are; `null`: the hub's. */
  timeZone: TimeZoneId | null
  registeredAt: Instant
  /** How many events its last list held. */
  events: number
  /** The status it last named. */
  status: string
}

export interface OlderAgentRow {
  agentId: AgentId
  lastSeenAt: Instant
  withoutCredential: boolean
  info: OlderAgentInfo
}

interface Stored {
  agentId: AgentId
  lastSeenAt: Instant
  withoutCredential: number
  json: string
}

/** The agents that poll over HTTP, and when each was last there. */
export class OlderAgentRows {
  readonly #database: Database
  readonly #all: Statement<[], Stored>
  readonly #get: Statement<[AgentId], Stored>
  readonly #put: Statement<[Stored]>
  readonly #delete: Statement<[AgentId]>

  constructor(database: Database) {
    this.#database = database
    const { sqlite } = database
    const select = `select agent_id as agentId, last_seen_at as lastSeenAt, without_credential as withoutCredential, json
      from older_agents`
    this.#all = sqlite.prepare(select)
    this.#get = sqlite.prepare(`${select} where agent_id = ?`)
    this.#put = sqlite.prepare(
      `insert into older_agents (agent_id, last_seen_at, without_credential, json)
       values (@agentId, @lastSeenAt, @withoutCredential, @json)
       on conflict (agent_id) do update set last_seen_at = excluded.last_seen_at,
         without_credential = excluded.without_credential, json = excluded.json`,
    )
    this.#delete = sqlite.prepare('delete from older_agents where agent_id = ?')
  }

  all(): Map<AgentId, OlderAgentRow> {
    return new Map(this.#all.all().map((row) => [row.agentId, rowOf(row)]))
  }

  get(agentId: AgentId): OlderAgentRow | undefined {
    const row = this.#get.get(agentId)
    return row === undefined ? undefined : rowOf(row)
  }

  /** With the next flush it survives a power cut: of most of it the agent tells with every poll. */
  put({ agentId, lastSeenAt, withoutCredential, info }: OlderAgentRow): void {
    const row = { agentId, lastSeenAt, withoutCredential: Number(withoutCredential), json: JSON.stringify(info) }
    this.#database.transaction(() => this.#put.run(row), 'soon')
  }

  delete(agentId: AgentId): void {
    this.#delete.run(agentId)
  }
}

function rowOf({ agentId, lastSeenAt, withoutCredential, json }: Stored): OlderAgentRow {
  return { agentId, lastSeenAt, withoutCredential: withoutCredential === 1, info: JSON.parse(json) as OlderAgentInfo }
}
