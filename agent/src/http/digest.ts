import { createHash } from 'node:crypto'
import type { Challenge } from './challenge.ts'

/** From the weakest to the strongest. */
const ALGORITHMS: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }
const STRENGTH = Object.keys(ALGORITHMS)

interface DigestKind {
  name: string
  hash: string
  session: boolean
  strength: number
}

function digestKind(challenge: Challenge): DigestKind | null {
  const name = (challenge.params['algorithm'] ?? 'MD5').toUpperCase()
  const session = name.endsWith('-SESS')
  const base = session ? name.slice(0, -5) : name
  const hash = ALGORITHMS[base]
  const qop = challenge.params['qop']?.split(',').map((one) => one.trim().toLowerCase())
  if (!hash || !challenge.params['nonce'] || (qop && !qop.includes('auth'))) return null
  return { name, hash, session, strength: STRENGTH.indexOf(base) }
}

/** The strongest challenge that can be answered with `qop=auth` (or as RFC 2069 did, where no qop is offered). */
export function strongestDigest(challenges: Challenge[]): Challenge | null {
  return challenges
    .filter((challenge) => challenge.scheme === 'digest')
    .map((challenge) => ({ challenge, strength: digestKind(challenge)?.strength ?? -1 }))
    .filter(({ strength }) => strength >= 0)
    .reduce<Challenge | null>(
      (best, one) => (best && digestKind(best)!.strength >= one.strength ? best : one.challenge),
      null,
    )
}

export interface DigestRequest {
  method: string
  /** The request target as it goes over the wire: path and query. */
  uri: string
  username: string
  password: string
  cnonce: string
  /** Counts the requests made with this nonce, from 1. */
  count: number
}

/** The `Authorization` value that answers the challenge (RFC 7616, 3.4). */
export function digestAuthorization(challenge: Challenge, request: DigestRequest): string {
  const kind = digestKind(challenge)
  if (!kind) throw new TypeError('the challenge cannot be answered')
  const digest = (text: string) => createHash(kind.hash).update(text, 'utf8').digest('hex')
  const { realm = '', nonce = '', opaque, qop, userhash } = challenge.params
  const { username, password, method, uri, cnonce } = request
  const nc = request.count.toString(16).padStart(8, '0')

  let a1 = `${username}:${realm}:${password}`
  if (kind.session) a1 = `${digest(a1)}:${nonce}:${cnonce}`
  const a2 = `${method}:${uri}`
  const response = qop
    ? digest(`${digest(a1)}:${nonce}:${nc}:${cnonce}:auth:${digest(a2)}`)
    : digest(`${digest(a1)}:${nonce}:${digest(a2)}`)

  const hashed = userhash?.toLowerCase() === 'true'
  return `Digest ${[
    hashed ? `username=${quoted(digest(`${username}:${realm}`))}` : usernameParam(username),
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    ...(challenge.params['algorithm'] ? [`algorithm=${kind.name}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop || kind.session ? [`cnonce="${cnonce}"`] : []),
    ...(qop ? ['qop=auth', `nc=${nc}`] : []),
    ...(hashed ? ['userhash=true'] : []),
  ].join(', ')}`
}

function usernameParam(username: string): string {
  return /^[\x20-\x7e]*$/.test(username)
    ? `username=${quoted(username)}`
    : `username*=UTF-8''${encodeURIComponent(username)}`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
