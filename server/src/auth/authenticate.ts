import type { Me, PersonId } from '@chroniton/shared/contract/access'
import { type Permission, PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { AgentCredentials } from './agent-credentials.ts'
import type { PeopleKeys } from './people.ts'

export type Identity =
  | { kind: 'anonymous'; why: string | null }
  | { kind: 'agent'; agentId: AgentId }
  | { kind: 'person'; personId: PersonId | null; name: string; permissions: readonly Permission[]; via: Me['via'] }

export interface Presented {
  /** What a socket says about itself in its first message. */
  connectionParams: Record<string, string | undefined> | null
  /** The `Authorization` header. */
  authorization: string | undefined
}

export type Authenticate = (presented: Presented) => Identity

/** Who somebody is. Never throws: whoever cannot prove to be anybody is anonymous, with the reason in words. */
export function authenticator(people: PeopleKeys, agents: AgentCredentials): Authenticate {
  return ({ connectionParams, authorization }) => {
    const { agentId, secret, key } = connectionParams ?? {}
    if (agentId !== undefined && secret !== undefined) {
      return agents.isValid(agentId as AgentId, secret)
        ? { kind: 'agent', agentId: agentId as AgentId }
        : { kind: 'anonymous', why: 'the agent’s credential is unknown, or the agent was removed from the hub' }
    }
    const personKey = key ?? bearer(authorization)
    if (personKey === undefined) return { kind: 'anonymous', why: null }
    const name = people.nameOf(personKey)
    return name === null
      ? { kind: 'anonymous', why: 'the key is wrong' }
      : { kind: 'person', personId: null, name, permissions: PERMISSIONS_OF.owner, via: 'admin-key' }
  }
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
