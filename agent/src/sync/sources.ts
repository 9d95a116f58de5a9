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
import { reportFailure } from './failure-reports.ts'
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
  onPulled?: RunnerDeps['onPulled']
}

interface Running {
  runner: SourceRunner
  stop: AbortController
  ended: Promise<void>
}

/** All the sources of the agent: those that run, and those that are off and why. */
export class Sources {
  readonly #deps: SourcesDeps
  readonly #running = new Map<SourceId, Running>()
  readonly #off = new Map<SourceId, Health>()

  constructor(deps: SourcesDeps) {
    this.#deps = deps
  }

  start(): void {
    const { configs, journal } = this.#deps
    const configured = new Set(configs.map(({ id }) => id))
    for (const { sourceId } of journal.calendars.all()) if (!configured.has(sourceId)) forgetSource(journal, sourceId)
    this.apply(journal.settings.get())
  }

  /** Starts, stops and paces the sources as the hub wants it, where the file leaves it the choice. */
  apply(settings: HubSettings): void {
    for (const config of this.#deps.configs) {
      const enabled = config.enabled && (settings.sources[config.id]?.enabled ?? true)
      const running = this.#running.get(config.id)
      if (config.type === 'unavailable') this.#turnOff(config, new CodedError(config.code, config.reason))
      else if (!enabled) this.#turnOff(config, null)
      else if (running) running.runner.setInterval(this.#interval(config, settings))
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
    return this.#deps.configs.some(({ id }) => id === sourceId)
  }

  wake(): void {
    for (const { runner } of this.#running.values()) runner.wake()
  }

  clearCommands(): void {
    for (const { runner } of this.#running.values()) runner.commands.clear()
  }

  health(): SourceHealth[] {
    return this.#deps.configs.map(({ id }) => (this.#running.get(id)?.runner.health ?? this.#off.get(id)!).view())
  }

  *delayed(): Generator<DelayedCommand> {
    for (const { runner } of this.#running.values()) yield* runner.commands.delayed()
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ runner }) => runner.idle()))
  }

  async stop(): Promise<void> {
    const ending = [...this.#running.values()]
    for (const { stop } of ending) stop.abort(new Error('the agent stops'))
    await Promise.all(ending.map(({ ended }) => ended))
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
    this.#running.set(config.id, { runner, stop, ended: this.#runToEnd(runner, stop.signal) })
    const waiting = journal.commands.all().filter((command: TakenCommand) => command.sourceId === config.id)
    for (const command of waiting) runner.commands.add(command)
  }

  async #runToEnd(runner: SourceRunner, signal: AbortSignal): Promise<void> {
    try {
      await runner.run(signal)
      await runner.commands.idle()
    } catch (error) {
      this.#deps.machine.logger.error({ error }, 'a source ended unexpectedly')
    }
  }

  #turnOff(config: SourceConfig, why: CodedError | null): void {
    const { journal, onChange } = this.#deps
    this.#running.get(config.id)?.stop.abort(new Error('the source is switched off'))
    this.#running.delete(config.id)
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

  #interval({ syncIntervalMinutes }: SourceConfig, settings: HubSettings): Interval {
    const minutes = syncIntervalMinutes ?? settings.syncIntervalMinutes ?? this.#deps.syncIntervalMinutes
    return { ms: minutes * 60_000, isChosen: syncIntervalMinutes !== null }
  }
}
