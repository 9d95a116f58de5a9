import { createHmac } from 'node:crypto'
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

export const systemPost: Post = async (url, body, headers) => {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal })
  await response.body?.cancel()
  return response.status
}
