import type { DelayedCommand } from '@chroniton/shared/contract/agent'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId } from '@chroniton/shared/contract/ids'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { TakenCommand } from '../journal/command-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { Machine } from '../ports.ts'
import type { Pauses } from './backoff.ts'
import { changeCalendar, createCalendar } from './calendar-commands.ts'
import type { CalendarLock } from './calendar-lock.ts'
import { coded, isSourceWide } from './coded.ts'
import type { CommitGroup } from './commit-group.ts'
import { withDeadline } from './deadline.ts'
import { deleteEvent, writeEvent } from './event-commands.ts'
import type { Outcome } from './outcome.ts'
import type { OpenedSource } from './opening.ts'
import { Push, type Work } from './push.ts'
import type { SourceIdentity } from './seen-calendar.ts'
import { Slots } from './slots.ts'
import type { SourceGate } from './source-gate.ts'

export interface SourceCommandsDeps {
  agentId: AgentId
  identity: SourceIdentity
  journal: Journal
  machine: Machine
  commits: CommitGroup
  gate: SourceGate
  pauses: Pauses
  /** How long one command may take. */
  limitMs: number
  /** Writing requests at once. */
  parallel: number
  /** The gate opens only when there is one. */
  opened(): OpenedSource
  lockOf(calendarId: CalendarId): CalendarLock
  onSourceFailure(error: CodedError): void
  onCalendarMade(calendarId: CalendarId): void
  onChange(): void
}

/** The commands of one source: each calendar has its own queue, so that none waits for another's. */
export class SourceCommands {
  readonly #deps: SourceCommandsDeps
  readonly #slots: Slots
  readonly #pushes = new Map<CalendarId | null, Push>()
  #signal: AbortSignal | null = null

  constructor(deps: SourceCommandsDeps) {
    this.#deps = deps
    this.#slots = new Slots(deps.parallel)
  }

  start(signal: AbortSignal): void {
    this.#signal = signal
    for (const push of this.#pushes.values()) push.start(signal)
  }

  add(command: TakenCommand): void {
    this.#pushOf(command.calendarId).add([command])
  }

  drop(calendarId: CalendarId | null, lane: string, commandIds: CommandId[]): void {
    this.#pushes.get(calendarId)?.drop(lane, commandIds)
  }

  clear(): void {
    for (const push of this.#pushes.values()) push.clear()
  }

  hurry(): void {
    for (const push of this.#pushes.values()) push.hurry()
  }

  pump(): void {
    for (const push of this.#pushes.values()) push.pump()
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#pushes.values()].map((push) => push.idle()))
  }

  *delayed(): Generator<DelayedCommand> {
    for (const push of this.#pushes.values()) yield* push.delayed()
  }

  #pushOf(calendarId: CalendarId | null): Push {
    let push = this.#pushes.get(calendarId)
    if (!push) {
      push = new Push({
        ...this.#deps,
        execute: (work, settled, signal) => this.#execute(work, settled, signal),
      })
      this.#pushes.set(calendarId, push)
      if (this.#signal) push.start(this.#signal)
    }
    return push
  }

  #execute(work: Work, settled: (outcome: Outcome) => Promise<void>, signal: AbortSignal): Promise<void> {
    const { command } = work
    const { machine, limitMs, lockOf } = this.#deps
    const act = () =>
      withDeadline(machine.timers, limitMs, signal, async (limited) => settled(await this.#outcome(work, limited)))
    return command.kind === 'event-write' || command.kind === 'event-delete'
      ? lockOf(command.calendarId).shared(act)
      : act()
  }

  async #outcome({ command, written }: Work, signal: AbortSignal): Promise<Outcome> {
    const { agentId, identity, journal, opened, onCalendarMade } = this.#deps
    const { source, readBack } = opened()
    const deps = { ...this.#deps, source, readBack, request: this.#request }
    switch (command.kind) {
      case 'event-write':
        return writeEvent(command, written, this.#calendar(command.calendarId), deps, signal)
      case 'event-delete':
        return deleteEvent(command, this.#calendar(command.calendarId), deps, signal)
      case 'calendar-change':
        return changeCalendar(command, this.#calendar(command.calendarId), identity, source, signal)
      case 'calendar-create': {
        const outcome = await createCalendar(command, agentId, identity, source, journal, signal)
        if (outcome.kind === 'calendar') onCalendarMade(outcome.calendar.calendarId)
        return outcome
      }
      case 'calendar-delete':
        await source.deleteCalendar(this.#calendar(command.calendarId).nativeId, signal)
        return { kind: 'calendar-deleted' }
      case 'list-again':
      case 'config-change':
        throw new CodedError('internal', `${command.kind} is no command for a source`)
      default:
        return command satisfies never
    }
  }

  /** A request that writes, in its turn. The account's refusal stops those that still wait, at once. */
  readonly #request = <Result>(act: () => Promise<Result>): Promise<Result> =>
    this.#slots.use(async () => {
      const { gate } = this.#deps
      gate.verify()
      try {
        return await act()
      } catch (error) {
        const failure = coded(error)
        if (isSourceWide(failure.code)) gate.trip(failure)
        throw error
      }
    })

  #calendar(calendarId: CalendarId): JournalCalendar {
    const calendar = this.#deps.journal.calendars.get(calendarId)
    if (!calendar || calendar.gone) {
      throw new CodedError(
        'calendar-not-found',
        calendar ? `${calendar.nativeId} is gone` : 'the agent has no such one',
      )
    }
    return calendar
  }
}
