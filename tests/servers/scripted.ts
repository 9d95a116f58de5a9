import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'

export interface ScriptedRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface ScriptedReply {
  status?: number
  headers?: Record<string, string | string[] | undefined>
  body?: string | Buffer
  /** Send only so many bytes of the body, then break the connection. */
  cutAfter?: number
  /** Never answer. */
  hang?: boolean
  /** Break the connection without an answer. */
  drop?: boolean
}

export interface ScriptedServer {
  /** With a slash at its end. */
  url: string
  /** What was asked, in order. */
  requests: ScriptedRequest[]
  /** How many connections were made so far. */
  connections(): number
  stop(): Promise<void>
}

/** A server that answers what the test says: for everything that real ones do only on a bad day. */
export async function startScripted(
  answer: (request: ScriptedRequest, count: number) => ScriptedReply | Promise<ScriptedReply>,
  tls: TlsOptions | null = null,
): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0

  const listener: RequestListener = (message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const request = {
        method: message.method ?? '',
        path: message.url ?? '',
        headers: message.headers,
        body: Buffer.concat(chunks).toString(),
      }
      requests.push(request)
      void Promise.resolve(answer(request, requests.length)).then((reply) => send(response, reply))
    })
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    })
  }
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`,
    requests,
    connections: () => connections,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function send(response: ServerResponse, reply: ScriptedReply): void {
  if (reply.hang) return
  if (reply.drop) return void response.socket?.destroy()
  const body = Buffer.from(reply.body ?? '')
  const headers = Object.entries(reply.headers ?? {}).filter(([, value]) => value !== undefined)
  response.writeHead(reply.status ?? 200, { 'content-length': String(body.length), ...Object.fromEntries(headers) })
  if (reply.cutAfter === undefined) return void response.end(body)
  response.write(body.subarray(0, reply.cutAfter), () => response.socket?.destroy())
}
