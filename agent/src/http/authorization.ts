import type { Random } from '../ports.ts'
import type { Challenge } from './challenge.ts'
import { digestAuthorization, strongestDigest } from './digest.ts'

/** How the account signs in. `auto`: Digest where the server offers it, else Basic. */
export type Credentials =
  | { scheme: 'none' }
  | { scheme: 'basic' | 'digest' | 'auto'; username: string; password: string }
  | { scheme: 'bearer'; token: string }

/** The state of signing in at one origin. */
export interface Authorization {
  /**
   * The header for the next request; null sends none. With `auto` over plain HTTP the first request goes without
   * credentials, to learn whether the server offers Digest before a password crosses the network readable.
   */
  header(method: string, uri: string): string | null
  /** Takes in the challenges of a 401; true when the same request is worth another try. */
  challenged(challenges: Challenge[], sent: string | null): boolean
  /** Any other answer came; true when the request went without credentials and must be repeated with them. */
  accepted(sent: string | null): boolean
  /** `Authentication-Info: nextnonce` (RFC 7616, 3.5). */
  nextNonce(nonce: string): void
}

export function authorize(credentials: Credentials, secure: boolean, random: Random): Authorization {
  switch (credentials.scheme) {
    case 'none':
      return fixed(null)
    case 'bearer':
      return fixed(`Bearer ${credentials.token}`)
    case 'basic':
      return fixed(basic(credentials))
    case 'digest':
      return challengeable(credentials, null, random)
    case 'auto':
      return challengeable(credentials, secure ? basic(credentials) : null, random)
    default:
      return credentials satisfies never
  }
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

function fixed(value: string | null): Authorization {
  return { header: () => value, challenged: () => false, accepted: () => false, nextNonce: () => undefined }
}

function challengeable(
  credentials: Extract<Credentials, { username: string }>,
  first: string | null,
  random: Random,
): Authorization {
  let simple = first
  let digest: { challenge: Challenge; count: number } | null = null
  let worked = false

  return {
    header(method, uri) {
      if (!digest) return simple
      digest.count += 1
      return digestAuthorization(digest.challenge, {
        ...credentials,
        method,
        uri,
        cnonce: random.id(),
        count: digest.count,
      })
    },
    challenged(challenges, sent) {
      const offered = strongestDigest(challenges)
      if (offered) {
        const fresh = offered.params['nonce'] !== digest?.challenge.params['nonce']
        if (fresh) digest = { challenge: offered, count: 0 }
        // Some servers do not say "stale" of a nonce that has expired; with a password that never worked it is a no.
        return !sent?.startsWith('Digest ') || offered.params['stale']?.toLowerCase() === 'true' || (worked && fresh)
      }
      if (credentials.scheme === 'digest' || sent !== null) return false
      if (!challenges.some((challenge) => challenge.scheme === 'basic')) return false
      simple = basic(credentials)
      return true
    },
    accepted(sent) {
      worked ||= sent !== null
      if (credentials.scheme !== 'auto' || sent !== null) return false
      if (!digest) simple = basic(credentials)
      return true
    },
    nextNonce(nonce) {
      if (digest)
        digest = { challenge: { ...digest.challenge, params: { ...digest.challenge.params, nonce } }, count: 0 }
    },
  }
}
