import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Hub, Session } from '@chroniton/shared/contract/hub'
import { Position, type AgentId } from '@chroniton/shared/contract/ids'
import { appRouter } from '@chroniton/shared/contract/router'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import type { HubConnection } from '../link/hub-link.ts'
import type { MemoryHub } from './memory-hub.ts'

export const JOIN_TOKEN = 'join-token'
const SECRET = 'agent-secret'

/** Serves a hub in memory on a socket of this machine, for agents that are processes of their own. */
export async function serveHub(hub: MemoryHub, agentId: AgentId): Promise<{ url: string; close(): Promise<void> }> {
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
      const session: Session =
        claimed === agentId && secret === SECRET
          ? { kind: 'agent', agentId, connection: { id: '1', drained: () => Promise.resolve(), close() {} } }
          : { kind: 'anonymous', why: 'not enrolled' }
      return { hub: hubOn(await connections.get(res)!, agentId), session }
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

function hubOn(connection: HubConnection, agentId: AgentId): Hub {
  const agent: Hub['agent'] = {
    enroll({ token }) {
      if (token !== JOIN_TOKEN) throw new CodedError('token-invalid', 'the token is not known')
      return Promise.resolve({ agentId, agentName: 'Test agent', agentSecret: SECRET, hubId: 'hub-1' })
    },
    hello: (_, hello) => connection.hello(hello),
    async report(_, batch) {
      await connection.report(batch)
      return { position: Position.parse(1) }
    },
    status: (_, status) => connection.status(status),
    async *commands(_, after, signal) {
      for await (const lot of connection.commands(after, signal)) yield* lot
    },
  }
  return { agent } as Hub
}
