import type { AgentId } from '@chroniton/shared/contract/ids'
import { describe, expect, it } from 'vitest'
import { NO_OLDER_AGENTS, olderAgentAllowed, olderAgentPolicy } from './older-agents.ts'

const agent = (agentId: string, address: string, enrolled = false) => ({
  agentId: agentId as AgentId,
  address,
  enrolled,
})

function policyOf(...names: string[]) {
  const policy = olderAgentPolicy(names)
  if (policy === null) throw new Error('no policy')
  return policy
}

describe('an agent without a credential', () => {
  it.each<[string[], string, string, boolean]>([
    [[], 'laptop', '127.0.0.1', false],
    [['laptop'], 'laptop', '203.0.113.9', true],
    [['laptop'], 'laptop-2', '203.0.113.9', false],
    [['10.1.0.0/16'], 'laptop', '10.1.255.3', true],
    [['10.1.0.0/16'], 'laptop', '10.2.0.1', false],
    [['10.1.0.0/16'], 'laptop', '::ffff:10.1.2.3', true],
    [['10.1.0.0/16'], 'laptop', '::ffff:10.2.2.3', false],
    [['192.0.2.7'], 'laptop', '192.0.2.7', true],
    [['192.0.2.7'], 'laptop', '192.0.2.8', false],
    [['fd00::/8'], 'laptop', 'fd12::1', true],
    [['fd00::/8'], 'laptop', '2001:db8::1', false],
    [['0.0.0.0/0'], 'laptop', '2001:db8::1', false],
    [['10.1.0.0/16', 'server'], 'server', '203.0.113.9', true],
    [['*'], 'anybody', '203.0.113.9', true],
    [['10.1.0.0/16'], '10.1.0.1', 'unknown', false],
    [['10.1.0.0/16'], 'laptop', '', false],
  ])('%j lets %s from %s in: %s', (names, agentId, address, allowed) => {
    expect(olderAgentAllowed(policyOf(...names), agent(agentId, address))).toBe(allowed)
  })

  it.each([[['laptop']], [['10.0.0.0/8']], [['*']]])('%j lets none in that has a credential', (names) => {
    expect(olderAgentAllowed(policyOf(...names), agent('laptop', '10.1.1.1', true))).toBe(false)
  })

  it.each([[['hub']], [['10.0.0.0/8']], [['*']]])('%j lets nobody be the hub’s own agent', (names) => {
    expect(olderAgentAllowed(policyOf(...names), agent('hub', '10.1.1.1'))).toBe(false)
  })

  it('stays outside where nothing is said', () => {
    expect(olderAgentAllowed(NO_OLDER_AGENTS, agent('laptop', '127.0.0.1'))).toBe(false)
  })
})

it.each(['10.1.0.0/33', '10.1.0.0/', '10.1.0.0/-1', '10.1.0.0/8/8', 'fd00::/129', 'a/8', '/8', '10.1/16'])(
  '%s is no network',
  (name) => expect(olderAgentPolicy([name])).toBeNull(),
)
