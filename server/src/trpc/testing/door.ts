import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { codedErrorOf } from '@chroniton/shared/client/failure'
import type { Credentials } from '@chroniton/shared/client/credentials'
import { openHubLink, type HubLink } from '@chroniton/shared/client/link'
import { socketClass } from '@chroniton/shared/client/socket'
import type { CodedError } from '@chroniton/shared/contract/errors'
import type { AdminApi, AgentApi, Hub, Session } from '@chroniton/shared/contract/hub'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Server } from 'node:http'
import { pino } from 'pino'
import type { Authenticate } from '../../auth/authenticate.ts'
import { OpenDoors } from '../../auth/open-doors.ts'
import { httpApp } from '../../http/app.ts'
import { type Health, healthRoutes } from '../../http/health.ts'
import { adminPages } from '../../http/pages.ts'
import { httpServer, listen } from '../../http/server.ts'
import { serveSockets, type SocketServer, type SocketServerOptions } from '../socket-server.ts'

/** Anybody who says `agent` and `person` is believed. */
export const trusting: Authenticate = async ({ connectionParams, header }) => {
  if (connectionParams?.['agentId'] !== undefined) {
    return {
      kind: 'agent',
      agentId: connectionParams['agentId'] as AgentId,
      proof: { kind: 'agent', id: 'a', until: null },
    }
  }
  const key = connectionParams?.['key'] ?? header('authorization')
  if (key === undefined) return { kind: 'anonymous', why: null }
  return key === 'wrong'
    ? { kind: 'anonymous', why: 'the key is wrong' }
    : {
        kind: 'person',
        personId: null,
        name: key,
        permissions: PERMISSIONS_OF.owner,
        via: 'api-key',
        proof: { kind: 'api-key', id: key, until: null },
      }
}

/** A hub of which only the given methods are ever called. */
export function partialHub(parts: { agent?: Partial<AgentApi>; admin?: Partial<AdminApi> }): Hub {
  return { agent: parts.agent ?? {}, admin: parts.admin ?? {} } as Hub
}

export interface Door {
  url: string
  server: Server
  sockets: SocketServer
  closed: Session[]
  link(credentials: Credentials): HubLink
  close(): Promise<void>
}

/** The hub's door on a free loopback port. */
export async function openDoor(
  hub: Hub,
  options: Partial<SocketServerOptions> & { pagesPath?: string; health?: () => Health } = {},
): Promise<Door> {
  const logger = pino({ level: 'silent' })
  const health = options.health ?? (() => ({ status: 'ok', version: '0', parts: {} }))
  const app = httpApp([healthRoutes(health), adminPages(options.pagesPath ?? '/nowhere')], { logger })
  const server = httpServer(app)
  const closed: Session[] = []
  const sockets = serveSockets({
    hub,
    authenticate: trusting,
    doors: new OpenDoors(),
    onClosed: (session) => closed.push(session),
    allowedOrigins: [],
    logger,
    ...options,
  })
  sockets.serve(server)
  const { port } = await listen(server, '127.0.0.1', 0)
  const url = `http://127.0.0.1:${port}`
  const links: HubLink[] = []
  return {
    url,
    server,
    sockets,
    closed,
    link(credentials) {
      const link = openHubLink({
        hubUrl: url,
        credentials: () => credentials,
        socketClass: socketClass(),
        random: () => 0,
      })
      links.push(link)
      return link
    },
    async close() {
      await Promise.all(links.map((link) => link.close()))
      await sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The coded error that a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<CodedError> {
  try {
    await call
  } catch (error) {
    return codedErrorOf(error)
  }
  throw new Error('the call was expected to fail')
}
