import type { SourceConfig } from '@chroniton/agent/config/source-config'
import { startAgent, type Agent } from '@chroniton/agent/daemon'
import { EmbeddedDoor } from '@chroniton/agent/embedded/source-door'
import { addressPolicy, mustBePermitted, permittedLookup } from '@chroniton/agent/http/address-policy'
import { openJournal } from '@chroniton/agent/journal/journal'
import { callerLink } from '@chroniton/agent/link/caller-link'
import { systemMachine } from '@chroniton/agent/machine'
import { openSource } from '@chroniton/agent/providers/registry'
import { CodedError, ERRORS } from '@chroniton/shared/contract/errors'
import type { Connection } from '@chroniton/shared/contract/hub'
import type { SourceId } from '@chroniton/shared/contract/ids'
import { createCaller } from '@chroniton/shared/contract/router'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { readConfig, type HubConfig } from './config/config.ts'
import { BUILT_IN, introduceBuiltIn } from './hub/built-in-agent.ts'
import { makeLogger, type Logger } from './observe/logger.ts'
import type { Reach } from './operations/webhook.ts'
import { startHub, type RunningHub } from './start-hub.ts'

const STOP_MS = 15_000

// The heap of a hub with many connections would otherwise double before it is looked through.
setFlagsFromString('--heap-growing-percent=20')
await main()

async function main(): Promise<void> {
  let hub: RunningHub | null = null
  try {
    const config = readConfig(process.env)
    const logger = makeLogger({ level: config.logLevel, pretty: process.stderr.isTTY })
    const door = config.builtInCalendars ? openDoor(config, logger) : null
    hub = await startHub(config, logger, door, reachOf(config))
    const agent = door && (await startBuiltInAgent(hub, door, config, logger))
    announce(hub)
    stopOnSignals(hub, agent, logger)
  } catch (error) {
    await hub?.stop()
    refuse(error)
  }
}

function machineOf(logger: Logger) {
  return systemMachine(logger.child({ agent: BUILT_IN.agentId }))
}

/** What the hub itself may connect to for the people who enter addresses. */
function reachOf({ sources }: HubConfig): Reach {
  const policy = addressPolicy(sources.addresses)
  return { lookup: permittedLookup(policy), mustBePermitted: (url) => mustBePermitted(policy, url) }
}

/** What the hub's own agent may reach for the people who enter sources. */
function openDoor({ sources, storagePath }: HubConfig, logger: Logger): EmbeddedDoor {
  return new EmbeddedDoor({
    source: { ...machineOf(logger), addresses: addressPolicy(sources.addresses) },
    folders: { within: sources.folders, except: resolve(storagePath) },
  })
}

/**
 * The agent inside the hub's own process, over the folder of calendars that is the built-in destination, and over
 * the sources that people enter.
 */
async function startBuiltInAgent(
  hub: RunningHub,
  door: EmbeddedDoor,
  config: HubConfig,
  logger: Logger,
): Promise<Agent | null> {
  if (!(await introduceBuiltIn(hub.embedded, hub.database, BUILT_IN))) {
    hub.sources?.detach('the hub’s own agent was removed')
    return null
  }
  const machine = machineOf(logger)
  const builtIn = builtInCalendars(hub.storagePath)
  let agent: Agent | null = null
  let sources = [builtIn]
  hub.sources?.attach((kept) => {
    sources = [builtIn, ...kept.map((source) => door.config(source))]
    agent?.configure(sources)
  })
  const connection: Connection = {
    id: 'built-in',
    // Nothing lies between the two but the event loop.
    drained: (signal) => nextTurn(undefined, { signal }),
    close: (why) => {
      logger.warn({ why }, 'the built-in agent stops')
      hub.sources?.detach(why)
      void agent?.stop()
    },
  }
  const session = { kind: 'agent' as const, agentId: BUILT_IN.agentId, connection }
  const { agentId, name } = BUILT_IN
  agent = startAgent({
    config: { agentId, name, environment: 'hub', syncIntervalMinutes: config.syncIntervalMinutes, sources },
    link: callerLink((signal) => createCaller({ hub: hub.service, session }, { signal })),
    journal: openJournal(join(hub.storagePath, 'agent.sqlite'), machine),
    machine,
    open: (source) => (source === builtIn ? openSource(source, machine) : door.open(source)),
  })
  return agent
}

function builtInCalendars(storagePath: string): SourceConfig {
  const path = join(storagePath, 'calendars')
  makeCalendar(path, BUILT_IN.calendarName)
  return {
    type: 'vdir',
    id: 'calendars' as SourceId,
    name: 'Built-in calendars',
    enabled: true,
    calendars: { include: [], exclude: [] },
    allowEventUpdates: true,
    allowMetadataUpdates: true,
    syncIntervalMinutes: null,
    path,
    calendarName: null,
  }
}

/** A folder of `.ics` files with its name, as other calendar programs know it. */
function makeCalendar(path: string, name: string): void {
  if (existsSync(path)) return
  const folder = join(path, name.toLowerCase())
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'displayname'), name)
}

/** The key is a secret: it is printed for a person who looks, and not into a log every time. */
function announce({ url, adminLink, isFirstStart, isSetUp, storagePath, withheld }: RunningHub): void {
  const lines = [`Chroniton is running at ${url}, with its storage in ${storagePath}.`]
  if (withheld !== null) lines.push(`Mind: ${withheld}.`)
  if (!isSetUp && (isFirstStart || process.stdout.isTTY)) {
    lines.push(
      `Admin page: ${adminLink}`,
      'Whoever has this link may do everything; "npx chroniton link" prints it again.',
    )
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}

function stopOnSignals(hub: RunningHub, agent: Agent | null, logger: Logger): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    logger.info({ signal }, 'the hub stops')
    setTimeout(() => process.exit(1), STOP_MS).unref()
    await agent?.stop()
    await hub.stop()
    process.exit(0)
  }
  process.on('SIGHUP', () => hub.reload())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ error }, 'the hub did not stop in good order')
        process.exit(1)
      })
    })
  }
}

function refuse(error: unknown): void {
  process.exitCode = 1
  if (!(error instanceof CodedError)) throw error
  const { title, remedy } = ERRORS[error.code]
  process.stderr.write(`Chroniton cannot start. ${title} (${error.code})\n  ${error.detail}\n  ${remedy}\n`)
}
