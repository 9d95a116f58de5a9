import type { WebSocket } from 'ws'
import { Limit } from '../http/limits.ts'

/** In a minute, from one address: agents with a wrong credential come back with growing pauses. */
const FAILURES = 120
/** A first listing in batches, and its receipts, stay far below. */
const MESSAGES = { burst: 2000, perSecond: 500 }

/** How often sockets may be opened, and may fail to prove who they are, from one address. */
export class SocketLimits {
  readonly #opened: Limit
  readonly #failed = new Limit(FAILURES)

  constructor(perMinute: number) {
    this.#opened = new Limit(perMinute)
  }

  /** Errors: `rate-limited`. */
  async admit(address: string): Promise<void> {
    await this.#failed.check(address)
    await this.#opened.take(address)
  }

  failed(address: string): void {
    // That the limit is reached is told to the next socket.
    this.#failed.take(address).catch(() => undefined)
  }
}

/**
 * Reads no further from a socket that sends faster than the limit, until it is within it again. Nothing is refused and
 * nothing lost: the sender merely waits.
 */
export function pace(webSocket: WebSocket, limit = MESSAGES): void {
  let allowed = limit.burst
  let countedAt = performance.now()
  let resume: NodeJS.Timeout | undefined
  webSocket.on('message', () => {
    const now = performance.now()
    allowed = Math.min(limit.burst, allowed + ((now - countedAt) * limit.perSecond) / 1000) - 1
    countedAt = now
    if (allowed >= 0 || resume !== undefined) return
    webSocket.pause()
    resume = setTimeout(
      () => {
        resume = undefined
        webSocket.resume()
      },
      (-allowed * 1000) / limit.perSecond,
    )
  })
  webSocket.once('close', () => clearTimeout(resume))
}
