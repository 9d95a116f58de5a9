import { startAgent, type Agent } from '@chroniton/agent/daemon'
import { openJournal } from '@chroniton/agent/journal/journal'
import { callerLink } from '@chroniton/agent/link/caller-link'
import { systemMachine } from '@chroniton/agent/machine'
import { CodedError, ERRORS } from '@chroniton/shared/contract/errors'
import type { Connection } from '@chroniton/shared/contract/hub'
import type { SourceId } from '@chroniton/shared/contract/ids'
import { createCaller } from '@chroniton/shared/contract/router'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { readConfig, type HubConfig } from './config/config.ts'
import { BUILT_IN, introduceBuiltIn } from './hub/built-in-agent.ts'
import { makeLogger, type Logger } from './observe/logger.ts'
import { startHub, type RunningHub } from './start-hub.ts'

const STOP_MS = 15_000

await main()

async function main(): Promise<void> {
  let hub: RunningHub | null = null
  try {
    const config = readConfig(process.env)
    const logger = makeLogger({ level: config.logLevel, pretty: process.stderr.isTTY })
    hub = await startHub(config, logger)
    const agent = config.builtInCalendars ? await startBuiltInAgent(hub, config, logger) : null
    announce(hub)
    stopOnSignals(hub, agent, logger)
  } catch (error) {
    await hub?.stop()
    refuse(error)
  }
}

/** The agent inside the hub's own process, over the folder of calendars that is the built-in destination. */
async function startBuiltInAgent(hub: RunningHub, config: HubConfig, logger: Logger): Promise<Agent | null> {
  if (!(await introduceBuiltIn(hub.embedded, hub.database, BUILT_IN))) return null
  const path = join(hub.storagePath, 'calendars')
  makeCalendar(path, BUILT_IN.calendarName)
  const machine = systemMachine(logger.child({ agent: BUILT_IN.agentId }))
  let agent: Agent | null = null
  const connection: Connection = {
    id: 'built-in',
    // Nothing lies between the two but the event loop.
    drained: (signal) => nextTurn(undefined, { signal }),
    close: (why) => {
      logger.warn({ why }, 'the built-in agent stops')
      void agent?.stop()
    },
  }
  const session = { kind: 'agent' as const, agentId: BUILT_IN.agentId, connection }
  agent = startAgent({
    config: {
      agentId: BUILT_IN.agentId,
      name: BUILT_IN.name,
      environment: 'hub',
      syncIntervalMinutes: config.syncIntervalMinutes,
      sources: [
        {
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
        },
      ],
    },
    link: callerLink((signal) => createCaller({ hub: hub.service, session }, { signal })),
    journal: openJournal(join(hub.storagePath, 'agent.sqlite'), machine),
    machine,
  })
  return agent
}

/** A folder of `.ics` files with its name, as other calendar programs know it. */
function makeCalendar(path: string, name: string): void {
  if (existsSync(path)) return
  const folder = join(path, name.toLowerCase())
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'displayname'), name)
}

/** The key is a secret: it is printed for a person who looks, and not into a log every time. */
function announce({ url, adminLink, isFirstStart, storagePath, withheld }: RunningHub): void {
  const lines = [`Chroniton is running at ${url}, with its storage in ${storagePath}.`]
  if (withheld !== null) lines.push(`Mind: ${withheld}.`)
  if (isFirstStart || process.stdout.isTTY) {
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
