import type { AgentHello, AgentStatus, HubHello, StatusAnswer } from '@chroniton/shared/contract/agent'
import { Command, type CommandEnvelope } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import { AgentId, Position, type Instant } from '@chroniton/shared/contract/ids'
import { ReportItems, type ReportBatch, type ReportItem } from '@chroniton/shared/contract/report'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { Arrivals } from '../link/arrivals.ts'
import type { HubConnection, HubLink } from '../link/hub-link.ts'

type Call = 'connect' | 'hello' | 'report' | 'status'

/** The hub as an agent sees it: it checks what it is told, remembers it, and sends what the test asks for. */
export class MemoryHub implements HubLink {
  hubId = 'hub-1'
  acknowledged = 0
  protocolVersion = PROTOCOL_VERSION
  readonly items: ReportItem[] = []
  readonly batches: ReportBatch[] = []
  readonly hellos: AgentHello[] = []
  readonly statuses: AgentStatus[] = []
  connections = 0
  /** What it answers to a status. */
  wantsRenewal = false
  /** Throws to lose the request (`before`) or the answer (`after`); may wait. */
  weather: (call: Call, moment: 'before' | 'after') => void | Promise<void> = () => {}
  #position = 0
  #outbox: CommandEnvelope[] = []
  #arrivals: Arrivals<CommandEnvelope> | null = null
  #cut: (() => void) | null = null

  connect(): Promise<HubConnection> {
    return this.#through('connect', () => this.#open())
  }

  /** Everything the hub knew is gone, as if its database had been deleted. */
  loseEverything(hubId: string): void {
    this.hubId = hubId
    this.acknowledged = 0
    this.items.length = 0
    this.batches.length = 0
    this.#outbox = []
    this.#position = 0
    this.cut()
  }

  send(...commands: object[]): Position[] {
    return commands.map((command) => {
      const position = Position.parse(++this.#position)
      const envelope = { position, json: JSON.stringify(Command.parse(command)) }
      this.#outbox.push(envelope)
      this.#arrivals?.push(envelope)
      return position
    })
  }

  /** The hub's engine has replaced or settled it. */
  withdraw(position: Position): void {
    this.#outbox = this.#outbox.filter((envelope) => envelope.position !== position)
  }

  /** Sends everything on once more, as a network might. */
  repeat(): void {
    for (const envelope of this.#outbox) this.#arrivals?.push(envelope)
  }

  /** The network breaks. */
  cut(): void {
    this.#cut?.()
  }

  of<Kind extends ReportItem['kind']>(kind: Kind): Extract<ReportItem, { kind: Kind }>[] {
    return this.items.filter((item): item is Extract<ReportItem, { kind: Kind }> => item.kind === kind)
  }

  /** What was reported since the last call. */
  takeItems(): ReportItem[] {
    return this.items.splice(0)
  }

  #open(): HubConnection {
    this.connections++
    let ended = () => {}
    const closed = new Promise<void>((resolve) => (ended = resolve))
    const arrivals = new Arrivals<CommandEnvelope>()
    const end = () => {
      arrivals.end()
      ended()
    }
    this.#cut = end
    return {
      hello: (hello) => this.#through('hello', () => this.#hello(hello)),
      report: (batch) => this.#through('report', () => this.#take(batch)),
      status: (status) => this.#through('status', () => this.#hear(status)),
      commands: (after, signal) => {
        signal.addEventListener('abort', () => arrivals.end(), { once: true })
        for (const envelope of this.#outbox) if (envelope.position > (after ?? 0)) arrivals.push(envelope)
        this.#arrivals = arrivals
        return arrivals.lots()
      },
      closed,
      close: () => Promise.resolve(end()),
    }
  }

  #hear(status: AgentStatus): StatusAnswer {
    this.statuses.push(status)
    return { renewCredential: this.wantsRenewal }
  }

  #hello(hello: AgentHello): HubHello {
    this.hellos.push(hello)
    return {
      protocolVersion: this.protocolVersion,
      hubVersion: 'test',
      agentId: AgentId.parse('agent-1'),
      hubId: this.hubId,
      acknowledgedSequence: this.acknowledged,
      serverTime: '2026-01-05T08:00:00Z' as Instant,
    }
  }

  #take(batch: ReportBatch): void {
    if (batch.sequence === this.acknowledged && this.batches.at(-1)?.batchId === batch.batchId) return
    if (batch.sequence !== this.acknowledged + 1) {
      throw new CodedError('report-out-of-order', `${this.acknowledged + 1} was expected, not ${batch.sequence}`)
    }
    const items = ReportItems.safeParse(JSON.parse(batch.items))
    if (!items.success) throw new CodedError('invalid-input', items.error.message)
    this.acknowledged = batch.sequence
    this.batches.push(batch)
    this.items.push(...items.data)
  }

  async #through<Result>(call: Call, act: () => Result): Promise<Result> {
    await this.weather(call, 'before')
    const result = act()
    await this.weather(call, 'after')
    return result
  }
}
