import { openDatabase } from '../store/database.ts'
import { digest } from '../store/digest.ts'
import { SqliteOutbox } from '../store/sqlite-outbox.ts'
import { SqliteState } from '../store/sqlite-state.ts'
import type { ChangeLog } from './change-log.ts'
import { type Fold, Folder } from './folder.ts'
import type { Turns } from './turns.ts'

/**
 * The digest of what the whole log leads to from nothing. A database whose own digest differs was folded by another
 * version of the engine, or damaged. Takes memory for the whole state; rejects with `not-found` for a trimmed log.
 */
export async function replay(log: ChangeLog, fold: Fold, turns?: Turns): Promise<string> {
  const database = openDatabase(':memory:')
  try {
    const state = new SqliteState(database)
    const folder = new Folder({ database, state, outbox: new SqliteOutbox(database), fold, ...(turns && { turns }) })
    await folder.catchUp(log)
    return digest(database)
  } finally {
    database.close()
  }
}
