import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import type { Connection, Session } from '@chroniton/shared/contract/hub'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { Gate } from '../../auth/gate.ts'
import { GATE_SETTINGS } from '../../auth/testing/gate-settings.ts'
import { check } from '../../engine/check.ts'
import { fold } from '../../engine/fold.ts'
import { openEmbeddedLog, type EmbeddedLog } from '../../log/embedded.ts'
import { TestConnection } from '../../outbox/testing/connection.ts'
import { openDatabase, type Database } from '../../store/database.ts'
import { createHub, type HubService } from '../hub.ts'
import { batchOf, helloFrom } from './samples.ts'
import { TestClock } from './test-clock.ts'

type AgentSession = Extract<Session, { kind: 'agent' }> & { connection: TestConnection }

/** A hub with its real log, state and engine in memory, and time that stands still. */
export class TestHub {
  readonly clock: TestClock
  readonly database: Database
  readonly embedded: EmbeddedLog
  readonly gate: Gate
  readonly service: HubService
  readonly person = personSession('ann')
  readonly #sequences = new Map<AgentId, number>()

  constructor(database: Database, embedded: EmbeddedLog, clock: TestClock) {
    this.clock = clock
    this.database = database
    this.embedded = embedded
    this.gate = new Gate(database, GATE_SETTINGS, clock)
    const { gate } = this
    this.service = createHub({ database, embedded, check, gate, version: '1.2.3', clock })
  }

  static async open(): Promise<TestHub> {
    const database = openDatabase(':memory:')
    const clock = new TestClock()
    let seed = 0
    const stamps = { now: () => clock.now(), seed: () => (++seed).toString(16).padStart(32, '0') }
    return new TestHub(database, await openEmbeddedLog({ database, fold, stamps }), clock)
  }

  get agent() {
    return this.service.agent
  }

  get admin() {
    return this.service.admin
  }

  async token(agentName: string, expiresInMinutes = 60): Promise<string> {
    return (await this.admin.createJoinToken(this.person, { agentName, expiresInMinutes })).token
  }

  /** Enrols an agent and has it say hello. */
  async join(name: string): Promise<AgentSession> {
    const { agentId } = await this.agent.enroll({ token: await this.token(name), hostname: name })
    return this.connect(agentId)
  }

  async connect(agentId: AgentId): Promise<AgentSession> {
    const session: AgentSession = { kind: 'agent', agentId, connection: new TestConnection() }
    await this.agent.hello(session, helloFrom(agentId))
    return session
  }

  /** The agent's next batch; resolves when it is folded. */
  async report(session: AgentSession, ...items: ReportItem[]) {
    const sequence = (this.#sequences.get(session.agentId) ?? 0) + 1
    const answer = await this.agent.report(session, batchOf(sequence, items))
    this.#sequences.set(session.agentId, sequence)
    await this.embedded.folder.reached(answer.position)
    return answer
  }

  async close(): Promise<void> {
    await this.service.stop()
    this.database.close()
  }
}

export function personSession(
  name: string,
  connection: Connection = new TestConnection(),
): Extract<Session, { kind: 'person' }> {
  return { kind: 'person', personId: null, name, permissions: PERMISSIONS_OF.owner, via: 'admin-key', connection }
}

/** The first of some that must be there. */
export function first<Row>(rows: Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new Error('there is none')
  return row
}

/** The next value of a stream; fails when it has ended. */
export async function next<Value>(stream: AsyncIterator<Value>): Promise<Value> {
  const { value, done } = await stream.next()
  if (done === true) throw new Error('the stream has ended')
  return value
}
