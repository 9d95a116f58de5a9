import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Hub, Session } from '@chroniton/shared/contract/hub'
import { Position, type AgentId } from '@chroniton/shared/contract/ids'
import { appRouter } from '@chroniton/shared/contract/router'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import type { HubConnection } from '../link/hub-link.ts'
import { MemoryCredentials, SECRET } from './memory-credentials.ts'
import type { MemoryHub } from './memory-hub.ts'

export const JOIN_TOKEN = 'join-token'

/** Serves a hub in memory on a socket of this machine, for agents that are processes of their own. */
export async function serveHub(
  hub: MemoryHub,
  agentId: AgentId,
  credentials = new MemoryCredentials(),
): Promise<{ url: string; close(): Promise<void> }> {
  const connections = new WeakMap<WebSocket, Promise<HubConnection>>()
  const server = createServer()
  const sockets = new WebSocketServer({ server, path: '/trpc' })
  const close = (socket: WebSocket) => void connections.get(socket)?.then((connection) => connection.close())
  sockets.on('connection', (socket) => {
    connections.set(socket, hub.connect())
    socket.on('close', () => close(socket))
  })
  applyWSSHandler({
    wss: sockets,
    router: appRouter,
    async createContext({ info, res }) {
      const { agentId: claimed, secret } = info.connectionParams ?? {}
      const isKnown = claimed === agentId && secret !== undefined && credentials.known.has(secret)
      if (isKnown)
        res.once(
          'close',
          credentials.opened(secret, () => res.close(4000, 'the credential has ended')),
        )
      const session: Session = isKnown
        ? { kind: 'agent', agentId, connection: { id: secret, drained: () => Promise.resolve(), close() {} } }
        : { kind: 'anonymous', why: 'not enrolled' }
      return { hub: hubOn(await connections.get(res)!, agentId, credentials), session }
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The id of a session's connection is the credential that it was opened with. */
function hubOn(connection: HubConnection, agentId: AgentId, credentials: MemoryCredentials): Hub {
  const agent: Hub['agent'] = {
    enroll({ token }) {
      if (token !== JOIN_TOKEN) throw new CodedError('token-invalid', 'the token is not known')
      return Promise.resolve({ agentId, agentName: 'Test agent', agentSecret: SECRET, hubId: 'hub-1' })
    },
    async hello(session, hello) {
      await credentials.confirm(session.connection.id)
      return connection.hello(hello)
    },
    async report(_, batch) {
      await connection.report(batch)
      return { position: Position.parse(1) }
    },
    status: (_, status) => connection.status(status),
    renewCredential: async (session) => ({ agentSecret: await credentials.renew(session.connection.id) }),
    confirmCredential: (session) => credentials.confirm(session.connection.id),
    async *commands(_, after, signal) {
      for await (const lot of connection.commands(after, signal)) yield* lot
    },
  }
  return { agent } as Hub
}
