import type { Command } from '@chroniton/shared/contract/command'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Database } from '../../store/database.ts'
import { prepared } from '../../store/prepared.ts'

/** What waits for the agent in the outbox, oldest first. */
export function waitingCommands(database: Database, agentId: AgentId): { command: Command; queuedAt: Instant }[] {
  const rows = prepared<[AgentId], { json: string; queuedAt: Instant }>(
    database,
    `select json, queued_at as queuedAt from outbox where agent_id = ? and state = 'waiting' order by position`,
  ).all(agentId)
  return rows.map(({ json, queuedAt }) => ({ command: JSON.parse(json) as Command, queuedAt }))
}
