import { CodedError } from '@chroniton/shared/contract/errors'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { isIPv6 } from 'node:net'

/** How often somebody may try within the time, in seconds. */
export interface Tries {
  points: number
  duration: number
}

export interface ThrottleLimits {
  /** One name from one address: who guesses a password. */
  pair: Tries
  /** One address: who guesses names as well. */
  address: Tries
  /** One name from everywhere: who guesses from many places. The admin key lets its owner in all the same. */
  name: Tries
}

export const THROTTLE_LIMITS: ThrottleLimits = {
  pair: { points: 5, duration: 15 * 60 },
  address: { points: 50, duration: 15 * 60 },
  name: { points: 100, duration: 60 * 60 },
}

/** Slows down who guesses passwords. */
export class Throttle {
  readonly #pairs: RateLimiterMemory
  readonly #addresses: RateLimiterMemory
  readonly #names: RateLimiterMemory

  constructor({ pair, address, name }: ThrottleLimits = THROTTLE_LIMITS) {
    this.#pairs = new RateLimiterMemory(pair)
    this.#addresses = new RateLimiterMemory(address)
    this.#names = new RateLimiterMemory(name)
  }

  /** Counts a try before it is looked at, so that tries at the same time count as well. Errors: `rate-limited`. */
  async admit(name: string, address: string): Promise<void> {
    await this.admitWith(name, address)
    await take(this.#names, name)
  }

  /** Whoever knew the password guesses no more. */
  async succeeded(name: string, address: string): Promise<void> {
    await this.succeededWith(name, address)
    await this.#names.reward(name)
  }

  /**
   * The same for what nobody can guess, such as a token: tries from elsewhere do not count, so that nobody can keep
   * others from using theirs.
   */
  async admitWith(what: string, address: string): Promise<void> {
    const place = placeOf(address)
    await take(this.#addresses, place)
    await take(this.#pairs, `${place} ${what}`)
  }

  async succeededWith(what: string, address: string): Promise<void> {
    const place = placeOf(address)
    await this.#pairs.delete(`${place} ${what}`)
    await this.#addresses.reward(place)
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
    throw new CodedError('rate-limited', `too many tries; try again in ${retryAfterSeconds} s`, { retryAfterSeconds })
  }
}

/** Whoever has one IPv6 address usually has the whole /64 network. */
function placeOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array<string>(missing).fill('0')].slice(0, 4).join(':')
}
