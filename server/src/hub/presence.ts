import type { AgentHello, AgentStatus } from '@chroniton/shared/contract/agent'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Connection } from '@chroniton/shared/contract/hub'
import type { AgentId, Instant, Position } from '@chroniton/shared/contract/ids'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'

/** Two processes with one credential push each other out; one that merely reconnects does so far less often. */
const TAKEOVERS = 3
const WITHIN_MS = 60_000

export interface Present {
  connection: Connection
  connectedAt: Instant
  hello: AgentHello
  status: AgentStatus | null
  /** When it last said hello or told its status. */
  heardAt: Instant
  /** The last command that went down this connection, or that the agent had taken before. */
  sentPosition: Position
}

interface Known {
  present: Present | null
  /** When a connection that was still open was replaced, in milliseconds since 1970. */
  takeovers: number[]
  hosts: Set<string>
  /** Why it is not served. */
  refused: string | null
}

/**
 * Which agents are there now. In memory alone: after a restart every agent says hello again.
 *
 * An agent is its latest connection. An earlier one that closes late changes nothing, and one that has closed
 * already can never become present.
 */
export class Presence {
  readonly #known = new Map<AgentId, Known>()
  readonly #closed = new WeakSet<Connection>()
  readonly #waiting = new Map<Connection, (() => void)[]>()
  readonly #onChange: (agentId: AgentId) => void

  constructor(onChange: (agentId: AgentId) => void) {
    this.#onChange = onChange
  }

  of(agentId: AgentId): Present | null {
    return this.#known.get(agentId)?.present ?? null
  }

  all(): [AgentId, Present][] {
    return [...this.#known].flatMap(([agentId, { present }]) => (present === null ? [] : [[agentId, present]]))
  }

  isPresent(agentId: AgentId, connection: Connection): boolean {
    return this.of(agentId)?.connection === connection
  }

  /** Why the agent is not served, or not well, although it calls. */
  trouble(agentId: AgentId, now: Instant): string | null {
    const known = this.#known.get(agentId)
    if (known === undefined) return null
    return known.refused ?? (isContested(known, now) ? contested(known) : null)
  }

  /**
   * The agent is there, over this connection; one it had before is closed.
   *
   * Errors: `protocol-mismatch`; `credential-in-use` when two processes keep taking the agent from each other: the
   * one that is present stays.
   */
  arrive(agentId: AgentId, connection: Connection, hello: AgentHello, now: Instant): void {
    const known = this.#entry(agentId)
    if (hello.protocolVersion !== PROTOCOL_VERSION) {
      known.refused = mismatch(hello.protocolVersion)
      this.#onChange(agentId)
      throw new CodedError('protocol-mismatch', known.refused)
    }
    if (this.#closed.has(connection)) throw new CodedError('hub-unreachable', 'the connection closed')
    const replaced = known.present !== null && known.present.connection !== connection ? known.present : null
    if (replaced !== null) {
      known.hosts.add(hello.hostname).add(replaced.hello.hostname)
      const contestedBefore = isContested(known, now)
      known.takeovers.push(Date.parse(now))
      if (contestedBefore) {
        this.#onChange(agentId)
        throw new CodedError('credential-in-use', contested(known))
      }
    } else if (!isContested(known, now)) {
      known.hosts.clear()
    }
    known.refused = null
    known.present = { connection, connectedAt: now, hello, status: null, heardAt: now, sentPosition: 0 as Position }
    replaced?.connection.close('the agent has connected anew')
    for (const resolve of this.#waiting.get(connection) ?? []) resolve()
    this.#waiting.delete(connection)
    this.#onChange(agentId)
  }

  /** Resolves when the agent has said hello over this connection. Rejects when it closes before. */
  async arrived(agentId: AgentId, connection: Connection, signal: AbortSignal): Promise<void> {
    if (this.isPresent(agentId, connection)) return
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        const others = (this.#waiting.get(connection) ?? []).filter((waiting) => waiting !== arrived)
        if (others.length === 0) this.#waiting.delete(connection)
        else this.#waiting.set(connection, others)
        reject(signal.reason as Error)
      }
      const arrived = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      if (signal.aborted) return reject(signal.reason as Error)
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.set(connection, [...(this.#waiting.get(connection) ?? []), arrived])
    })
  }

  says(agentId: AgentId, status: AgentStatus, now: Instant): void {
    const present = this.of(agentId)
    if (present === null) return
    present.status = status
    present.heardAt = now
    this.#onChange(agentId)
  }

  sent(agentId: AgentId, connection: Connection, position: Position): void {
    const present = this.of(agentId)
    if (present?.connection !== connection || position <= present.sentPosition) return
    present.sentPosition = position
    this.#onChange(agentId)
  }

  /** The connection has closed; whether the agent was present over it. */
  closed(agentId: AgentId, connection: Connection): boolean {
    this.#closed.add(connection)
    const known = this.#known.get(agentId)
    if (known?.present?.connection !== connection) return false
    known.present = null
    this.#onChange(agentId)
    return true
  }

  /** The agent is not to be served any more over the connection it has. */
  dismiss(agentId: AgentId, why: string): void {
    const present = this.of(agentId)
    this.#known.delete(agentId)
    present?.connection.close(why)
    this.#onChange(agentId)
  }

  #entry(agentId: AgentId): Known {
    const known = this.#known.get(agentId) ?? { present: null, takeovers: [], hosts: new Set(), refused: null }
    this.#known.set(agentId, known)
    return known
  }
}

function isContested(known: Known, now: Instant): boolean {
  const since = Date.parse(now) - WITHIN_MS
  known.takeovers = known.takeovers.filter((at) => at > since)
  return known.takeovers.length >= TAKEOVERS
}

function contested({ hosts }: Known): string {
  return `two processes use this agent’s credential (${[...hosts].toSorted().join(' and ')})`
}

function mismatch(theirs: number): string {
  const older = theirs < PROTOCOL_VERSION ? 'the agent' : 'the hub'
  return `the agent speaks version ${theirs}, the hub version ${PROTOCOL_VERSION}: update ${older}`
}
