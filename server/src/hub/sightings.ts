import type { AgentHello } from '@chroniton/shared/contract/agent'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Database } from '../store/database.ts'
import { prepared } from '../store/prepared.ts'

export interface Sighting {
  lastSeenAt: Instant
  hello: AgentHello
}

const SAVE_EVERY_MS = 60_000

/** When an agent was last there and what it said of itself: known to this hub alone, no part of the log. */
export class Sightings {
  readonly #database: Database
  /** When it was last saved that the agent is still there, in milliseconds since 1970. */
  readonly #heard = new Map<AgentId, number>()

  constructor(database: Database) {
    this.#database = database
  }

  put(agentId: AgentId, hello: AgentHello, at: Instant): void {
    const note = prepared<[AgentId, Instant, string]>(
      this.#database,
      `insert into sightings (agent_id, last_seen_at, hello) values (?, ?, ?)
       on conflict (agent_id) do update set last_seen_at = excluded.last_seen_at, hello = excluded.hello`,
    )
    // Nobody waits for the disk: all agents come at once when a hub starts.
    this.#database.attempt(() => this.#database.transaction(() => note.run(agentId, at, JSON.stringify(hello)), 'kill'))
  }

  /** As `put`, once in a while only: agents are heard of all the time. */
  heard(agentId: AgentId, hello: AgentHello, at: Instant): void {
    const now = Date.parse(at)
    if (now - (this.#heard.get(agentId) ?? 0) < SAVE_EVERY_MS) return
    this.#heard.set(agentId, now)
    this.put(agentId, hello, at)
  }

  all(): Map<AgentId, Sighting> {
    const rows = this.#database.sqlite
      .prepare('select agent_id as agentId, last_seen_at as lastSeenAt, hello from sightings')
      .all() as { agentId: AgentId; lastSeenAt: Instant; hello: string }[]
    return new Map(
      rows.map(({ agentId, lastSeenAt, hello }) => [agentId, { lastSeenAt, hello: JSON.parse(hello) as AgentHello }]),
    )
  }
}
