import type { ApiKeyView, Me, PersonId } from '@chroniton/shared/contract/access'
import type { Connection, Session } from '@chroniton/shared/contract/hub'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import { type Permission, PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import type { Caller } from '../http/caller.ts'
import type { ApiKeys } from '../people/api-keys.ts'
import type { People } from '../people/people.ts'
import type { Sessions } from '../people/sessions.ts'
import type { AgentCredentials, KnownCredential } from './agent-credentials.ts'
import { bearer } from './bearer.ts'
import { type BearerTokens, looksLikeToken } from './bearer-tokens.ts'
import { isThisMachine } from './this-machine.ts'
import { asksOwnPage } from './own-page.ts'
import type { AdminKeys } from './admin-keys.ts'
import type { HubCookie } from './hub-cookie.ts'

/** Who somebody has proved to be. */
export type Identity =
  | { kind: 'anonymous'; why: string | null }
  | { kind: 'agent'; agentId: AgentId; proof: Proof }
  | {
      kind: 'person'
      personId: PersonId | null
      name: string
      permissions: readonly Permission[]
      via: Me['via']
      proof: Proof
    }

/** By what it was proved: sockets close when that ends. */
export interface Proof {
  kind: 'session' | 'api-key' | 'agent' | 'admin-key' | 'token' | 'open'
  /** Of the session, the key or the agent; empty for the rest. */
  id: string
  /** When it ends, whatever happens. */
  until: Instant | null
  /** Of an agent: which of its credentials. */
  credential?: KnownCredential
}

/** What somebody shows, over whichever door. */
export interface Presented {
  /** What a socket says about itself in its first message; null for an HTTP request. */
  connectionParams: Record<string, string | undefined> | null
  /** A header of the request, by its name in lower case. */
  header: (name: string) => string | undefined
  /** `null`: a socket. */
  method: string | null
  caller: Caller
}

/** Never throws: whoever cannot prove to be anybody is anonymous, with the reason in words. */
export type Authenticate = (presented: Presented) => Promise<Identity>

/** The session that the hub's use cases are called with. */
export function sessionOf(identity: Identity, connection: Connection): Session {
  switch (identity.kind) {
    case 'anonymous':
      return identity
    case 'agent':
      return { kind: 'agent', agentId: identity.agentId, connection }
    case 'person': {
      const { personId, name, permissions, via } = identity
      return { kind: 'person', personId, name, permissions, via, connection }
    }
  }
}

export interface Credentials {
  agents: AgentCredentials
  keys: AdminKeys
  apiKeys: ApiKeys
  people: People
  sessions: Sessions
  cookie: HubCookie
  /** `null`: none are taken. */
  tokens: BearerTokens | null
  /** Whether who calls from this machine may do everything unasked. */
  isOpen: boolean
  /** Origins besides the hub's own whose pages may use a session. */
  allowedOrigins: readonly string[]
  now: () => Instant
}

/**
 * Tells who somebody is: an agent by its credential, else a person by a key or token, else by the session of a
 * browser. A credential that is wrong is not made good by another one.
 */
export function authenticator(credentials: Credentials): Authenticate {
  const { agents, allowedOrigins, cookie, isOpen, people, sessions } = credentials

  const byCookie = (presented: Presented): Identity | null => {
    const token = cookie.read(presented.header('cookie'), presented.caller.secure)
    if (token === undefined) return null
    if (!asksOwnPage(presented, allowedOrigins))
      return { kind: 'anonymous', why: 'the hub’s own page did not ask this' }
    const session = sessions.find(token, credentials.now())
    const person = session === null ? null : people.get(session.personId)
    if (session === null || person === null) return { kind: 'anonymous', why: 'the session has ended: sign in again' }
    sessions.used(session.id, credentials.now())
    return {
      kind: 'person',
      personId: person.id,
      name: person.name,
      permissions: PERMISSIONS_OF[person.role],
      via: 'session',
      proof: { kind: 'session', id: session.id, until: null },
    }
  }

  return async (presented) => {
    const { connectionParams, header } = presented
    const { agentId, secret } = connectionParams ?? {}
    if (agentId !== undefined && secret !== undefined) {
      return agentWith(agents.ofAgent(agentId as AgentId, secret), NO_AGENT)
    }
    const agentSecret = header('x-agent-secret')
    if (agentSecret !== undefined) {
      return agentWith(agents.find(agentSecret), NO_AGENT)
    }
    const key = connectionParams?.['key'] ?? header('x-api-key') ?? bearer(header('authorization'))
    const known = key === undefined ? byCookie(presented) : await byKey(credentials, key)
    if (isOpen && known?.kind !== 'person' && known?.kind !== 'agent' && isThisMachine(presented, allowedOrigins)) {
      return { ...OWNER, name: 'anybody', via: 'open', proof: { kind: 'open', id: '', until: null } }
    }
    return known ?? { kind: 'anonymous', why: null }
  }
}

const NO_AGENT = 'the agent’s credential is unknown, or the agent was removed from the hub'
const OWNER = { kind: 'person', personId: null, permissions: PERMISSIONS_OF.owner } as const

async function byKey({ agents, apiKeys, keys, tokens, now }: Credentials, key: string): Promise<Identity> {
  if (tokens !== null && looksLikeToken(key)) {
    const holder = await tokens.verify(key)
    if (typeof holder === 'string') return { kind: 'anonymous', why: holder }
    const { name, permissions, until } = holder
    return { kind: 'person', personId: null, name, permissions, via: 'token', proof: { kind: 'token', id: '', until } }
  }
  const apiKey = apiKeys.find(key, now())
  if (apiKey !== null) {
    apiKeys.used(apiKey.id, now())
    return holderOf(apiKey)
  }
  const name = keys.nameOf(key)
  if (name !== null) return { ...OWNER, name, via: 'admin-key', proof: { kind: 'admin-key', id: '', until: null } }
  return agentWith(agents.find(key), 'the key is wrong')
}

function holderOf({ id, name, permissions, expiresAt }: ApiKeyView): Identity {
  const proof = { kind: 'api-key', id, until: expiresAt } as const
  return { kind: 'person', personId: null, name, permissions, via: 'api-key', proof }
}

function agentWith(credential: KnownCredential | null, whyNot: string): Identity {
  if (credential === null) return { kind: 'anonymous', why: whyNot }
  const { agentId } = credential
  return { kind: 'agent', agentId, proof: { kind: 'agent', id: agentId, until: null, credential } }
}
