import { setMaxListeners } from 'node:events'
import { hostname, platform, release } from 'node:os'
import type { AgentStatus } from '@chroniton/shared/contract/agent'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import type { SourceConfig } from './config/source-config.ts'
import type { TakenCommand } from './journal/command-table.ts'
import type { Journal } from './journal/journal.ts'
import type { HubLink } from './link/hub-link.ts'
import { Renewal } from './link/renewal.ts'
import type { SessionState } from './link/session-state.ts'
import { Session, type SessionOptions } from './link/session.ts'
import type { Machine } from './ports.ts'
import type { Source } from './providers/provider.ts'
import { openSource } from './providers/registry.ts'
import { runAgentCommand } from './sync/agent-commands.ts'
import { CommitGroup } from './sync/commit-group.ts'
import { takeCommands } from './sync/intake.ts'
import { Push } from './sync/push.ts'
import type { RunnerDeps, RunnerOptions } from './sync/source-runner.ts'
import { Sources } from './sync/sources.ts'
import { watchForWake } from './sync/wake-watch.ts'
import { AGENT_VERSION } from './version.ts'

export interface AgentConfig {
  agentId: AgentId
  name: string
  environment: string
  syncIntervalMinutes: number
  sources: SourceConfig[]
}

export interface AgentOptions {
  session: SessionOptions
  sources: Omit<RunnerOptions, 'interval'>
}

export interface AgentDeps {
  config: AgentConfig
  link: HubLink
  /** Belongs to the agent from now on, which closes it when it stops. */
  journal: Journal
  machine: Machine
  /** How a source is opened, where not by the registry. */
  open?(config: SourceConfig): Promise<Source>
  options?: AgentOptions
  /** Replaces the agent's credential; absent where it has none. */
  renewCredential?(): Promise<void>
  onPulled?: RunnerDeps['onPulled']
  onSession?(state: SessionState): void
}

export interface Agent {
  /** Resolves when nothing is left to list, to report and to carry out; rejects when the signal aborts first. */
  drain(signal: AbortSignal): Promise<void>
  /** Stops within the time of one transaction; what is unfinished is in the journal. */
  stop(): Promise<void>
  status(): AgentStatus
  /** From now on these are its sources; takes effect at once. */
  configure(sources: SourceConfig[]): void
  readonly session: SessionState
}

const SECOND = 1000
const MINUTE = 60 * SECOND

export const AGENT_OPTIONS: AgentOptions = {
  session: {
    pauses: { firstMs: SECOND, longestMs: MINUTE },
    rejectedPauseMs: 5 * MINUTE,
    // Well below what the hub takes, so that it stays quick for everybody else.
    batch: { items: 100, characters: 128 * 1024 },
    statusEveryMs: 30 * SECOND,
    gatherStatusMs: 500,
    steadyMs: MINUTE,
  },
  sources: {
    pauses: { firstMs: 5 * SECOND, longestMs: 15 * MINUTE },
    gatherHintsMs: 200,
    limitMs: 5 * MINUTE,
    parallelListings: 2,
    parallelWrites: 8,
  },
}

/** Starts the agent: from now on it lists, reports and carries out commands until it is stopped. */
export function startAgent(deps: AgentDeps): Agent {
  const { config, journal, machine, link, options = AGENT_OPTIONS } = deps
  const { agentId } = config
  const stopping = new AbortController()
  const { signal } = stopping
  setMaxListeners(0, signal)
  const commits = new CommitGroup(journal, machine.timers)
  const statusChanged = () => session.statusChanged()

  journal.transaction(() => journal.commands.forgetOutcomes(machine.clock.now()))

  const sources = new Sources({
    agentId,
    configs: config.sources,
    syncIntervalMinutes: config.syncIntervalMinutes,
    journal,
    machine,
    commits,
    open: deps.open ?? ((source) => openSource(source, machine)),
    options: options.sources,
    onChange: statusChanged,
    // Nobody carries them out any more: they are refused, so that the hub knows.
    onRemoved(sourceId) {
      const left = journal.commands.all().filter((command) => command.sourceId === sourceId)
      own.add(left.map((command) => ({ ...command, retryAt: null })))
    },
    ...(deps.onPulled ? { onPulled: deps.onPulled } : {}),
  })

  const own = new Push({
    journal,
    machine,
    commits,
    gate: null,
    pauses: options.sources.pauses,
    execute: async ({ command }, settled) =>
      settled(
        await runAgentCommand(command, {
          journal,
          runners: () => sources.runners,
          isConfigured: (sourceId) => sources.isConfigured(sourceId),
          onSettings: (settings) => sources.apply(settings),
        }),
      ),
    onSourceFailure() {},
    onChange: statusChanged,
  })

  const handOut = (command: TakenCommand) => {
    const runner = sources.runner(command.sourceId)
    if (runner) runner.commands.add(command)
    else own.add([command])
  }

  const take = (envelopes: CommandEnvelope[]) => {
    const { commands, replaced } = takeCommands(journal, envelopes, machine.logger)
    for (const { sourceId, calendarId, lane, commandIds } of replaced) {
      sources.runner(sourceId)?.commands.drop(calendarId, lane, commandIds)
      own.drop(lane, commandIds)
    }
    for (const command of commands) handOut(command)
  }

  const status = (): AgentStatus => ({
    sources: sources.health(),
    syncIntervalMinutes: sources.syncIntervalMinutes,
    delayed: [...own.delayed(), ...sources.delayed()].slice(0, 100),
    spooled: journal.spool.waiting(),
    memoryBytes: process.memoryUsage.rss(),
  })

  const renewal = deps.renewCredential ? new Renewal(deps.renewCredential, machine) : null
  let hasBeenOnline = false
  const session = new Session({
    link,
    journal,
    machine,
    identity: {
      agentVersion: AGENT_VERSION,
      name: config.name,
      environment: config.environment,
      platform: `${platform()} ${release()}`,
      hostname: hostname(),
    },
    options: options.session,
    status,
    onCommands: take,
    onStartAnew() {
      own.clear()
      sources.clearCommands()
      sources.wake()
    },
    onOnline() {
      if (hasBeenOnline) sources.wake()
      hasBeenOnline = true
    },
    onRenewalAsked: () => renewal?.asked(),
    onState(state) {
      machine.logger.info({ state: state.name }, 'the connection to the hub')
      deps.onSession?.(state)
    },
  })

  const waiting = journal.commands.all()
  sources.start()
  for (const command of waiting) if (!sources.runner(command.sourceId)) own.add([command])
  own.start(signal)
  const awake = watchForWake(
    machine,
    () => {
      machine.logger.info({}, 'the machine was asleep')
      sources.wake()
      session.hurry()
    },
    signal,
  )
  const connected = session.run(signal)

  return {
    async drain(limit) {
      const aborted = new Promise<never>((_, reject) => {
        if (limit.aborted) reject(limit.reason as Error)
        limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true })
      })
      const quiet = async () => {
        do {
          await sources.idle()
          await own.idle()
          await journal.spool.empty()
          await sources.idle()
        } while (journal.spool.waiting() > 0)
      }
      await Promise.race([quiet(), aborted])
    },
    async stop() {
      stopping.abort(new Error('the agent stops'))
      await sources.stop()
      await own.idle()
      await connected
      await awake
      journal.close()
    },
    status,
    configure: (configs) => sources.configure(configs),
    get session() {
      return session.state
    },
  }
}
