import { CodedError } from '@chroniton/shared/contract/errors'
import { certificates } from '../config/certificates.ts'
import { loadConfig, type LoadedConfig } from '../config/load-config.ts'
import { AGENT_OPTIONS, startAgent, type Agent, type AgentOptions } from '../daemon.ts'
import { shownCalendar } from '../journal/calendar-table.ts'
import { openJournal } from '../journal/journal.ts'
import { renewCredential } from '../link/renew-credential.ts'
import { socketLink } from '../link/socket-link.ts'
import { systemMachine } from '../machine.ts'
import type { Machine } from '../ports.ts'
import { makeLogger } from './logger.ts'
import { keepSmall } from './memory.ts'
import { progressView } from './progress.ts'

const BATCH_LIMIT = 500
/** How long `--once` waits for commands that the hub's answers may still bring. */
const QUIET_MS = 2_000

export interface RunOptions {
  config: string
  once: boolean
  logLevel: string
}

export async function runCommand(options: RunOptions): Promise<void> {
  const config = await loadConfig(options.config)
  if (!config.hub) {
    throw new CodedError(
      'unauthenticated',
      `${config.path} names no hub: run "chroniton-agent enroll <hub-url> <token> --config ${config.path}" first`,
    )
  }
  const machine = systemMachine(makeLogger(options.logLevel))
  const { logger } = machine
  for (const notice of config.notices) logger.warn({ file: config.path }, notice)

  const showProgress = await progressView()
  const memory = keepSmall()
  const agent = await startFrom(config, config.hub, machine)
  const progress = showProgress(() => agent.status().sources, logger)
  const stopping = new AbortController()
  const stop = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping')
    stopping.abort()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    if (options.once) await untilQuiet(agent, machine, stopping.signal)
    else await aborted(stopping.signal)
  } finally {
    progress[Symbol.dispose]()
    memory[Symbol.dispose]()
    process.removeListener('SIGINT', stop)
    process.removeListener('SIGTERM', stop)
    await agent.stop()
  }
}

async function startFrom(
  config: LoadedConfig,
  hub: NonNullable<LoadedConfig['hub']>,
  machine: Machine,
): Promise<Agent> {
  const { agentId, url: hubUrl, secret, caPath } = hub
  const ca = await certificates(caPath)
  const journal = openJournal(config.journalPath, machine)
  const { name, environment, syncIntervalMinutes, sources } = config
  return startAgent({
    config: { agentId, name, environment, syncIntervalMinutes, sources },
    link: socketLink({ hubUrl, agentId, secret, ca, random: machine.random }),
    journal,
    machine,
    options: optionsOf(config),
    renewCredential: () => renewCredential(config.path),
    onPulled: (calendar, pulled) => {
      const changed = pulled.seen + pulled.gone + pulled.failed > 0
      machine.logger[changed ? 'info' : 'debug']({ name: shownCalendar(calendar)?.metadata.name, ...pulled }, 'listed')
    },
  })
}

function optionsOf({ commandLimitSeconds, batchItems }: LoadedConfig): AgentOptions {
  const { session, sources } = AGENT_OPTIONS
  const items = Math.min(batchItems ?? session.batch.items, BATCH_LIMIT)
  const limitMs = commandLimitSeconds === null ? sources.limitMs : commandLimitSeconds * 1000
  return { session: { ...session, batch: { ...session.batch, items } }, sources: { ...sources, limitMs } }
}

/** Lists everything, reports it, and carries out what the hub asks for because of it. */
async function untilQuiet(agent: Agent, { timers, clock }: Machine, signal: AbortSignal): Promise<void> {
  let quietSince = clock.now()
  while (!signal.aborted && clock.now() - quietSince < QUIET_MS) {
    const before = clock.now()
    try {
      await agent.drain(signal)
    } catch {
      return
    }
    await new Promise<void>((resolve) => timers.after(QUIET_MS / 10, resolve))
    if (agent.status().spooled > 0 || clock.now() - before > QUIET_MS) quietSince = clock.now()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
