import type { Me, PersonId } from '@chroniton/shared/contract/access'
import type { Connection, Session } from '@chroniton/shared/contract/hub'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import { type Permission, PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import type { Caller } from '../http/caller.ts'
import type { AgentCredentials } from './agent-credentials.ts'
import type { PeopleKeys } from './people.ts'

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
  /** `session:<id>`, `api-key:<id>`, `agent:<id>`, `admin-key`, `token`, `open`. */
  id: string
  /** When it ends by itself. */
  until: Instant | null
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

export function authenticator(people: PeopleKeys, agents: AgentCredentials): Authenticate {
  return async ({ connectionParams, header }) => {
    const { agentId, secret, key } = connectionParams ?? {}
    if (agentId !== undefined && secret !== undefined) {
      return agents.isValid(agentId as AgentId, secret)
        ? { kind: 'agent', agentId: agentId as AgentId, proof: { id: `agent:${agentId}`, until: null } }
        : { kind: 'anonymous', why: 'the agent’s credential is unknown, or the agent was removed from the hub' }
    }
    const personKey = key ?? bearer(header('authorization'))
    if (personKey === undefined) return { kind: 'anonymous', why: null }
    const name = people.nameOf(personKey)
    return name === null
      ? { kind: 'anonymous', why: 'the key is wrong' }
      : {
          kind: 'person',
          personId: null,
          name,
          permissions: PERMISSIONS_OF.owner,
          via: 'admin-key',
          proof: { id: 'admin-key', until: null },
        }
  }
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
