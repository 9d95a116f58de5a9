import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { AgentRecord } from '../engine/records.ts'
import { BUILT_IN } from './built-in-agent.ts'

/** `Client A, laptop` becomes `client-a-laptop`. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  return plain === '' ? 'agent' : plain
}

/**
 * The id under which an agent of this name joins. An agent that is there keeps its own (a token for it replaces a lost
 * credential, and its calendars stay what they are); an id that was ever given to another is not used again.
 *
 * Errors: `conflict` for the name of the hub's own agent, which nobody else may become.
 */
export function agentIdFor(
  name: string,
  agents: AgentRecord[],
  promised: { agentId: AgentId; agentName: string }[],
): AgentId {
  if (name.toLowerCase() === BUILT_IN.name.toLowerCase()) {
    throw new CodedError('conflict', `"${BUILT_IN.name}" is the hub’s own agent; choose another name`)
  }
  const present = agents.find((agent) => agent.name === name && !agent.removed)
  if (present !== undefined) return present.id
  const known = new Set(agents.map(({ id }) => id))
  const sameName = promised.find((token) => token.agentName === name && !known.has(token.agentId))
  if (sameName !== undefined) return sameName.agentId
  const taken = new Set([BUILT_IN.agentId, ...known, ...promised.map(({ agentId }) => agentId)])
  const slug = slugOf(name)
  for (let number = 1; ; number++) {
    const id = (number === 1 ? slug : `${slug}-${number}`) as AgentId
    if (!taken.has(id)) return id
  }
}
