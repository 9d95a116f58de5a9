import type { Hub, Session } from '@chroniton/shared/contract/hub'
import { Server as TlsServer } from 'node:https'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Authenticate } from './auth/authenticate.ts'
import { withCertificates } from './auth/client-certificates.ts'
import type { OpenDoors } from './auth/open-doors.ts'
import type { HubConfig } from './config/config.ts'
import { httpApp, type RouteGroup } from './http/app.ts'
import { callerOf, callersBehind } from './http/caller.ts'
import { readCertificates, watchCertificates } from './http/certificate-files.ts'
import { crossOrigin, strictTransport } from './http/headers.ts'
import { bodyLimits, requestLimits } from './http/limits.ts'
import { timed } from './http/metrics.ts'
import { Listeners } from './http/listeners.ts'
import { httpServer } from './http/server.ts'
import type { Logger } from './observe/logger.ts'
import type { Metrics } from './observe/metrics.ts'
import { SocketLimits } from './trpc/socket-limits.ts'
import { serveSockets } from './trpc/socket-server.ts'

/** How long requests that are being answered may take when the hub stops. */
const FINISH_MS = 10_000

export interface DoorOptions {
  config: HubConfig
  /** Where it listens, which may be nearer than the configuration asks for. */
  host: string
  groups: readonly RouteGroup[]
  hub: Hub
  authenticate: Authenticate
  doors: OpenDoors
  onClosed: (session: Session) => void
  /** Not measured where absent. */
  metrics?: Metrics
  logger: Logger
}

/** Where others come in: one port for pages, requests and sockets. */
export interface Door {
  url: string
  /** Sockets open now. */
  sockets(): number
  /** Takes up certificates that were renewed. Where they cannot be used, those before stay. */
  reload(): void
  /** Listens at this address as well. Errors: `invalid-configuration`. */
  widen(host: string): Promise<void>
  /** Lets nobody in and reads nothing more from who is; what was read is still answered. */
  pause(): void
  /** Finishes what is being answered and says goodbye to everybody. */
  close(): Promise<void>
}

/** Errors: `invalid-configuration` (port taken, no address of this machine, certificates that cannot be used). */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { config, groups, hub, host, logger, onClosed } = options
  const { allowedOrigins, rateLimits, tls } = config
  const who = config.trustedProxies === null ? callerOf : callersBehind(config.trustedProxies)
  const app = httpApp(groups, {
    logger,
    callerOf: who,
    gates: [
      ...(options.metrics === undefined ? [] : [timed(options.metrics)]),
      ...(tls === null ? [] : [strictTransport()]),
      ...(allowedOrigins.length === 0 ? [] : [crossOrigin(allowedOrigins)]),
      requestLimits(rateLimits),
      bodyLimits(),
    ],
  })
  const asksForCertificates = tls !== null && tls.clientAuthorities !== null
  const sockets = serveSockets({
    hub,
    authenticate: asksForCertificates ? withCertificates(options.authenticate) : options.authenticate,
    doors: options.doors,
    onClosed,
    allowedOrigins,
    limits: new SocketLimits(rateLimits.agents),
    callerOf: who,
    logger,
  })
  const listeners = new Listeners(() => {
    const server = httpServer(app, tls === null ? null : readCertificates(tls))
    sockets.serve(server)
    return server
  })
  await listeners.start(host, config.port)

  const reload = () => {
    if (tls === null) return
    try {
      const certificates = readCertificates(tls)
      for (const server of listeners.servers) if (server instanceof TlsServer) server.setSecureContext(certificates)
      logger.info('the certificates were read anew')
    } catch (error) {
      logger.error({ error }, 'the certificates cannot be used; those before stay')
    }
  }
  const unwatch = tls === null ? () => {} : watchCertificates(tls, reload)

  return {
    url: `${tls === null ? 'http' : 'https'}://${hostInUrl(host)}:${listeners.port}`,
    sockets: () => sockets.count(),
    reload,
    widen: (to) => listeners.widen(to),
    pause() {
      void listeners.close()
      sockets.pause()
    },
    async close() {
      unwatch()
      const closed = listeners.close()
      // Answers that were given in this turn are written in the next.
      await nextTurn()
      await sockets.close()
      const late = setTimeout(() => listeners.cut(), FINISH_MS)
      await closed
      clearTimeout(late)
    },
  }
}

/** What a browser on this machine opens to reach a hub that listens there. */
function hostInUrl(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
