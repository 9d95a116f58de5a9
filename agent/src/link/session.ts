import type { AgentHello, AgentStatus } from '@chroniton/shared/contract/agent'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import type { Journal } from '../journal/journal.ts'
import type { BatchLimits } from '../journal/spool-table.ts'
import type { Machine } from '../ports.ts'
import { pauseAfter, type Pauses } from '../sync/backoff.ts'
import { coded } from '../sync/coded.ts'
import type { HubConnection, HubLink } from './hub-link.ts'
import { Latch } from './latch.ts'
import { sendReports } from './reports.ts'
import { NEXT, type SessionEvent, type SessionState } from './session-state.ts'
import { agreeOnStream } from './stream-start.ts'

export type AgentIdentity = Omit<AgentHello, 'protocolVersion' | 'acknowledgedSequence'>

export interface SessionOptions {
  pauses: Pauses
  /** Between attempts after a rejection. */
  rejectedPauseMs: number
  batch: BatchLimits
  statusEveryMs: number
  /** How long a change of the status waits for more of them. */
  gatherStatusMs: number
  /** A connection that lasted so long counts as good: the next attempt comes soon. */
  steadyMs: number
}

export interface SessionDeps {
  link: HubLink
  journal: Journal
  machine: Machine
  identity: AgentIdentity
  options: SessionOptions
  status(): AgentStatus
  onCommands(envelopes: CommandEnvelope[]): void
  /** The stream starts anew: what was taken from the hub before is void. */
  onStartAnew(): void
  onOnline(): void
  /** The hub wants the agent to replace its credential; told with every status until it has. */
  onRenewalAsked(): void
  onState(state: SessionState): void
}

const REJECTIONS: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'protocol-mismatch', 'invalid-configuration']

/** Keeps the agent in touch with its hub, for as long as the agent runs. */
export class Session {
  readonly #deps: SessionDeps
  readonly #statusChanged: Latch
  readonly #spooled: Latch
  readonly #hurried: Latch
  #state: SessionState
  #attempts = 0
  /** The hub said that the numbering is not as this journal has it. */
  #distrusted = false

  constructor(deps: SessionDeps) {
    const { journal, machine } = deps
    this.#deps = deps
    this.#state = { name: 'offline', retryAt: machine.clock.now(), failure: null }
    this.#statusChanged = new Latch(machine.timers)
    this.#spooled = new Latch(machine.timers)
    this.#hurried = new Latch(machine.timers)
    journal.spool.watch(() => this.#spooled.set())
  }

  get state(): SessionState {
    return this.#state
  }

  statusChanged(): void {
    this.#statusChanged.set()
  }

  /** Dials now, wherever it is waiting: the network may be back. */
  hurry(): void {
    this.#attempts = 0
    this.#hurried.set()
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#untilDial(signal)
        this.#move('dial', { name: 'connecting' })
        await this.#connectOnce(signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      this.#move('stop', { name: 'stopped' })
    }
  }

  async #untilDial(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps.machine
    while ('retryAt' in this.#state && this.#state.retryAt > clock.now()) {
      const hurried = await this.#hurried.wait(this.#state.retryAt - clock.now(), signal)
      if (hurried) return
    }
    this.#hurried.reset()
  }

  async #connectOnce(signal: AbortSignal): Promise<void> {
    const { link, machine } = this.#deps
    let connection: HubConnection | null = null
    const ending = new AbortController()
    const end = () => ending.abort(signal.reason)
    signal.addEventListener('abort', end, { once: true })
    try {
      connection = await link.connect(ending.signal)
      this.#move('connected', { name: 'greeting' })
      await this.#greet(connection)
      this.#move('greeted', { name: 'online', since: machine.clock.now() })
      this.#deps.onOnline()
      await this.#converse(connection, ending.signal)
    } catch (error) {
      if (!signal.aborted) this.#failed(coded(error))
    } finally {
      signal.removeEventListener('abort', end)
      ending.abort()
      await connection?.close()
    }
  }

  async #greet(connection: HubConnection): Promise<void> {
    const { identity, journal, machine } = this.#deps
    const { acknowledged } = journal.hub.get()
    const hello = await connection.hello({
      ...identity,
      protocolVersion: PROTOCOL_VERSION,
      acknowledgedSequence: acknowledged,
    })
    if (hello.protocolVersion !== PROTOCOL_VERSION) {
      throw new CodedError(
        'protocol-mismatch',
        `the hub ${hello.hubVersion} speaks version ${hello.protocolVersion}, this agent ${PROTOCOL_VERSION}`,
      )
    }
    const anew = agreeOnStream(journal, hello, this.#distrusted)
    this.#distrusted = false
    if (!anew) return
    machine.logger.warn(
      { hubId: hello.hubId, acknowledged: hello.acknowledgedSequence },
      'the hub does not hold what was reported to it; everything is reported again',
    )
    this.#deps.onStartAnew()
  }

  /** Ends with the first thing that fails. */
  async #converse(connection: HubConnection, signal: AbortSignal): Promise<void> {
    const { journal, machine, options } = this.#deps
    await Promise.race([
      sendReports({ connection, journal, machine, limits: options.batch, spooled: this.#spooled }, signal),
      this.#takeCommands(connection, signal),
      this.#tellStatus(connection, signal),
      connection.closed,
    ])
    throw new CodedError('hub-unreachable', 'the connection ended')
  }

  async #takeCommands(connection: HubConnection, signal: AbortSignal): Promise<void> {
    const { position } = this.#deps.journal.hub.get()
    for await (const envelopes of connection.commands(position, signal)) {
      if (signal.aborted) return
      this.#deps.onCommands(envelopes)
    }
  }

  async #tellStatus(connection: HubConnection, signal: AbortSignal): Promise<void> {
    const { options, status } = this.#deps
    for (;;) {
      this.#statusChanged.reset()
      const { renewCredential } = await connection.status(status())
      if (renewCredential && !signal.aborted) this.#deps.onRenewalAsked()
      await this.#statusChanged.rest(options.gatherStatusMs, signal)
      await this.#statusChanged.wait(options.statusEveryMs, signal)
    }
  }

  #failed(failure: CodedError): void {
    const { machine, options } = this.#deps
    const now = machine.clock.now()
    if (failure.code === 'report-out-of-order') this.#distrusted = true
    if (this.#state.name === 'online' && now - this.#state.since >= options.steadyMs) this.#attempts = 0
    const { code, detail } = failure
    if (REJECTIONS.includes(code)) {
      machine.logger.error({ code, detail }, `the hub turned the agent away: ${failure.kind.remedy}`)
      this.#move('refused', { name: 'rejected', retryAt: now + options.rejectedPauseMs, failure })
      return
    }
    const retryAt = now + pauseAfter(++this.#attempts, options.pauses, machine.random)
    machine.logger.warn({ code, detail, retryAt: new Date(retryAt).toISOString() }, 'no connection to the hub')
    this.#move('failed', { name: 'offline', retryAt, failure })
  }

  #move(event: SessionEvent, to: SessionState): void {
    if (NEXT[this.#state.name][event] !== to.name) return
    this.#state = to
    this.#deps.onState(to)
  }
}
