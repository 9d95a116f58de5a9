import type { Position } from '@chroniton/shared/contract/ids'
import type { ChangeView } from '@chroniton/shared/contract/views'

/** What one entry of the log (a report of an agent, a decision of a person) did to events. */
export interface EntryChanges {
  position: Position
  at: string
  by: ChangeView['by']
  changes: ChangeView[]
  undone: boolean
}

/** The history, which is newest first, with the changes of each entry together. */
export function byEntry(history: readonly ChangeView[]): EntryChanges[] {
  const entries = new Map<Position, EntryChanges>()
  for (const change of history) {
    const entry = entries.get(change.position)
    if (entry === undefined) {
      const { position, at, by, undone } = change
      entries.set(position, { position, at, by, changes: [change], undone })
    } else {
      entry.changes.push(change)
      entry.undone &&= change.undone
    }
  }
  return [...entries.values()]
}
