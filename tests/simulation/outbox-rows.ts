import type { CommandId } from '@chroniton/shared/contract/ids'
import type { Database } from '../../server/src/store/database.ts'

export interface OutboxRow {
  commandId: CommandId
  agentId: string
  kind: string
  state: 'waiting' | 'parked'
  detail: string | null
}

/** What waits in the hub's outbox. */
export function outboxRows({ sqlite }: Database): OutboxRow[] {
  const columns = 'command_id as commandId, agent_id as agentId, kind, state, detail'
  return sqlite.prepare(`select ${columns} from outbox order by position`).all() as OutboxRow[]
}

export function logHead({ sqlite }: Database): number {
  const row = sqlite.prepare(`select seq from sqlite_sequence where name = 'entries'`).get() as
    | { seq: number }
    | undefined
  return row?.seq ?? 0
}
