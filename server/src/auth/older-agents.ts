import type { AgentId } from '@chroniton/shared/contract/ids'
import { BlockList, isIP } from 'node:net'
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
  const family = isIP(address)
  return family !== 0 && policy.networks.check(address, family === 4 ? 'ipv4' : 'ipv6')
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

/** `10.1.0.0/16`, `fd00::/8`, or one address. */
function addNetwork(networks: BlockList, text: string): boolean {
  const [address = '', length, ...rest] = text.split('/')
  const family = isIP(address)
  const bits = family === 4 ? 32 : 128
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (family === 0 || rest.length > 0 || !(prefix <= bits)) return false
  networks.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  return true
}
