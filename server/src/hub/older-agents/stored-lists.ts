import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Statement } from 'better-sqlite3'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { systemTurns, type Turns } from '../../log/turns.ts'
import type { Database } from '../../store/database.ts'

interface Part {
  agentId: AgentId
  part: number
  parts: number
  receivedAt: Instant
  bytes: Buffer
}

export interface StoredList {
  receivedAt: Instant
  /** As it came, with the list of events in it. */
  body: Buffer
}

/** What one transaction writes without keeping others waiting. */
const PART_BYTES = 512 * 1024

/** The long lists of older agents that are to be read yet, one of each agent at most. */
export class StoredLists {
  readonly #database: Database
  readonly #turns: Turns
  readonly #put: Statement<[Part]>
  readonly #parts: Statement<[AgentId], Part>
  readonly #waiting: Statement<[], AgentId>
  readonly #delete: Statement<[AgentId]>

  constructor(database: Database, turns: Turns = systemTurns) {
    this.#database = database
    this.#turns = turns
    const { sqlite } = database
    this.#put = sqlite.prepare(
      `insert into older_lists (agent_id, part, parts, received_at, bytes)
       values (@agentId, @part, @parts, @receivedAt, @bytes)`,
    )
    this.#parts = sqlite.prepare(
      `select agent_id as agentId, part, parts, received_at as receivedAt, bytes from older_lists
       where agent_id = ? order by part`,
    )
    this.#waiting = sqlite
      .prepare<[], AgentId>('select agent_id from older_lists where part = parts - 1 order by received_at')
      .pluck()
    this.#delete = sqlite.prepare('delete from older_lists where agent_id = ?')
  }

  /** The agents of which a list waits, the oldest first. */
  waiting(): AgentId[] {
    return this.#waiting.all()
  }

  /** Resolves when it is durable. */
  async put(agentId: AgentId, zipped: Buffer, receivedAt: Instant): Promise<void> {
    const parts = Math.max(1, Math.ceil(zipped.length / PART_BYTES))
    for (let part = 0; part < parts; part++) {
      const bytes = zipped.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
      this.#database.transaction(() => {
        if (part === 0) this.#delete.run(agentId)
        this.#put.run({ agentId, part, parts, receivedAt, bytes })
      }, 'soon')
      await new Promise<void>((resolve) => this.#turns.next(resolve))
    }
    await this.#database.flushed()
  }

  /** `null`: none waits. Of one that was not stored to its end nobody was answered. */
  async get(agentId: AgentId): Promise<StoredList | null> {
    const parts = this.#parts.all(agentId)
    const [first] = parts
    if (first === undefined || parts.length < first.parts) return null
    return { receivedAt: first.receivedAt, body: await unzip(Buffer.concat(parts.map(({ bytes }) => bytes))) }
  }

  delete(agentId: AgentId): void {
    this.#delete.run(agentId)
  }
}

const compress = promisify(gzip)
const unzip = promisify(gunzip)

/** In a thread of its own. */
export function zip(body: Buffer): Promise<Buffer> {
  return compress(body, { level: 1 })
}
