import type { AgentView, QueueRow } from '@chroniton/shared/contract/views'

/** How long the oldest command for this agent has waited, in milliseconds; null where none is known to wait. */
export function lagOf(agent: AgentView, queue: readonly QueueRow[], now: number): number | null {
  const oldest = queue
    .filter((row) => row.agentId === agent.id && row.state !== 'parked')
    .reduce((least, row) => Math.min(least, Date.parse(row.queuedAt)), Infinity)
  return oldest === Infinity ? null : Math.max(0, now - oldest)
}
