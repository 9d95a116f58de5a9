import { setMaxListeners } from 'node:events'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { DelayedCommand, SourceHealth } from '@chroniton/shared/contract/agent'
import type { AgentId, SourceId } from '@chroniton/shared/contract/ids'
import { accountOf, type SourceConfig } from '../config/source-config.ts'
import type { TakenCommand } from '../journal/command-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { HubSettings } from '../journal/settings-table.ts'
import type { Machine } from '../ports.ts'
import type { Source } from '../providers/provider.ts'
import type { CommitGroup } from './commit-group.ts'
import { reportFailure, reportRecovery } from './failure-reports.ts'
import { Health } from './health.ts'
import { forgetSource } from './reconcile-calendars.ts'
import { SourceRunner, type Interval, type RunnerDeps, type RunnerOptions } from './source-runner.ts'

export interface SourcesDeps {
  agentId: AgentId
  configs: SourceConfig[]
  syncIntervalMinutes: number
  journal: Journal
  machine: Machine
  commits: CommitGroup
  open(config: SourceConfig): Promise<Source>
  options: Omit<RunnerOptions, 'interval'>
  onChange(): void
  /** A source is configured no more; what was taken for it is still in the journal. */
  onRemoved(sourceId: SourceId): void
  onPulled?: RunnerDeps['onPulled']
}

const MINUTE = 60_000

interface Running {
  runner: SourceRunner
  interval: Interval
  stop: AbortController
  ended: Promise<void>
}

/** All the sources of the agent: those that run, and those that are off and why. */
export class Sources {
  readonly #deps: SourcesDeps
  readonly #running = new Map<SourceId, Running>()
  readonly #off = new Map<SourceId, Health>()
  /** Runs that were told to stop and have not ended yet. */
  readonly #ending = new Map<SourceId, Promise<void>>()
  #configs: SourceConfig[]

  constructor(deps: SourcesDeps) {
    this.#deps = deps
    this.#configs = deps.configs
  }

  start(): void {
    const { journal } = this.#deps
    const known = [...journal.calendars.all().map(({ sourceId }) => sourceId), ...journal.failures.sources()]
    for (const sourceId of new Set(known)) if (!this.isConfigured(sourceId)) this.#forget(sourceId)
    this.apply(journal.settings.get())
  }

  /**
   * From now on these are the sources. One whose configuration is the very object it was runs on; one that is no
   * longer among them ends like one that is missing from the file at a start: its calendars are gone, nothing in them
   * is deleted.
   */
  configure(configs: SourceConfig[]): void {
    const before = this.#configs
    this.#configs = configs
    const changed = before.filter((config) => !configs.includes(config)).map(({ id }) => id)
    if (changed.length > 0) this.#forgetSettings(changed)
    for (const sourceId of changed) {
      this.#stop(sourceId)
      if (!this.isConfigured(sourceId)) void this.#remove(sourceId)
    }
    this.apply(this.#deps.journal.settings.get())
    this.#deps.onChange()
  }

  /** Starts, stops and paces the sources as the hub wants it, where the file leaves it the choice. */
  apply(settings: HubSettings): void {
    for (const config of this.#configs) {
      const running = this.#running.get(config.id)
      if (config.type === 'unavailable') this.#turnOff(config, new CodedError(config.code, config.reason))
      else if (!isEnabled(config, settings)) this.#turnOff(config, null)
      else if (running) this.#pace(running, this.#interval(config, settings))
      else this.#turnOn(config, this.#interval(config, settings))
    }
  }

  get runners(): ReadonlyMap<SourceId, SourceRunner> {
    return new Map([...this.#running].map(([sourceId, { runner }]) => [sourceId, runner]))
  }

  runner(sourceId: SourceId | null): SourceRunner | undefined {
    return sourceId === null ? undefined : this.#running.get(sourceId)?.runner
  }

  isConfigured(sourceId: SourceId): boolean {
    return this.#configs.some(({ id }) => id === sourceId)
  }

  wake(): void {
    for (const { runner } of this.#running.values()) runner.wake()
  }

  clearCommands(): void {
    for (const { runner } of this.#running.values()) runner.commands.clear()
  }

  health(): SourceHealth[] {
    const settings = this.#deps.journal.settings.get()
    return this.#configs.map((config) => {
      const health = this.#running.get(config.id)?.runner.health ?? this.#off.get(config.id)!
      const syncIntervalMinutes = this.#interval(config, settings).ms / MINUTE
      return { ...health.view(), enabled: isEnabled(config, settings), syncIntervalMinutes }
    })
  }

  *delayed(): Generator<DelayedCommand> {
    for (const { runner } of this.#running.values()) yield* runner.commands.delayed()
  }

  async idle(): Promise<void> {
    await Promise.all(this.#ending.values())
    await Promise.all([...this.#running.values()].map(({ runner }) => runner.idle()))
  }

  async stop(): Promise<void> {
    const ending = [...this.#running.values()]
    for (const { stop } of ending) stop.abort(new Error('the agent stops'))
    await Promise.all([...this.#ending.values(), ...ending.map(({ ended }) => ended)])
  }

  #turnOn(config: Exclude<SourceConfig, { type: 'unavailable' }>, interval: Interval): void {
    const { journal, options, open } = this.#deps
    const runner = new SourceRunner({
      ...this.#deps,
      identity: { sourceId: config.id, name: config.name, provider: config.type, account: accountOf(config) },
      open: () => open(config),
      options: { ...options, interval },
    })
    const stop = new AbortController()
    // Every command under way listens to it.
    setMaxListeners(0, stop.signal)
    this.#off.delete(config.id)
    const ended = this.#runToEnd(runner, stop.signal, this.#ending.get(config.id))
    this.#running.set(config.id, { runner, interval, stop, ended })
    const waiting = journal.commands.all().filter((command: TakenCommand) => command.sourceId === config.id)
    for (const command of waiting) runner.commands.add(command)
  }

  /** Two runs over one source would write past each other: the next begins when the one before has ended. */
  async #runToEnd(runner: SourceRunner, signal: AbortSignal, before: Promise<void> | undefined): Promise<void> {
    await before
    try {
      await runner.run(signal)
      await runner.commands.idle()
    } catch (error) {
      this.#deps.machine.logger.error({ error }, 'a source ended unexpectedly')
    }
  }

  #turnOff(config: SourceConfig, why: CodedError | null): void {
    const { journal, onChange } = this.#deps
    this.#stop(config.id)
    const provider = config.type === 'unavailable' ? config.wanted : config.type
    const health = new Health(
      { sourceId: config.id, name: config.name, provider, account: accountOf(config) },
      null,
      onChange,
    )
    this.#off.set(config.id, health)
    health.off(why)
    if (why) reportFailure(journal, config.id, null, why)
  }

  #stop(sourceId: SourceId): void {
    const running = this.#running.get(sourceId)
    if (!running) return
    running.stop.abort(new Error('the source is switched off'))
    running.runner.abandon(new CodedError('calendar-not-found', 'its source was changed or switched off'))
    this.#running.delete(sourceId)
    const ended = running.ended.finally(() => {
      if (this.#ending.get(sourceId) === ended) this.#ending.delete(sourceId)
    })
    this.#ending.set(sourceId, ended)
  }

  async #remove(sourceId: SourceId): Promise<void> {
    this.#off.delete(sourceId)
    await this.#ending.get(sourceId)
    // It may be back already.
    if (this.isConfigured(sourceId)) return
    this.#forget(sourceId)
    this.#deps.onRemoved(sourceId)
  }

  #forget(sourceId: SourceId): void {
    const { journal } = this.#deps
    forgetSource(journal, sourceId)
    reportRecovery(journal, sourceId, null)
  }

  /** What somebody says of the source itself goes before what was asked of the agent earlier. */
  #forgetSettings(sourceIds: SourceId[]): void {
    const { journal } = this.#deps
    const settings = journal.settings.get()
    const sources = Object.entries(settings.sources).filter(([id]) => !sourceIds.includes(id as SourceId))
    journal.transaction(() => journal.settings.put({ ...settings, sources: Object.fromEntries(sources) }))
  }

  /** A change of pace lists at once. */
  #pace(running: Running, interval: Interval): void {
    if (interval.ms === running.interval.ms && interval.isChosen === running.interval.isChosen) return
    running.interval = interval
    running.runner.setInterval(interval)
  }

  /** For the sources that have none of their own. */
  get syncIntervalMinutes(): number {
    return this.#minutes(this.#deps.journal.settings.get())
  }

  #minutes(settings: HubSettings): number {
    return settings.syncIntervalMinutes ?? this.#deps.syncIntervalMinutes
  }

  #interval({ syncIntervalMinutes }: SourceConfig, settings: HubSettings): Interval {
    return { ms: (syncIntervalMinutes ?? this.#minutes(settings)) * MINUTE, isChosen: syncIntervalMinutes !== null }
  }
}

/** The file has the last word; what the hub wants counts where the file leaves it the choice. */
function isEnabled({ id, enabled }: SourceConfig, { sources }: HubSettings): boolean {
  return enabled && (sources[id]?.enabled ?? true)
}
