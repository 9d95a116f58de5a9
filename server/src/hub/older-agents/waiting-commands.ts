import type { Command } from '@chroniton/shared/contract/command'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Database } from '../../store/database.ts'

/** What waits for the agent in the outbox, oldest first. */
export function waitingCommands({ sqlite }: Database, agentId: AgentId): { command: Command; queuedAt: Instant }[] {
  const rows = sqlite
    .prepare(
      `select json, queued_at as queuedAt from outbox where agent_id = ? and state = 'waiting' order by position`,
    )
    .all(agentId) as { json: string; queuedAt: Instant }[]
  return rows.map(({ json, queuedAt }) => ({ command: JSON.parse(json) as Command, queuedAt }))
}
