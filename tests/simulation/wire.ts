import type { AgentHello, AgentStatus, HubHello, StatusAnswer } from '@chroniton/shared/contract/agent'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentSession } from '@chroniton/shared/contract/hub'
import type { AgentId, Position } from '@chroniton/shared/contract/ids'
import type { ReportBatch } from '@chroniton/shared/contract/report'
import { createCaller } from '@chroniton/shared/contract/router'
import { Arrivals } from '../../agent/src/link/arrivals.ts'
import { callerLink } from '../../agent/src/link/caller-link.ts'
import type { HubConnection, HubLink } from '../../agent/src/link/hub-link.ts'
import type { Chance } from './chance.ts'
import type { NetworkConditions } from './conditions.ts'
import type { HubProcess } from './hub-process.ts'
import type { Life } from './life.ts'
import { SECOND, type Timeline } from './timeline.ts'
import type { Trace } from './trace.ts'

/** By then either end has noticed that nothing comes from the other. */
const NOTICED_WITHIN_MS = 50 * SECOND

export interface WireParts {
  agentId: AgentId
  life: Life
  timeline: Timeline
  chance: Chance
  trace: Trace
  conditions: () => NetworkConditions
  hub: () => HubProcess | null
}

/** The network between one agent process and the hub: the hub's own router, with everything in between that can go wrong. */
export class SimulatedLink implements HubLink {
  readonly #parts: WireParts
  #wire: Wire | null = null

  constructor(parts: WireParts) {
    this.#parts = parts
  }

  connect(): Promise<HubConnection> {
    const { timeline, life, chance, conditions, hub } = this.#parts
    return new Promise((resolve, reject) => {
      timeline.after(
        chance.between(...conditions().delayMs),
        life.while(() => {
          const process = hub()
          if (process === null || conditions().isDown) return reject(unreachable('nobody answers'))
          this.#wire = new Wire(this.#parts, process)
          resolve(this.#wire)
        }),
      )
    })
  }

  /** The connection there is carries nothing any more. */
  cut(): void {
    this.#wire?.cut()
  }
}

let connections = 0

class Wire implements HubConnection {
  readonly closed: Promise<void>
  readonly #parts: WireParts
  readonly #process: HubProcess
  readonly #session: AgentSession
  readonly #hubEnd: Promise<HubConnection>
  readonly #pending = new Set<(error: CodedError) => void>()
  readonly #arrivals: Arrivals<CommandEnvelope>[] = []
  #carries = true
  #isOpenAtAgent = true
  #isOpenAtHub = true
  /** Nothing overtakes on one connection. */
  #lastUp = 0
  #lastDown = 0
  #agentClosed = () => {}

  constructor(parts: WireParts, process: HubProcess) {
    this.#parts = parts
    this.#process = process
    this.closed = new Promise((resolve) => (this.#agentClosed = resolve))
    this.#session = {
      kind: 'agent',
      agentId: parts.agentId,
      connection: {
        id: `connection-${++connections}`,
        drained: () =>
          new Promise((resolve) => parts.timeline.after(parts.chance.between(0, 20), process.life.while(resolve))),
        close: () => this.#hubCloses(),
      },
    }
    this.#hubEnd = callerLink((signal) =>
      createCaller({ hub: process.service, session: this.#session }, { signal }),
    ).connect(new AbortController().signal)
    process.onEnd(() => this.cut())
  }

  hello(hello: AgentHello): Promise<HubHello> {
    return this.#request('hello', (hub) => hub.hello(hello))
  }

  report(batch: ReportBatch): Promise<void> {
    return this.#request(`report ${batch.sequence}`, async (hub) => {
      const { chance, conditions } = this.#parts
      if (chance.happens(conditions().repeats)) void hub.report(batch).catch(() => {})
      await hub.report(batch)
    })
  }

  status(status: AgentStatus): Promise<StatusAnswer> {
    return this.#request('status', (hub) => hub.status(status))
  }

  commands(after: Position | null, signal: AbortSignal): AsyncIterable<CommandEnvelope[]> {
    const arrivals = new Arrivals<CommandEnvelope>()
    this.#arrivals.push(arrivals)
    signal.addEventListener('abort', () => arrivals.end(), { once: true })
    if (!this.#isOpenAtAgent) arrivals.end()
    this.#goUp(() => void this.#subscribe(after, arrivals))
    return arrivals.lots()
  }

  async #subscribe(after: Position | null, arrivals: Arrivals<CommandEnvelope>): Promise<void> {
    const { signal } = this.#process.ending
    try {
      const hub = await this.#hubEnd
      for await (const envelopes of hub.commands(after, signal)) {
        if (!this.#process.life.isAlive) return
        this.#goDown(() => {
          for (const envelope of envelopes) arrivals.push(envelope)
        })
      }
    } catch (error) {
      this.#goDown(() => arrivals.fail(error))
    }
  }

  close(): Promise<void> {
    this.#endAtAgent()
    this.#noticeAtHub(this.#parts.chance.between(0, this.#carries ? 100 : NOTICED_WITHIN_MS))
    return Promise.resolve()
  }

  /** From now on nothing gets through; each end notices at its own time. */
  cut(): void {
    if (!this.#carries) return
    const { timeline, chance, life, trace, agentId } = this.#parts
    trace.say(agentId, 'the connection breaks')
    this.#carries = false
    timeline.after(
      chance.happens(0.5) ? 0 : chance.between(0, NOTICED_WITHIN_MS),
      life.while(() => this.#endAtAgent()),
    )
    this.#noticeAtHub(chance.happens(0.5) ? 0 : chance.between(0, NOTICED_WITHIN_MS))
  }

  #request<Result>(what: string, execute: (hub: HubConnection) => Promise<Result>): Promise<Result> {
    const { life, trace, agentId } = this.#parts
    return new Promise((resolve, reject) => {
      if (!this.#isOpenAtAgent) return reject(unreachable('the connection is closed'))
      this.#pending.add(reject)
      const answer = (settle: () => void) =>
        this.#goDown(
          life.while(() => {
            if (!this.#pending.delete(reject)) return
            settle()
          }),
        )
      this.#goUp(() => {
        void this.#hubEnd.then(execute).then(
          (result) => answer(() => resolve(result)),
          (error: unknown) =>
            answer(() => {
              trace.say(agentId, `${what} is refused`, () => String(error))
              reject(error)
            }),
        )
      })
    })
  }

  #goUp(arrive: () => void): void {
    this.#lastUp = Math.max(this.#lastUp, this.#travel())
    this.#parts.timeline.at(this.#lastUp, () => {
      if (this.#carries && this.#isOpenAtHub && this.#process.life.isAlive) arrive()
    })
  }

  #goDown(arrive: () => void): void {
    if (!this.#process.life.isAlive) return
    this.#lastDown = Math.max(this.#lastDown, this.#travel())
    this.#parts.timeline.at(this.#lastDown, () => {
      if (this.#carries && this.#isOpenAtAgent && this.#parts.life.isAlive) arrive()
    })
  }

  /** When what is sent now arrives; it may be what breaks the connection. */
  #travel(): number {
    const { timeline, chance, conditions } = this.#parts
    const { delayMs, cuts } = conditions()
    const arrives = timeline.now + chance.between(...delayMs)
    if (chance.happens(cuts)) timeline.at(chance.between(timeline.now, arrives), () => this.cut())
    return arrives
  }

  #hubCloses(): void {
    this.#goDown(() => this.#endAtAgent())
    this.#noticeAtHub(0)
  }

  #noticeAtHub(milliseconds: number): void {
    this.#parts.timeline.after(
      milliseconds,
      this.#process.life.while(() => {
        if (!this.#isOpenAtHub) return
        this.#isOpenAtHub = false
        void this.#hubEnd.then((hub) => hub.close())
        this.#process.service.closed(this.#session)
      }),
    )
  }

  #endAtAgent(): void {
    if (!this.#isOpenAtAgent) return
    this.#isOpenAtAgent = false
    for (const reject of this.#pending) reject(unreachable('the connection broke'))
    this.#pending.clear()
    for (const arrivals of this.#arrivals) arrivals.end()
    this.#agentClosed()
  }
}

function unreachable(detail: string): CodedError {
  return new CodedError('hub-unreachable', detail)
}
