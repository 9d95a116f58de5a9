import type { HttpBindings } from '@hono/node-server'
import type { IncomingMessage } from 'node:http'
import { BlockList } from 'node:net'
import { TLSSocket } from 'node:tls'
import { namesOf } from './certificate-names.ts'
import { contains } from './networks.ts'

/** Who calls, as far as the network tells. */
export interface Caller {
  /** Without a port. */
  address: string
  /** Over TLS, up to the hub or to a trusted proxy. */
  secure: boolean
  /** Whom the client's certificate was made out to; absent without a valid one. */
  certificateNames?: readonly string[]
}

/** What every handler finds in its context. */
export interface HttpEnv {
  /** Node's own request and response; absent only where a test asks the app directly. */
  Bindings: Partial<HttpBindings>
  Variables: { caller: Caller }
}

export type CallerOf = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => Caller

/**
 * Tells who calls. `X-Forwarded-For` and `X-Forwarded-Proto` count when a trusted proxy sends them: the caller is then
 * the last address that no trusted proxy has.
 */
export function callersBehind(proxies: BlockList): CallerOf {
  return ({ socket, headers }) => {
    const peer = plainAddress(socket.remoteAddress ?? '')
    if (!contains(proxies, peer)) return direct(peer, socket)
    const hops = lastOf(headers['x-forwarded-for'])
    const address = hops.findLast((hop) => !contains(proxies, hop)) ?? hops[0] ?? peer
    const protocol = lastOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase()
    return { address, secure: protocol === undefined ? socket instanceof TLSSocket : protocol === 'https' }
  }
}

/** Without any proxy in front. */
export const callerOf: CallerOf = callersBehind(new BlockList())

function direct(address: string, socket: IncomingMessage['socket']): Caller {
  if (!(socket instanceof TLSSocket)) return { address, secure: false }
  if (!socket.authorized) return { address, secure: true }
  return { address, secure: true, certificateNames: namesOf(socket.getPeerCertificate()) }
}

function lastOf(header: string | string[] | undefined): string[] {
  return (header ?? [])
    .toString()
    .split(',')
    .map((part) => plainAddress(part.trim()))
    .filter((part) => part !== '')
}

/** An IPv4 address on a socket for both families, and an address with a port, as the address alone. */
function plainAddress(text: string): string {
  return text
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
}
