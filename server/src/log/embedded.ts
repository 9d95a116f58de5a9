import { Delivery } from '../outbox/delivery.ts'
import type { Database } from '../store/database.ts'
import { SqliteOutbox } from '../store/sqlite-outbox.ts'
import { SqliteState } from '../store/sqlite-state.ts'
import type { ChangeLog } from './change-log.ts'
import { type Fold, Folder } from './folder.ts'
import { SqliteChangeLog } from './sqlite-change-log.ts'
import type { Stamps } from './stamps.ts'
import type { Turns } from './turns.ts'

/** The hub's way in and its way out, on one database and without any other service. */
export interface EmbeddedLog {
  log: ChangeLog
  folder: Folder
  /** To read from; written by the folder alone. */
  state: SqliteState
  outbox: SqliteOutbox
  delivery: Delivery
}

/** Resolves when everything the log holds is folded. */
export async function openEmbeddedLog(parts: {
  database: Database
  fold: Fold
  stamps?: Stamps
  turns?: Turns
}): Promise<EmbeddedLog> {
  const { database, fold, ...machine } = parts
  const state = new SqliteState(database)
  const outbox = new SqliteOutbox(database)
  const delivery = new Delivery(outbox)
  const folder = new Folder({ database, state, outbox, fold, ...machine })
  folder.onFolded(({ entries }) => {
    const effects = entries.flatMap(({ outcome }) => outcome.effects)
    delivery.wake(new Set(effects.flatMap((effect) => (effect.kind === 'send' ? [effect.agentId] : []))))
  })
  const log = new SqliteChangeLog({ database, companion: folder, ...machine })
  await folder.catchUp(log)
  return { log, folder, state, outbox, delivery }
}
