import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Channel } from './notice.ts'

const ANSWER_MS = 10_000

/** Sends a request and resolves with the status of the answer. Follows no redirect. */
export type Post = (url: string, body: string, headers: Record<string, string>) => Promise<number>

export interface WebhookOptions {
  url: string
  /** Signs the body, so that the receiver knows who sent it. */
  secret: string | null
  post: Post
  /** Seconds since 1970. */
  now: () => number
}

/**
 * Posts a notice as JSON. With a secret, `X-Chroniton-Signature: t=<seconds>,v1=<hex>` carries the HMAC-SHA256 of
 * `<seconds>.<body>`.
 */
export function webhook({ url, secret, post, now }: WebhookOptions): Channel {
  return {
    // The path and the query of such addresses are often the secret itself.
    to: `webhook at ${new URL(url).host}`,
    async send(notice) {
      const body = JSON.stringify(notice)
      const headers: Record<string, string> = { 'Content-Type': 'application/json', 'User-Agent': 'Chroniton' }
      if (secret !== null) headers['X-Chroniton-Signature'] = signature(body, secret, now())
      const status = await post(url, body, headers)
      if (status < 200 || status > 299) throw new Error(`it answered ${status}`)
    },
  }
}

export function signature(body: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Which addresses may be connected to. */
export interface Reach {
  /** Resolves a name at the moment of connecting, to permitted addresses alone. */
  lookup: LookupFunction
  /** Throws for a host that is given as an address and may not be reached. */
  mustBePermitted(url: URL): void
}

/** Without a reach every address may be connected to. */
export function postOver(reach: Reach | null): Post {
  return async (address, body, headers) => {
    const url = new URL(address)
    reach?.mustBePermitted(url)
    const ask = url.protocol === 'https:' ? secureRequest : plainRequest
    const asked = ask(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      agent: false,
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(reach !== null && { lookup: reach.lookup }),
    })
    asked.end(body)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    answer.destroy()
    return answer.statusCode ?? 0
  }
}
