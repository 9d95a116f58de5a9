import { CodedError } from '@chroniton/shared/contract/errors'
import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { HttpEnv } from './caller.ts'

/** Per minute; 0 for any number. */
export interface RateLimits {
  /** Of one address. */
  requests: number
  /** Of one older agent, and of new sockets from one address. */
  agents: number
}

const MIB = 1024 * 1024
const BODY_BYTES = MIB
/** A whole calendar in one body. */
export const BULK_BYTES = 64 * MIB
const BULK_PATHS = /^(?:\/api)?\/sync\/(?:agents\/[^/]+\/heartbeat|import\/[^/]+)$/
const AGENT_PATHS = /^(?:\/api)?\/sync\/(?:agents|import)\/([^/]+)/
/** What watches the hub, and what never changes. */
const FREE_PATHS = /^\/(?:health|ready|assets\/.*)$/

/**
 * Refuses bodies that are larger than anything meant for their path. Only where whole calendars come may a body be of
 * unknown length, which is counted by whoever reads it.
 */
export function bodyLimits(): MiddlewareHandler<HttpEnv> {
  return (context, next) => {
    const isBulk = BULK_PATHS.test(context.req.path)
    const most = isBulk ? BULK_BYTES : BODY_BYTES
    if (Number(context.req.header('content-length') ?? 0) > most) tooLarge(most)
    if (!isBulk && context.req.header('transfer-encoding') !== undefined) {
      throw new CodedError('invalid-input', 'send the length of the body (Content-Length)')
    }
    return next()
  }
}

/** Errors: `body-too-large`. */
export function tooLarge(most: number): never {
  throw new CodedError('body-too-large', `at most ${most / MIB} MiB are taken at this path`)
}

/** Refuses who asks too often: older agents each for themselves, everybody else by address. */
export function requestLimits({ requests, agents }: RateLimits): MiddlewareHandler<HttpEnv> {
  const [people, olderAgents] = [new Limit(requests), new Limit(agents)]
  return async (context, next) => {
    const { path } = context.req
    if (!FREE_PATHS.test(path)) {
      const { address } = context.get('caller')
      const agentId = AGENT_PATHS.exec(path)?.[1]
      if (agentId === undefined) await people.take(address)
      else await olderAgents.take(`${address} ${agentId}`)
    }
    await next()
  }
}

/** So many in a minute for each key. */
export class Limit {
  readonly #limiter: RateLimiterMemory | null

  constructor(perMinute: number) {
    this.#limiter = perMinute === 0 ? null : new RateLimiterMemory({ points: perMinute, duration: 60 })
  }

  /** Errors: `rate-limited` with the seconds to wait. */
  async take(key: string): Promise<void> {
    try {
      await this.#limiter?.consume(key)
    } catch (error) {
      if (error instanceof RateLimiterRes) throw rateLimited(error)
      throw error
    }
  }

  /** What was taken before has used it up. Errors: `rate-limited`. */
  async check(key: string): Promise<void> {
    const used = await this.#limiter?.get(key)
    if (used !== undefined && used !== null && used.remainingPoints <= 0) throw rateLimited(used)
  }
}

function rateLimited({ msBeforeNext }: RateLimiterRes): CodedError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
  return new CodedError('rate-limited', `try again in ${retryAfterSeconds} s`, { retryAfterSeconds })
}
