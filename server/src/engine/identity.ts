import type { EventId } from '@chroniton/shared/contract/ids'
import { isBusyUid } from './busy-uid.ts'
import type { Item } from './item.ts'
import { joints } from './links.ts'
import type { CalendarRecord, CopyRecord, EventRecord } from './records.ts'
import { type Turn, vanishedKey } from './turn.ts'
import { millisecondsOf } from './instant.ts'

/** What an item is. */
export type Identity =
  /** The item of a copy: the one it had, or the one that takes its empty place. */
  | { kind: 'copy'; record: EventRecord; copy: CopyRecord }
  /** The first item of an event in this calendar. */
  | { kind: 'joins'; record: EventRecord }
  /** A second item beside the one that the copy has. */
  | { kind: 'duplicate'; record: EventRecord; copy: CopyRecord }
  /** `mark`: the id a hub gave the event before it lost its database. `isAlone`: no event has its UID. */
  | { kind: 'new'; mark: EventId | null; isAlone: boolean }
  /** The item of this copy was replaced by another event's. */
  | { kind: 'replaced'; copy: CopyRecord }

export function identify(turn: Turn, calendar: CalendarRecord, item: Item): Identity {
  return byItem(turn, calendar, item) ?? byMark(turn, calendar, item) ?? byUid(turn, calendar, item)
}

function byItem(turn: Turn, calendar: CalendarRecord, item: Item): Identity | null {
  const copy = turn.copyOfItem(calendar.id, item.itemId)
  const record = copy && turn.event(copy.eventId)
  if (copy === undefined || record === undefined) return null
  const isSame = item.mark === copy.eventId || copy.shadow === null || copy.shadow.uid === item.event.uid
  return isSame ? { kind: 'copy', record, copy } : { kind: 'replaced', copy }
}

/** The mark counts for the event's copy in this calendar, or for one that a route brings here; a person may have copied it. */
function byMark(turn: Turn, calendar: CalendarRecord, item: Item): Identity | null {
  const record = item.mark === null ? undefined : turn.event(item.mark)
  if (record === undefined) return null
  const copy = turn.copy(calendar.id, record.id)
  const isBusy = isBusyUid(item.event.uid)
  if (copy === undefined) {
    // A busy time is claimed by the event that asks for it: nobody shall be shown what it is about.
    if (isBusy || joints(turn, calendar.id, turn.copies(record.id)).length === 0) return null
    return { kind: 'joins', record }
  }
  const isFree = copy.itemId === null && (copy.role === 'busy' || !isBusy)
  const isSame = isFree || item.event.uid === (copy.shadow?.uid ?? record.event.uid)
  return isSame ? placeOf(turn, record, copy) : null
}

function byUid(turn: Turn, calendar: CalendarRecord, item: Item): Identity {
  const records = turn.eventsByUid(item.event.uid)
  for (const record of records.sort(aliveThenOldest)) {
    const copy = turn.copy(calendar.id, record.id)
    // A busy copy has a UID of its own: an item with the event's is another one, which a person put there.
    if (copy?.role === 'busy') continue
    if (copy !== undefined) return placeOf(turn, record, copy)
    if (!isBusyUid(item.event.uid) && joints(turn, calendar.id, turn.copies(record.id)).length > 0)
      return { kind: 'joins', record }
  }
  const isLost = item.mark !== null && turn.event(item.mark) === undefined
  return { kind: 'new', mark: isLost ? item.mark : null, isAlone: records.length === 0 }
}

function placeOf(turn: Turn, record: EventRecord, copy: CopyRecord): Identity {
  const isFree = copy.itemId === null || copy.gone !== null || turn.vanished.has(vanishedKey(copy))
  return { kind: isFree ? 'copy' : 'duplicate', record, copy }
}

/** Another event of that UID has an item beside this copy: a busy time under it would look like that meeting's double. */
export function isUidTaken(turn: Turn, { calendarId, eventId }: CopyRecord, uid: string): boolean {
  return turn.eventsByUid(uid).some((record) => {
    const other = record.id === eventId ? undefined : turn.copy(calendarId, record.id)
    return record.deleted === null && other !== undefined && other.itemId !== null && other.gone === null
  })
}

export function aliveThenOldest(a: EventRecord, b: EventRecord): number {
  return (
    Number(a.deleted !== null) - Number(b.deleted !== null) ||
    millisecondsOf(a.createdAt) - millisecondsOf(b.createdAt) ||
    (a.id < b.id ? -1 : 1)
  )
}
