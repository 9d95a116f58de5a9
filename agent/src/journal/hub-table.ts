import type { Database } from 'better-sqlite3'
import type { Position } from '@chroniton/shared/contract/ids'

export interface HubRow {
  /** The hub this journal reports to; null before the first hello. */
  hubId: string | null
  /** The last batch that hub has acknowledged. */
  acknowledged: number
  /** The outbox position up to which commands were taken; null for none. */
  position: Position | null
}

export function hubTable(database: Database) {
  const select = database.prepare<[], { hub_id: string | null; acknowledged: number; position: number | null }>(
    'SELECT hub_id, acknowledged, position FROM hub',
  )
  const acknowledge = database.prepare<[number]>('UPDATE hub SET acknowledged = ?')
  const take = database.prepare<[number]>('UPDATE hub SET position = ?')
  const begin = database.prepare<[string, number]>('UPDATE hub SET hub_id = ?, acknowledged = ?, position = NULL')

  return {
    get(): HubRow {
      const row = select.get()!
      return { hubId: row.hub_id, acknowledged: row.acknowledged, position: row.position as Position | null }
    },
    acknowledge: (sequence: number) => void acknowledge.run(sequence),
    take: (position: Position) => void take.run(position),
    begin: (hubId: string, acknowledged: number) => void begin.run(hubId, acknowledged),
  }
}
export type HubTable = ReturnType<typeof hubTable>
