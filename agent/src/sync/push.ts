import type { DelayedCommand } from '@chroniton/shared/contract/agent'
import type { Command } from '@chroniton/shared/contract/command'
import type { CodedError } from '@chroniton/shared/contract/errors'
import type { CommandId, Instant, ItemId } from '@chroniton/shared/contract/ids'
import { traceOf } from '@chroniton/shared/contract/trace'
import type { TakenCommand } from '../journal/command-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { Machine } from '../ports.ts'
import { pauseAfter, type Pauses } from './backoff.ts'
import { coded, isSourceWide, shortened } from './coded.ts'
import type { CommitGroup } from './commit-group.ts'
import { refused, type Outcome } from './outcome.ts'
import { settle } from './receipts.ts'
import type { SourceGate } from './source-gate.ts'

export interface PushDeps {
  journal: Journal
  machine: Machine
  commits: CommitGroup
  /** `null`: commands that the agent carries out itself. */
  gate: SourceGate | null
  pauses: Pauses
  /** Carries out one command; a failure is thrown. */
  execute(work: Work, settled: (outcome: Outcome) => Promise<void>, signal: AbortSignal): Promise<void>
  /** A failure of the whole account came to light. */
  onSourceFailure(error: CodedError): void
  onChange(): void
}

export interface Work {
  command: Command
  /** The item an earlier attempt has written, which is only to be read back. */
  written: ItemId | null
}

interface Lane {
  queue: TakenCommand[]
  running: boolean
}

/** Commands that are held in memory and worked on at once; of the others a line each is kept here. */
const ACTIVE = 256

/**
 * Carries out the commands for one calendar (or for the source or the agent itself): those of one lane in order,
 * different lanes side by side. A command whose failure passes by itself waits with growing pauses, and holds up
 * nothing but its own lane.
 */
export class Push {
  readonly #deps: PushDeps
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = new Set<string>()
  /** Lanes that wait, and until when. */
  readonly #delayed = new Map<string, number>()
  readonly #idle: (() => void)[] = []
  #timer: { at: number; timer: Disposable } | null = null
  #active = 0
  #signal: AbortSignal | null = null

  constructor(deps: PushDeps) {
    this.#deps = deps
  }

  start(signal: AbortSignal): void {
    this.#signal = signal
    this.pump()
  }

  /** Commands that are in the journal now, in the order of their positions. */
  add(commands: TakenCommand[]): void {
    for (const command of commands) {
      const lane = this.#lanes.get(command.lane) ?? { queue: [], running: false }
      this.#lanes.set(command.lane, lane)
      lane.queue.push(command)
      if (lane.queue.length > 1) continue
      if (command.retryAt !== null) this.#delay(command.lane, command.retryAt)
      else if (!lane.running) this.#ready.add(command.lane)
    }
    this.pump()
  }

  /** Commands that were replaced and are out of the journal; one that is being carried out is not stopped. */
  drop(lane: string, commandIds: CommandId[]): void {
    const present = this.#lanes.get(lane)
    if (!present) return
    present.queue = present.queue.filter((command) => !commandIds.includes(command.commandId))
    if (present.queue.length > 0) return
    this.#ready.delete(lane)
    this.#delayed.delete(lane)
    if (!present.running) this.#lanes.delete(lane)
  }

  /** Everything that waits is out of the journal. */
  clear(): void {
    for (const [name, lane] of this.#lanes) {
      lane.queue = []
      if (!lane.running) this.#lanes.delete(name)
    }
    this.#ready.clear()
    this.#delayed.clear()
    this.#checkIdle()
  }

  /** Tries what is delayed now. */
  hurry(): void {
    for (const lane of this.#delayed.keys()) this.#ready.add(lane)
    this.#delayed.clear()
    this.pump()
  }

  pump(): void {
    const { gate } = this.#deps
    while (this.#signal && !this.#signal.aborted && this.#active < ACTIVE && (gate?.admits() ?? true)) {
      const [name] = this.#ready
      if (name === undefined) break
      this.#ready.delete(name)
      const lane = this.#lanes.get(name)!
      lane.running = true
      this.#active++
      gate?.enter()
      void this.#run(name, lane, lane.queue.shift()!)
    }
  }

  /** Resolves when nothing runs and nothing could. What is delayed or held back by its account does not count. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve)
      this.#checkIdle()
    })
  }

  *delayed(): Generator<DelayedCommand> {
    for (const name of this.#delayed.keys()) {
      const [command] = this.#lanes.get(name)?.queue ?? []
      if (!command?.code || command.retryAt === null) continue
      yield {
        commandId: command.commandId,
        calendarId: command.calendarId,
        code: command.code,
        detail: command.detail ?? '',
        attempts: command.attempts,
        retryAt: new Date(command.retryAt).toISOString() as Instant,
      }
    }
  }

  async #run(name: string, lane: Lane, taken: TakenCommand): Promise<void> {
    const signal = this.#signal!
    let again: TakenCommand | null = null
    try {
      await this.#execute(taken, signal)
      this.#deps.gate?.passed()
    } catch (error) {
      // A command that is interrupted by the end of the process is still in the journal.
      if (!signal.aborted) again = await this.#failed(taken, coded(error))
    }
    this.#active--
    lane.running = false
    if (again && lane.queue.length === 0) lane.queue.push(again)
    const [next] = lane.queue
    if (!next) this.#lanes.delete(name)
    else if (next.retryAt !== null) this.#delay(name, next.retryAt)
    else this.#ready.add(name)
    this.#deps.onChange()
    this.pump()
    this.#checkIdle()
  }

  async #execute(taken: TakenCommand, signal: AbortSignal): Promise<void> {
    const { journal, commits, machine, execute } = this.#deps
    const row = journal.commands.read(taken.commandId)
    // Replaced between being taken and being carried out.
    if (!row) return
    const command = JSON.parse(row.json) as Command
    machine.logger.debug({ ...traced(taken), kind: command.kind }, 'a command is carried out')
    const settled = (outcome: Outcome) =>
      commits.commit(() => {
        const calendar =
          'calendarId' in command && command.calendarId ? journal.calendars.get(command.calendarId) : undefined
        settle(journal, command, calendar, outcome, machine.clock.now())
      })
    try {
      await execute({ command, written: row.written }, settled, signal)
    } catch (error) {
      const { code, detail, kind } = coded(error)
      if (signal.aborted || isSourceWide(code) || kind.retry === 'later') throw error
      await settled(refused(code, detail))
    }
  }

  /** The command as it is to be tried again. */
  async #failed(taken: TakenCommand, error: CodedError): Promise<TakenCommand> {
    const { gate, machine, journal, pauses } = this.#deps
    if (gate && isSourceWide(error.code)) {
      gate.trip(error)
      this.#deps.onSourceFailure(error)
      return taken
    }
    gate?.passed()
    const attempts = taken.attempts + 1
    const asked = (error.retryAfterSeconds ?? 0) * 1000
    const retryAt = machine.clock.now() + Math.max(asked, pauseAfter(attempts, pauses, machine.random))
    const { code } = error
    const detail = shortened(error.detail)
    machine.logger.warn({ ...traced(taken), code, detail, attempts }, 'a command failed and is tried again')
    try {
      journal.transaction(() => journal.commands.delay(taken.commandId, attempts, retryAt, code, detail))
    } catch (cause) {
      machine.logger.error({ cause }, 'the journal could not be written')
    }
    return { ...taken, attempts, retryAt, code, detail }
  }

  #delay(lane: string, until: number): void {
    this.#delayed.set(lane, until)
    this.#ready.delete(lane)
    if (!this.#timer || until < this.#timer.at) this.#wakeAt(until)
  }

  #wakeAt(at: number): void {
    const { clock, timers } = this.#deps.machine
    this.#timer?.timer[Symbol.dispose]()
    const timer = timers.after(Math.max(0, at - clock.now()), () => {
      this.#timer = null
      this.#wake(clock.now())
    })
    this.#timer = { at, timer }
  }

  #wake(now: number): void {
    let next = Number.POSITIVE_INFINITY
    for (const [lane, until] of this.#delayed) {
      if (until > now) {
        next = Math.min(next, until)
        continue
      }
      this.#delayed.delete(lane)
      this.#ready.add(lane)
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeAt(next)
    this.pump()
  }

  #checkIdle(): void {
    const canRun = this.#ready.size > 0 && !this.#signal?.aborted && (this.#deps.gate?.admits() ?? true)
    if (this.#active > 0 || canRun) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

/** What finds a command in the hub's log. */
function traced({ commandId }: TakenCommand) {
  return { trace: traceOf(commandId), commandId }
}
