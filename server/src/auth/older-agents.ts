import type { AgentId } from '@chroniton/shared/contract/ids'
import { BlockList, isIP } from 'node:net'
import { addNetwork, contains } from '../http/networks.ts'
import { BUILT_IN } from '../hub/built-in-agent.ts'

/** Which agents the operator lets in without any credential: by name, by network, or all of them. */
export interface OlderAgentPolicy {
  agentIds: ReadonlySet<string>
  networks: BlockList
  everybody: boolean
}

/** An agent as it calls. */
export interface OlderAgent {
  agentId: AgentId
  /** Where it calls from, without a port. */
  address: string
  /** It has a credential of its own (`AgentCredentials.isEnrolled`). */
  enrolled: boolean
}

/**
 * Whether an agent may come without any credential. Never one that has a credential, nor the hub's own: whoever knows
 * its name could otherwise speak for it.
 */
export function olderAgentAllowed(policy: OlderAgentPolicy, { agentId, address, enrolled }: OlderAgent): boolean {
  if (enrolled || agentId === BUILT_IN.agentId) return false
  if (policy.everybody || policy.agentIds.has(agentId)) return true
  return contains(policy.networks, address)
}

export const NO_OLDER_AGENTS: OlderAgentPolicy = { agentIds: new Set(), networks: new BlockList(), everybody: false }

/** The policy behind names as an operator writes them; null with a network that is none. */
export function olderAgentPolicy(names: readonly string[]): OlderAgentPolicy | null {
  const agentIds = new Set<string>()
  const networks = new BlockList()
  let everybody = false
  for (const name of names) {
    if (name === '*') everybody = true
    else if (name.includes('/') || isIP(name) !== 0) {
      if (!addNetwork(networks, name)) return null
    } else agentIds.add(name)
  }
  return { agentIds, networks, everybody }
}
