import type { AgentView } from '@chroniton/shared/contract/views'

/** Good: connected and every source well. Warn: not connected. Bad: not served, or a source that has failed. */
export function agentHealth(agent: AgentView): 'good' | 'warn' | 'bad' {
  if (agent.trouble !== null || agent.status?.sources.some(({ state }) => state === 'failed') === true) return 'bad'
  return agent.online ? 'good' : 'warn'
}

export function AgentDot({ agent }: { agent: AgentView }) {
  return <span className="dot" data-state={agentHealth(agent)} aria-hidden />
}
