import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { Machine } from '../ports.ts'
import type { NativeId, Source } from '../providers/provider.ts'
import type { Pauses } from './backoff.ts'
import { CalendarLocks } from './calendar-lock.ts'
import { coded, isSourceWide } from './coded.ts'
import type { CommitGroup } from './commit-group.ts'
import { withDeadline } from './deadline.ts'
import { reportFailure, reportRecovery } from './failure-reports.ts'
import { Health } from './health.ts'
import { Opening } from './opening.ts'
import { pull, type Pulled } from './pull.ts'
import { reconcileCalendars } from './reconcile-calendars.ts'
import { Retries } from './retries.ts'
import { Schedule, type Due } from './schedule.ts'
import type { SourceIdentity } from './seen-calendar.ts'
import { Slots } from './slots.ts'
import { SourceCommands } from './source-commands.ts'
import { SourceGate } from './source-gate.ts'

export interface RunnerOptions {
  interval: Interval
  /** After a failure that passes by itself. */
  pauses: Pauses
  /** How long a hint waits for more of them. */
  gatherHintsMs: number
  /** How long a provider may neither answer nor fail. */
  limitMs: number
  parallelListings: number
  parallelWrites: number
}

export interface RunnerDeps {
  agentId: AgentId
  identity: SourceIdentity
  journal: Journal
  machine: Machine
  commits: CommitGroup
  open(): Promise<Source>
  options: RunnerOptions
  onChange(): void
  onPulled?(calendar: JournalCalendar, pulled: Pulled): void
}

/** How long a source is left alone between two full turns. */
export interface Interval {
  ms: number
  /** A person chose it for this very source. */
  isChosen: boolean
}

/**
 * Keeps one source in step: lists its calendars by the clock, on hints and on request, and carries out its commands.
 * Nothing it meets reaches another source.
 */
export class SourceRunner {
  readonly health: Health
  readonly commands: SourceCommands
  readonly #deps: RunnerDeps
  readonly #schedule: Schedule
  readonly #gate: SourceGate
  readonly #locks = new CalendarLocks()
  readonly #opening: Opening
  /** `null`: the account as a whole. */
  readonly #retries: Retries<CalendarId | null>
  #failure: CodedError | null = null

  constructor(deps: RunnerDeps) {
    const { identity, journal, machine, options, onChange } = deps
    this.#deps = deps
    const listed = journal.calendars.ofSource(identity.sourceId).map(({ listedAt }) => listedAt ?? 0)
    this.health = new Health(identity, Math.max(0, ...listed) || null, onChange)
    this.#schedule = new Schedule(machine)
    this.#retries = new Retries(machine, options.pauses)
    this.#opening = new Opening({ ...deps, onHint: (calendar) => this.#hinted(calendar) })
    this.#gate = new SourceGate(machine, options.pauses, () => this.commands.pump())
    this.commands = new SourceCommands({
      ...deps,
      gate: this.#gate,
      pauses: options.pauses,
      limitMs: options.limitMs,
      parallel: options.parallelWrites,
      opened: () => this.#opening.present!,
      lockOf: (calendarId) => this.#locks.of(calendarId),
      onSourceFailure: (error) => this.#suspect(error),
      onCalendarMade: (calendarId) => this.#schedule.hint(calendarId, 0),
    })
  }

  /** Ends when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    this.commands.start(signal)
    try {
      while (!signal.aborted) await this.#pass(await this.#schedule.due(signal), signal)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      this.#gate.close()
      await this.#close()
    }
  }

  /**
   * Lists a calendar, or all of them, without waiting for the next turn. Resolves with the failure, or null, when a
   * run that began after this call has ended.
   */
  request(calendarId: CalendarId | null): Promise<CodedError | null> {
    return this.#schedule.request(calendarId)
  }

  /** It was told to stop for good: whoever waits for a run is told why there is none. */
  abandon(why: CodedError): void {
    this.#schedule.abandon(why)
  }

  /** The machine was asleep, or the network is back: whatever was to be tried later is tried now. */
  wake(): void {
    // A wrong password is no better for it, and trying it too often may lock the account.
    if (this.#failure && this.#failure.kind.retry !== 'later') return
    this.#retries.clear()
    this.#gate.reset()
    this.#schedule.hint(null, 0)
    this.commands.hurry()
  }

  setInterval(interval: Interval): void {
    this.#deps.options.interval = interval
    this.#schedule.hint(null, 0)
  }

  /** Resolves when no listing is due now and no command can be carried out. */
  async idle(): Promise<void> {
    await this.#schedule.idle()
    await this.commands.idle()
  }

  async #pass(due: Due, signal: AbortSignal): Promise<void> {
    const { machine } = this.#deps
    const outcomes = new Map<CalendarId, CodedError>()
    this.health.listing()
    try {
      const { source } = await this.#opening.open(signal)
      const calendars = await this.#calendarsDue(source, due, signal)
      await this.#listAll(source, calendars, outcomes, signal)
      if (due.all || calendars.length > 0) this.#works()
      this.health.idle(machine.clock.now())
      if (due.all) this.#schedule.next(machine.clock.now() + this.#untilNextTurn(source))
      due.settle((calendarId) => (calendarId === null ? null : (outcomes.get(calendarId) ?? null)))
    } catch (error) {
      if (signal.aborted) throw error
      const failure = coded(error)
      await this.#failed(failure)
      due.settle(() => failure)
    }
  }

  /** The calendars to list; with a full turn (or a calendar not seen yet) what the account shows is read first. */
  async #calendarsDue(source: Source, due: Due, signal: AbortSignal): Promise<JournalCalendar[]> {
    const { agentId, identity, journal, machine, options } = this.#deps
    if (due.all) {
      const natives = await withDeadline(machine.timers, options.limitMs, signal, (limited) =>
        source.calendars(limited),
      )
      reconcileCalendars(journal, agentId, identity, natives)
      this.#gate.answered()
    }
    return journal.calendars.ofSource(identity.sourceId).filter(({ calendarId, gone }) => {
      if (gone) return false
      if (due.calendars.has(calendarId)) return true
      return due.all && this.#retries.isDue(calendarId)
    })
  }

  async #listAll(
    source: Source,
    calendars: JournalCalendar[],
    failures: Map<CalendarId, CodedError>,
    signal: AbortSignal,
  ): Promise<void> {
    const slots = new Slots(this.#deps.options.parallelListings)
    let fatal: unknown = null
    await Promise.all(
      calendars.map((calendar) =>
        slots.use(async () => {
          // After a failure of the whole account the rest would only fail as well.
          if (fatal) return
          try {
            const failure = await this.#list(source, calendar, signal)
            if (failure) failures.set(calendar.calendarId, failure)
          } catch (error) {
            fatal ??= error
          }
        }),
      ),
    )
    if (fatal) throw fatal
  }

  #works(): void {
    const { journal, identity } = this.#deps
    this.#retries.succeeded(null)
    this.#failure = null
    reportRecovery(journal, identity.sourceId, null)
    this.#gate.answered()
  }

  /** A failure of this calendar alone is returned; one of the whole account is thrown. */
  async #list(source: Source, { calendarId }: JournalCalendar, signal: AbortSignal): Promise<CodedError | null> {
    const { journal, machine, options, identity, onPulled } = this.#deps
    try {
      await this.#locks.of(calendarId).alone(() =>
        withDeadline(machine.timers, options.limitMs, signal, async (limited, alive) => {
          const onProgress = (done: number, total: number | null) => {
            alive()
            this.health.progress(calendarId, done, total)
          }
          const calendar = journal.calendars.get(calendarId)!
          if (calendar.seen === null) throw new CodedError('conflict', 'the calendar itself is to be told first')
          const pulled = await pull(calendar, { journal, source, machine, onProgress, onStep: alive }, limited)
          onPulled?.(calendar, pulled)
        }),
      )
    } catch (error) {
      const failure = coded(error)
      if (signal.aborted || isSourceWide(failure.code)) throw error
      if (failure.code === 'conflict') {
        const isToBeTold = journal.calendars.get(calendarId)?.seen === null
        this.#schedule.hint(isToBeTold ? null : calendarId, options.gatherHintsMs)
        return null
      }
      return this.#calendarFailed(calendarId, failure)
    }
    this.#retries.succeeded(calendarId)
    reportRecovery(journal, identity.sourceId, calendarId)
    this.health.listed(calendarId)
    return null
  }

  #calendarFailed(calendarId: CalendarId, failure: CodedError): CodedError {
    const { journal, machine, options, identity } = this.#deps
    const retryAt = this.#retries.failed(calendarId, failure)
    reportFailure(journal, identity.sourceId, calendarId, failure)
    this.health.calendarFailed(calendarId, failure, retryAt)
    if (retryAt < machine.clock.now() + options.interval.ms)
      this.#schedule.hint(calendarId, retryAt - machine.clock.now())
    machine.logger.warn({ calendarId, code: failure.code, detail: failure.detail }, 'a calendar could not be listed')
    return failure
  }

  async #failed(failure: CodedError): Promise<void> {
    const { journal, machine, identity } = this.#deps
    const retryAt = this.#retries.failed(null, failure)
    this.#failure = failure
    this.#gate.silent()
    reportFailure(journal, identity.sourceId, null, failure)
    this.health.failed(failure, retryAt)
    this.#schedule.next(retryAt)
    machine.logger.warn(
      { sourceId: identity.sourceId, code: failure.code, detail: failure.detail },
      'the source could not be listed',
    )
    // A password or certificate may have been replaced: the next attempt reads them again.
    if (failure.kind.retry !== 'later' || failure.code === 'source-certificate') await this.#close()
  }

  /** A feed may ask to be left alone for longer; what a person chose for this source stands all the same. */
  #untilNextTurn(source: Source): number {
    const { machine, options } = this.#deps
    const { ms, isChosen } = options.interval
    const jitter = Math.round(ms * (0.9 + 0.2 * machine.random.fraction()))
    return isChosen ? jitter : Math.max(jitter, (source.pollMinutes?.() ?? 0) * 60_000)
  }

  /** A command met a failure of the whole account: listing it shows whether that is so, and tells the hub. */
  #suspect(error: CodedError): void {
    const pause = Math.max(this.#deps.options.pauses.firstMs, (error.retryAfterSeconds ?? 0) * 1000)
    this.#schedule.hint(null, pause)
  }

  #hinted(nativeId: NativeId | null): void {
    const { journal, identity, machine, agentId, options } = this.#deps
    const known = journal.calendars.ofSource(identity.sourceId).find((calendar) => calendar.nativeId === nativeId)
    machine.logger.debug({ agentId, nativeId }, 'something may have changed')
    this.#schedule.hint(known?.calendarId ?? null, options.gatherHintsMs)
  }

  async #close(): Promise<void> {
    this.#gate.silent()
    await this.#opening.close()
  }
}
