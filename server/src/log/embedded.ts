import type { AgentId } from '@chroniton/shared/contract/ids'
import { Delivery } from '../outbox/delivery.ts'
import type { Database } from '../store/database.ts'
import { SqliteOutbox } from '../store/sqlite-outbox.ts'
import { SqliteState } from '../store/sqlite-state.ts'
import type { ChangeLog } from './change-log.ts'
import { type Fold, Folder, type FolderParts } from './folder.ts'
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

/** Resolves when everything the log holds is folded; from then on the folder follows it. */
export async function openEmbeddedLog(parts: {
  database: Database
  fold: Fold
  stamps?: Stamps
  turns?: Turns
  onUnfoldable?: FolderParts['onUnfoldable']
}): Promise<EmbeddedLog> {
  const { database } = parts
  const state = new SqliteState(database)
  const outbox = new SqliteOutbox(database)
  const delivery = new Delivery(outbox, () => database.flushed())
  const folder = new Folder({ ...parts, state, outbox })
  folder.onFolded(({ entries }) => {
    const effects = entries.flatMap(({ outcome }) => outcome.effects)
    delivery.wake(new Set(effects.flatMap((effect) => (effect.kind === 'send' ? [effect.agentId] : []))))
  })
  const log = new SqliteChangeLog(parts)
  listAgainWhatFailed(folder, log)
  await folder.follow(log)
  return { log, folder, state, outbox, delivery }
}

/**
 * What a report said that could not be folded still stands in the calendars: its agent is to list them as a whole. Once,
 * because the engine may fail at that as well.
 */
function listAgainWhatFailed(folder: Folder, log: ChangeLog): void {
  const asked = new Set<AgentId>()
  folder.onFolded(({ entries }) => {
    for (const { entry } of entries) {
      if (entry.body.kind !== 'report' || !folder.isUnfoldable(entry.position)) continue
      const { agentId } = entry.body
      if (asked.has(agentId)) continue
      asked.add(agentId)
      const decision = { kind: 'list-again', agentId, calendarId: null, full: true } as const
      // A hub that is just stopping takes nothing any more.
      log.append({ kind: 'decision', by: 'the hub', decision }).catch(() => undefined)
    }
  })
}
