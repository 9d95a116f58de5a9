import type { Database } from 'better-sqlite3'
import { BatchId } from '@chroniton/shared/contract/ids'
import type { ReportBatch } from '@chroniton/shared/contract/report'

export interface BatchLimits {
  items: number
  /** Of JSON; a single item may be larger. */
  characters: number
}

/** Report items that wait for the hub, and the one batch of them that is under way. */
export function spoolTable(database: Database) {
  const insert = database.prepare<[string]>('INSERT INTO spool (json) VALUES (?)')
  const oldest = database.prepare<[], { id: number; json: string }>('SELECT id, json FROM spool ORDER BY id')
  const upTo = database.prepare<[number], string>('SELECT json FROM spool WHERE id <= ? ORDER BY id').pluck()
  const remove = database.prepare<[number]>('DELETE FROM spool WHERE id <= ?')
  const clear = database.prepare('DELETE FROM spool')
  const count = database.prepare<[], number>('SELECT count(*) FROM spool').pluck()
  const batch = database.prepare<[], { sequence: number; batch_id: string; last_id: number }>(
    'SELECT sequence, batch_id, last_id FROM batch',
  )
  const putBatch = database.prepare<[number, string, number]>('INSERT INTO batch VALUES (1, ?, ?, ?)')
  const dropBatch = database.prepare('DELETE FROM batch')
  let waiting = count.get()!
  let onAppend = () => {}
  const onEmpty: (() => void)[] = []
  const checkEmpty = () => {
    if (waiting > 0) return
    for (const resolve of onEmpty.splice(0)) resolve()
  }

  return {
    /** One ReportItem as JSON. */
    append(json: string): void {
      insert.run(json)
      waiting++
      onAppend()
    },

    /** Called with every item that is appended, before its transaction has ended. */
    watch(callback: () => void): void {
      onAppend = callback
    },

    waiting: () => waiting,

    /** Resolves when nothing waits. */
    empty: (): Promise<void> =>
      new Promise((resolve) => {
        onEmpty.push(resolve)
        checkEmpty()
      }),

    /** The number of the batch under way. */
    sequence: (): number | null => batch.get()?.sequence ?? null,

    /** The batch under way, or a new one numbered `sequence`; null when nothing waits. */
    batch(sequence: number, limits: BatchLimits, newId: () => string): ReportBatch | null {
      const present = batch.get()
      if (present) {
        const items = `[${upTo.all(present.last_id).join(',')}]`
        return { batchId: BatchId.parse(present.batch_id), sequence: present.sequence, items }
      }
      const taken: string[] = []
      let characters = 0
      let lastId = 0
      for (const { id, json } of oldest.iterate()) {
        if (taken.length > 0 && (taken.length === limits.items || characters + json.length > limits.characters)) break
        taken.push(json)
        characters += json.length + 1
        lastId = id
      }
      if (taken.length === 0) return null
      const batchId = BatchId.parse(newId())
      putBatch.run(sequence, batchId, lastId)
      return { batchId, sequence, items: `[${taken.join(',')}]` }
    },

    /** The batch under way has arrived. */
    settle(): void {
      const present = batch.get()
      if (!present) return
      waiting -= remove.run(present.last_id).changes
      dropBatch.run()
      checkEmpty()
    },

    /** Forms the next batch anew: the hub has refused this one as a whole. */
    dropBatch: () => void dropBatch.run(),

    clear(): void {
      clear.run()
      dropBatch.run()
      waiting = 0
      checkEmpty()
    },
  }
}
export type SpoolTable = ReturnType<typeof spoolTable>
