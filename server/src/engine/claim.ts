import { isBusyUid } from './busy-uid.ts'
import { abandon } from './commands.ts'
import { withoutCommands } from './copy.ts'
import { type Item, withItem } from './item.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { reshape } from './reshape.ts'
import type { Turn } from './turn.ts'
import { uidOfBusy } from './wanted.ts'

/**
 * A busy copy that is to be made may be there from before the hub lost its database: known by its UID alone, because
 * it tells nothing else of its event. Its item becomes this copy's.
 */
export function takeBusyItem(turn: Turn, record: EventRecord, copy: CopyRecord): CopyRecord | null {
  const uids = [uidOfBusy(turn, record, copy, turn.copies(record.id)), record.event.uid]
  for (const orphan of uids.flatMap((uid) => turn.eventsByUid(uid))) {
    if (orphan.id === record.id) continue
    const found = turn.copy(copy.calendarId, orphan.id)
    if (found === undefined || found.itemId === null || found.gone !== null || found.role === 'original') continue
    if (turn.copies(orphan.id).length > 1) continue
    return takeOver(turn, copy, found, 'busy')
  }
  return null
}

/**
 * The empty copy that the item was made for, while it is known as the only one of an event of its own: the hub had
 * written it in another form, busy or whole, before its agent was removed. No second one can be made beside it.
 */
export function claimantOf(turn: Turn, found: CopyRecord, item: Item): CopyRecord | undefined {
  if (item.mark === null || item.mark === found.eventId || found.shadow?.uid !== item.event.uid) return undefined
  const [record, copy] = [turn.event(item.mark), turn.copy(found.calendarId, item.mark)]
  if (record === undefined || record.deleted !== null || copy === undefined) return undefined
  if (copy.role === 'original' || copy.itemId !== null || copy.gone !== null || copy.unwanted) return undefined
  const isBusy = isBusyUid(item.event.uid)
  if (copy.role === 'busy' ? item.event.uid !== record.event.uid : !isBusy) return undefined
  // One that was edited since is a person's.
  const isUntouched = turn.event(found.eventId)?.revision === 1 && turn.copies(found.eventId).length === 1
  return isUntouched ? copy : undefined
}

/** The copy has its item, and owes it the form that it is to have. */
export function claimItem(turn: Turn, copy: CopyRecord, found: CopyRecord, item: Item): void {
  const role = copy.role === 'busy' ? 'busy' : 'mirror'
  const taken = withItem(takeOver(turn, copy, found, role), item)
  reshape(turn, turn.event(copy.eventId)!, taken, role)
  turn.touch(copy.eventId)
}

/** The item of an event that is no more than this item is the copy's from now on. */
function takeOver(turn: Turn, copy: CopyRecord, found: CopyRecord, role: CopyRecord['role']): CopyRecord {
  const { calendarId, eventId } = copy
  abandon(turn, found)
  abandon(turn, copy)
  turn.deleteCopy(found)
  turn.deleteEvent(found.eventId)
  const taken: CopyRecord = { ...withoutCommands(found), eventId, role, agreedRevision: 0 }
  turn.putCopy({ ...taken, superseded: [...withoutCommands(copy).superseded, ...taken.superseded] })
  return turn.copy(calendarId, eventId)!
}
