import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId } from '@chroniton/shared/contract/ids'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureAdminKey } from './auth/admin-key.ts'
import { accessRoutes } from './auth/http/groups.ts'
import { olderAgentAllowed } from './auth/older-agents.ts'
import { certificateRefusal } from './auth/client-certificates.ts'
import { Gate } from './auth/gate.ts'
import type { HubConfig } from './config/config.ts'
import { shownSettings } from './config/settings.ts'
import { check } from './engine/check.ts'
import { openDoor } from './door.ts'
import { fold } from './engine/fold.ts'
import type { RouteGroup } from './http/app.ts'
import { exposure } from './http/exposure.ts'
import { healthRoutes } from './http/health.ts'
import { listenWhenProtected } from './http/listen-when-protected.ts'
import { metricsRoutes } from './http/metrics.ts'
import { adminPages } from './http/pages.ts'
import { BUILT_IN } from './hub/built-in-agent.ts'
import { systemClock } from './hub/clock.ts'
import { createHub, type HubService } from './hub/hub.ts'
import { openEmbeddedLog, type EmbeddedLog } from './log/embedded.ts'
import { hubHealth } from './observe/health.ts'
import { measureHub } from './observe/hub-metrics.ts'
import type { Logger } from './observe/logger.ts'
import { Metrics } from './observe/metrics.ts'
import { logTraces } from './observe/trace-log.ts'
import { postOver, type Reach } from './operations/webhook.ts'
import { openSources } from './sources/open-sources.ts'
import type { OwnSources } from './sources/own-sources.ts'
import type { SourceDoor } from './sources/source-door.ts'
import { openDatabase, type Database } from './store/database.ts'
import { restRoutes } from './rest/app.ts'
import { HUB_VERSION } from './version.ts'

const PAGES_PATH = fileURLToPath(new URL('../../web/dist', import.meta.url))

export interface RunningHub {
  /** Where it listens. */
  url: string
  adminLink: string
  /** The admin key was made just now. */
  isFirstStart: boolean
  /** An owner has a password: the admin link is for the command line alone. */
  isSetUp: boolean
  /** Why it listens on this machine alone although it was asked to listen elsewhere. */
  withheld: string | null
  storagePath: string
  service: HubService
  /** Null where the hub runs no agent of its own. */
  sources: OwnSources | null
  database: Database
  embedded: EmbeddedLog
  /** Reads anew what may change while it runs: certificates. */
  reload(): void
  /** Finishes what was asked of it and says goodbye to everybody; resolves when everything taken is durable and the storage is free. */
  stop(): Promise<void>
}

/**
 * Opens the storage (made and migrated as needed), folds what the log holds, and listens. `sourceDoor` is what the
 * agent inside the process knows of sources; null where there is none.
 *
 * Errors: `invalid-configuration` (port taken), `already-running`, `storage-failed`, `storage-newer`.
 */
export async function startHub(
  config: HubConfig,
  logger: Logger,
  sourceDoor: SourceDoor | null = null,
  reach: Reach | null = null,
): Promise<RunningHub> {
  const storagePath = resolve(config.storagePath)
  makeFolder(storagePath)
  const database = openDatabase(join(storagePath, 'hub.sqlite'))
  try {
    return await startOn(database, storagePath, config, logger, sourceDoor, reach)
  } catch (error) {
    database.close()
    throw error
  }
}

/** For its owner alone: everybody's events lie there, and the admin's key. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new CodedError('storage-failed', `the folder ${path} cannot be made (${reason})`, { cause: error })
  }
}

async function startOn(
  database: Database,
  storagePath: string,
  config: HubConfig,
  logger: Logger,
  sourceDoor: SourceDoor | null,
  reach: Reach | null,
): Promise<RunningHub> {
  const clock = systemClock
  const embedded = await openEmbeddedLog({
    database,
    fold,
    onUnfoldable: ({ position, body: { kind } }, error) =>
      logger.error({ position, kind, error }, 'the engine failed at an entry of the log, which is left out'),
  })
  const gate = new Gate(database, config.access, clock)
  const sources =
    sourceDoor &&
    openSources({ database, storagePath, settings: config.sources, door: sourceDoor, audit: gate.audit, clock, logger })
  const { access, publicUrl } = config
  const auditLogging = access.audit.enabled
  const service = createHub({
    database,
    embedded,
    check,
    gate,
    sources: sources ?? undefined,
    upkeep: {
      ...config.operations,
      post: postOver(reach),
      logDays: config.logRetentionDays,
      publicUrl,
      auditLogging,
      logger,
    },
    olderAgents: {
      ...config.olderAgents,
      onLost: (agentId, error) =>
        logger.error({ agentId, error }, 'the hub failed at a list of an agent and left it out'),
    },
    version: HUB_VERSION,
    clock,
  })
  const admin = ensureAdminKey(storagePath, gate.keys, clock.now())

  await gate.signIn.provide(config.access.owner)
  const { host, withheld } = exposure({
    host: config.host,
    tls: config.tls !== null,
    behindProxies: config.trustedProxies !== null,
    hasPassword: gate.people.ownerHasPassword(),
    allowUnprotected: config.allowUnprotected,
  })
  if (withheld !== null) logger.warn(withheld)
  const metrics = new Metrics({ ofProcess: true })
  const ownAgent = config.builtInCalendars ? BUILT_IN.agentId : null
  const isPresent = (agentId: AgentId) => service.presence.of(agentId) !== null
  const groups: RouteGroup[] = [
    healthRoutes(() => hubHealth({ database, embedded, ownAgent, isPresent, now: () => clock.now() })),
    metricsRoutes({ metrics, token: config.operations.metricsToken, authenticate: gate.authenticate }),
    ...accessRoutes({ gate, settings: access, hubId: database.hubId, publicUrl, clock, logger }),
    restRoutes({
      hub: service,
      version: HUB_VERSION,
      zone: config.olderAgents.zone,
      settings: () => shownSettings(process.env),
      health: () => hubHealth({ database, embedded, ownAgent, isPresent, now: () => clock.now() }),
      credentials: gate.agents,
      retentionDays: config.logRetentionDays,
      now: () => Date.parse(clock.now()),
      after: (milliseconds, run) => clock.after(milliseconds, run),
      newId: randomUUID,
      authenticate: gate.authenticate,
      letsIn: (agent) => olderAgentAllowed(access.olderAgents, agent),
      certificateRefusal: (config.tls?.clientAuthorities ?? null) === null ? undefined : certificateRefusal,
    }),
    adminPages(PAGES_PATH),
  ]
  const door = await openDoor({
    config,
    host,
    groups,
    hub: service,
    authenticate: gate.authenticate,
    doors: gate.doors,
    metrics,
    onClosed: (session) => service.closed(session),
    logger,
  })

  if (withheld !== null) {
    listenWhenProtected({ people: gate.people, widen: () => door.widen(config.host), logger })
  }
  const stopWatching = gate.watch()
  const stopTracing = logTraces(embedded.folder, logger)
  service.upkeep.start()
  measureHub({ metrics, service, sources: service.views, embedded, storagePath, openSockets: () => door.sockets() })

  return {
    url: door.url,
    adminLink: `${config.publicUrl ?? door.url}/#key=${admin.key}`,
    isFirstStart: admin.isNew,
    isSetUp: gate.people.ownerHasPassword(),
    withheld,
    storagePath,
    service,
    sources,
    database,
    embedded,
    reload: () => door.reload(),
    async stop() {
      stopWatching()
      stopTracing()
      door.pause()
      await embedded.log.close()
      await door.close()
      await service.stop()
      database.close()
    },
  }
}
