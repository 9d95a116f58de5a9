import { createRequire } from 'node:module'
import type { IncomingHttpHeaders } from 'node:http'
import type { Agent, Dispatcher, EnvHttpProxyAgent } from 'undici'

const require = createRequire(import.meta.url)
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']

/**
 * Connections that are kept open and used again; by way of the proxy that the environment names. The package's main
 * file, which alone knows proxies, loads fetch, WebSocket and a cache with it: nine megabytes that stay.
 */
export function openConnections(options: EnvHttpProxyAgent.Options): Dispatcher {
  if (PROXIES.some((name) => process.env[name])) {
    const undici = require('undici') as { EnvHttpProxyAgent: typeof EnvHttpProxyAgent }
    return new undici.EnvHttpProxyAgent(options)
  }
  const DirectAgent = require('undici/lib/dispatcher/agent.js') as typeof Agent
  return new DirectAgent(options)
}

/** Thrown where a body was to be read; mapped to a code where it is known what was asked for. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** An answer whose head has come. */
export interface Exchanged {
  status: number
  headers: IncomingHttpHeaders
  /** The whole body as it was sent; `BodyTooLarge` past the limit. */
  body: Promise<Buffer>
}

const NOTHING = Promise.resolve(Buffer.alloc(0))

/**
 * Sends one request. Rejects with the signal's reason as soon as it aborts, and with whatever keeps the head of an
 * answer from coming. Bodies are gathered without a stream in between, which costs more than all the rest of a small
 * request.
 */
export function exchange(
  connections: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  maxBytes: number,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let finish = (_body: Buffer) => {}
    let fail: (error: unknown) => void = reject
    const parts: Buffer[] = []
    let size = 0
    const ended = () => signal.removeEventListener('abort', aborted)
    const aborted = () => {
      ended()
      fail(signal.reason)
      controller?.abort(signal.reason as Error)
    }
    signal.addEventListener('abort', aborted)
    connections.dispatch(options, {
      onRequestStart(started) {
        controller = started
        if (signal.aborted) started.abort(signal.reason as Error)
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return
        if (headers['content-length'] === '0' || status === 204) {
          resolve({ status, headers, body: NOTHING })
          return
        }
        const body = new Promise<Buffer>((whole, broken) => {
          finish = whole
          fail = broken
        })
        // Nobody need ask for it.
        body.catch(() => undefined)
        resolve({ status, headers, body })
      },
      onResponseData(present, part) {
        size += part.length
        if (size <= maxBytes) {
          parts.push(part)
          return
        }
        const error = new BodyTooLarge(`more than ${maxBytes} bytes`)
        fail(error)
        present.abort(error)
      },
      onResponseEnd() {
        ended()
        finish(parts.length === 1 ? parts[0]! : Buffer.concat(parts, size))
      },
      onResponseError(_controller, error) {
        ended()
        fail(error)
      },
    })
  })
}
