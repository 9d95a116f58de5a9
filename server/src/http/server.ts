import { getRequestListener } from '@hono/node-server'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Hono } from 'hono'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import type { HttpEnv } from './caller.ts'

/** One server for pages and sockets, not listening yet; over TLS where there are certificates. */
export function httpServer(app: Hono<HttpEnv>, certificates: SecureContextOptions | null = null): Server | TlsServer {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const listener: RequestListener = (request, response) => void answer(request, response)
  const server = certificates === null ? createServer(listener) : createTlsServer(asking(certificates), listener)
  // A request line and headers that take longer are no honest client.
  server.headersTimeout = 20_000
  // 64 MB over a slow line take their time.
  server.requestTimeout = 300_000
  return server
}

/** A browser has no certificate to show: whether one is needed is decided where somebody comes as an agent. */
function asking(certificates: SecureContextOptions) {
  return { ...certificates, requestCert: certificates.ca !== undefined, rejectUnauthorized: false }
}

/** Errors: `invalid-configuration` when the port is taken or the address is not one of this machine. */
export async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, host, port)))
    server.listen(port, host, resolve)
  })
  return server.address() as AddressInfo
}

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): CodedError {
  const detail = {
    EADDRINUSE: `port ${port} is taken: another hub (or program) listens on ${host}; set API_PORT to another port`,
    EACCES: `port ${port} may not be used by this user; set API_PORT to one above 1023`,
    EADDRNOTAVAIL: `API_HOST "${host}" is no address of this machine`,
    ENOTFOUND: `API_HOST "${host}" is no known host`,
  }[error.code ?? '']
  return new CodedError('invalid-configuration', detail ?? error.message, { cause: error })
}
