import { normalise } from '@chroniton/shared/calendar/normalise'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import { claimantOf, claimItem } from './claim.ts'
import { newCopy } from './copy.ts'
import { takeEdit } from './edit.ts'
import { letGoOfHold } from './holds.ts'
import { identify, isUidTaken } from './identity.ts'
import type { Item } from './item.ts'
import { takeFirstSight, takeNew } from './newcomer.ts'
import { clearItemProblem } from './problems.ts'
import type { CalendarRecord, CopyRecord, DuplicateRecord, EventRecord } from './records.ts'
import { seenAfterDeletion, seenAfterGone, seenAnewAfterDeletion, seenUnwanted } from './revival.ts'
import { dropSpare, seenSecond } from './second-item.ts'
import { type Turn, vanishedKey } from './turn.ts'

/** An item as its calendar shows it now. */
export function eventSeen(turn: Turn, calendar: CalendarRecord, seen: EventSeen): void {
  if (seen.listingId !== null && seen.listingId !== calendar.listingId) {
    turn.putCalendar({ ...calendar, listingId: seen.listingId })
  }
  clearItemProblem(turn, calendar, seen.itemId)
  const known = turn.duplicate(calendar.id, seen.itemId)
  if (known !== undefined) turn.deleteDuplicate(known)
  take(turn, calendar, { ...seen, event: normalise(seen.event) }, known)
}

/** The first item with this UID has gone by command; the second is an item like any other now. */
export function takeReleased(turn: Turn, duplicate: DuplicateRecord): void {
  const calendar = turn.calendar(duplicate.calendarId)
  if (calendar === undefined) return
  turn.deleteDuplicate(duplicate)
  clearItemProblem(turn, calendar, duplicate.itemId)
  take(turn, calendar, { ...duplicate, mark: duplicate.marked ? duplicate.eventId : null })
}

function take(turn: Turn, calendar: CalendarRecord, item: Item, known?: DuplicateRecord): void {
  const identity = identify(turn, calendar, item)
  switch (identity.kind) {
    case 'copy':
      return seenCopy(turn, identity.record, identity.copy, item)
    case 'joins':
      return joinEvent(turn, identity.record, item)
    case 'duplicate':
      return seenSecond(turn, calendar, identity.record, identity.copy, item, known)
    case 'replaced':
      letGoOfItem(turn, identity.copy)
      return take(turn, calendar, item, known)
    case 'new':
      return takeNew(turn, item, identity)
  }
}

function seenCopy(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  turn.vanished.delete(vanishedKey(copy))
  const claimant = claimantOf(turn, copy, item)
  if (claimant !== undefined) return claimItem(turn, claimant, copy, item)
  if (record.deleted !== null) return seenAfterDeletion(turn, record, copy, item)
  if (copy.gone !== null && copy.gone.holdId === null) return seenAfterGone(turn, record, copy, item)
  if (copy.gone !== null) letGoOfHold(turn, copy)
  if (copy.unwanted) return seenUnwanted(turn, record, copy, item)
  if (copy.role === 'busy' && copy.itemId === null && isUidTaken(turn, copy, item.event.uid)) {
    return dropSpare(turn, copy, item)
  }
  if (copy.shadow === null) return takeFirstSight(turn, record, copy, item)
  takeEdit(turn, record, copy, item)
}

function joinEvent(turn: Turn, record: EventRecord, item: Item): void {
  const role = item.mark === null ? 'original' : 'mirror'
  const copy: CopyRecord = { ...newCopy(item.calendarId, record.id, role), marked: item.mark !== null }
  if (record.deleted !== null) seenAnewAfterDeletion(turn, record, copy, item)
  else takeFirstSight(turn, record, copy, item)
}

/** Another event stands where the copy's item was: the copy has lost its item, and the name of it. */
function letGoOfItem(turn: Turn, copy: CopyRecord): void {
  const nameless = { ...copy, itemId: null, version: null }
  turn.putCopy(nameless)
  if (copy.gone === null) turn.vanished.set(vanishedKey(copy), nameless)
}
