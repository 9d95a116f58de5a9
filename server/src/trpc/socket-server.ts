import type { Hub, Session } from '@chroniton/shared/contract/hub'
import { appRouter } from '@chroniton/shared/contract/router'
import type { Context } from '@chroniton/shared/contract/router/procedures'
import { CodedError } from '@chroniton/shared/contract/errors'
import { getWSConnectionHandler } from '@trpc/server/adapters/ws'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { type Authenticate, sessionOf } from '../auth/authenticate.ts'
import { callerOf, type CallerOf } from '../http/caller.ts'
import type { OpenDoors } from '../auth/open-doors.ts'
import type { Logger } from '../observe/logger.ts'
import { originAllowed } from '../http/origin.ts'
import { shallowFrames } from './frames.ts'
import { CLOSE_UNAUTHENTICATED, SocketConnection, STALL_LIMITS, type StallLimits } from './socket-connection.ts'
import { pace, type SocketLimits } from './socket-limits.ts'

/** Batches hold 1 MiB; a single item that is larger still passes. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
const MAX_BATCHED_CALLS = 100
const PATH = '/trpc'
/** `PING` and `PONG`: the other side is there, though nobody asks anything. */
const LONGEST_SIGN_OF_LIFE = 4
const GONE = 'the socket has closed'

export interface SocketServerOptions {
  hub: Hub
  authenticate: Authenticate
  /** Told of every socket that somebody has come in by, so that it can close when they may come in no more. */
  doors: OpenDoors
  /** Called when an authenticated socket has closed. */
  onClosed: (session: Session) => void
  allowedOrigins: readonly string[]
  /** Without any where absent. */
  limits?: SocketLimits
  callerOf?: CallerOf
  logger: Logger
  /** How long a socket may stay anonymous; enrolling takes a moment. */
  anonymousMs?: number
  pingMs?: number
  pongWaitMs?: number
  stallLimits?: StallLimits
}

export interface SocketServer {
  /** Takes those that come in at this server as well. */
  serve(server: Server): void
  /** Sockets open now. */
  count(): number
  /** Reads nothing more; what was read is still answered. */
  pause(): void
  /** Says goodbye to every socket and waits until they are closed, for a second at most. */
  close(): Promise<void>
}

/** Serves the router on the sockets that come in at `/trpc`. */
export function serveSockets(options: SocketServerOptions): SocketServer {
  const { hub, authenticate, doors, limits, logger } = options
  const who = options.callerOf ?? callerOf
  // Compression costs 320 KB per connection and five times the processor time; what is sent is small.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const sessions = new WeakMap<WebSocket, Session>()
  const connections = new WeakMap<WebSocket, SocketConnection>()

  const identify = async (
    webSocket: WebSocket,
    request: IncomingMessage,
    connectionParams: Record<string, string | undefined> | null,
  ): Promise<Session> => {
    const connection = connections.get(webSocket)
    if (connection === undefined) return { kind: 'anonymous', why: GONE }
    const header = (name: string) => request.headers[name]?.toString()
    const caller = who(request)
    const identity = await authenticate({ connectionParams, header, method: null, caller }).catch((error: unknown) => {
      logger.error({ error }, 'it cannot be told who somebody is')
      return { kind: 'anonymous', why: 'the hub failed; its log has the details' } as const
    })
    if (identity.kind === 'anonymous' && identity.why !== null) limits?.failed(caller.address)
    // A socket that closed meanwhile is nobody's: nobody would tell the hub of its end.
    if (!connections.has(webSocket)) return { kind: 'anonymous', why: GONE }
    if (identity.kind === 'anonymous') return { ...identity, address: caller.address }
    doors.opened(connection, identity.proof)
    return sessionOf(identity, connection)
  }

  const serve = (connection: SocketConnection) =>
    getWSConnectionHandler({
      experimental_encoder: shallowFrames((why) => connection.close(why)),
      wss: sockets,
      router: appRouter,
      maxBatchSize: MAX_BATCHED_CALLS,
      keepAlive: { enabled: true, pingMs: options.pingMs ?? 30_000, pongWaitMs: options.pongWaitMs ?? 20_000 },
      // Never throws: the adapter would close the socket without words, and the client come back at once.
      createContext: async ({ req, res, info }): Promise<Context> => {
        const session = await identify(res, req, info.connectionParams)
        sessions.set(res, session)
        return { hub, session }
      },
      onError: ({ error, path, type }) => {
        if (error.cause instanceof CodedError) logger.debug({ path, type, error: error.cause }, 'refused')
        else if (error.code === 'INTERNAL_SERVER_ERROR' && !isBadFrame(error.cause))
          logger.error({ path, type, error: error.cause ?? error }, 'failed')
        else logger.debug({ path, type, code: error.code, reason: error.message }, 'refused')
      },
    })

  sockets.on('connection', (webSocket: WebSocket, request: IncomingMessage) => {
    const { address } = who(request)
    const connection = new SocketConnection(webSocket, request.socket, address, options.stallLimits ?? STALL_LIMITS)
    connections.set(webSocket, connection)
    webSocket.on('message', (data: Buffer) => {
      if (data.length > LONGEST_SIGN_OF_LIFE) doors.used(connection)
    })
    const anonymous = setTimeout(() => {
      const session = sessions.get(webSocket)
      if (session !== undefined && session.kind !== 'anonymous') return
      const why = session?.why ?? 'no credential was sent'
      logger.info({ from: address, why }, 'socket closed: it is nobody’s')
      connection.closeWith(CLOSE_UNAUTHENTICATED, why)
    }, options.anonymousMs ?? 10_000)
    webSocket.once('close', () => {
      clearTimeout(anonymous)
      connections.delete(webSocket)
      doors.closed(connection)
      const session = sessions.get(webSocket)
      if (session !== undefined) options.onClosed(session)
    })
    if (limits !== undefined) pace(webSocket)
    serve(connection)(webSocket, request)
  })

  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.once('error', () => undefined)
    const { address } = who(request)
    const refusal = refusalOf(request, options.allowedOrigins) ?? (await overLimit(limits, address))
    if (refusal === null) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request))
      return
    }
    const { origin } = request.headers
    logger.warn({ from: address, origin, path: request.url?.split('?')[0], refusal }, 'socket refused')
    socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  }
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void onUpgrade(request, socket, head)
  const servers: Server[] = []

  return {
    serve(server) {
      servers.push(server)
      server.on('upgrade', upgrade)
    },
    count: () => sockets.clients.size,
    pause() {
      for (const webSocket of sockets.clients) webSocket.pause()
    },
    async close() {
      for (const server of servers) server.off('upgrade', upgrade)
      const closed = [...sockets.clients].map(
        (webSocket) => new Promise<void>((resolve) => void webSocket.once('close', () => resolve())),
      )
      for (const webSocket of sockets.clients) {
        webSocket.close(1001, 'the hub stops')
        // The other side's goodbye is to be read.
        webSocket.resume()
      }
      const late = setTimeout(() => {
        for (const webSocket of sockets.clients) webSocket.terminate()
      }, 1000)
      await Promise.all(closed)
      clearTimeout(late)
      sockets.close()
    },
  }
}

function refusalOf(request: IncomingMessage, allowedOrigins: readonly string[]): string | null {
  if (request.url?.split('?')[0] !== PATH) return '404 Not Found'
  const { origin, host } = request.headers
  return originAllowed(origin, host, allowedOrigins) ? null : '403 Forbidden'
}

async function overLimit(limits: SocketLimits | undefined, address: string): Promise<string | null> {
  try {
    await limits?.admit(address)
    return null
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return `429 Too Many Requests\r\nRetry-After: ${error.retryAfterSeconds ?? 60}`
  }
}

/** What came was no frame, or too large a one: the other side's fault, and the end of the socket. */
function isBadFrame(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('WS_ERR_')
}
