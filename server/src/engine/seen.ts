import { normalise } from '@chroniton/shared/calendar/normalise'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import { newCopy } from './copy.ts'
import { takeEdit } from './edit.ts'
import { letGoOfHold } from './holds.ts'
import { identify } from './identity.ts'
import type { Item } from './item.ts'
import { takeFirstSight, takeNew } from './newcomer.ts'
import { clearItemProblem, reportItemProblem } from './problems.ts'
import type { CalendarRecord, CopyRecord, DuplicateRecord, EventRecord } from './records.ts'
import { seenAfterDeletion, seenAfterGone, seenAnewAfterDeletion, seenUnwanted } from './revival.ts'
import { type Turn, vanishedKey } from './turn.ts'

/** An item as its calendar shows it now. */
export function eventSeen(turn: Turn, calendar: CalendarRecord, seen: EventSeen): void {
  if (seen.listingId !== null && seen.listingId !== calendar.listingId) {
    turn.putCalendar({ ...calendar, listingId: seen.listingId })
  }
  clearItemProblem(turn, calendar, seen.itemId)
  const duplicate = turn.duplicate(calendar.id, seen.itemId)
  if (duplicate !== undefined) turn.deleteDuplicate(duplicate)
  take(turn, calendar, { ...seen, event: normalise(seen.event) })
}

/** The first item with this UID has gone by command; the second is an item like any other now. */
export function takeReleased(turn: Turn, duplicate: DuplicateRecord): void {
  const calendar = turn.calendar(duplicate.calendarId)
  if (calendar === undefined) return
  turn.deleteDuplicate(duplicate)
  clearItemProblem(turn, calendar, duplicate.itemId)
  take(turn, calendar, { ...duplicate, mark: duplicate.marked ? duplicate.eventId : null })
}

function take(turn: Turn, calendar: CalendarRecord, item: Item): void {
  const identity = identify(turn, calendar, item)
  switch (identity.kind) {
    case 'copy':
      return seenCopy(turn, identity.record, identity.copy, item)
    case 'joins':
      return joinEvent(turn, identity.record, item)
    case 'duplicate':
      return noteDuplicate(turn, calendar, identity.copy, item)
    case 'replaced':
      letGoOfItem(turn, identity.copy)
      return take(turn, calendar, item)
    case 'new':
      return takeNew(turn, item, identity)
  }
}

function seenCopy(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  turn.vanished.delete(vanishedKey(copy))
  if (record.deleted !== null) return seenAfterDeletion(turn, record, copy, item)
  if (copy.gone !== null && copy.gone.holdId === null) return seenAfterGone(turn, record, copy, item)
  if (copy.gone !== null) letGoOfHold(turn, copy)
  if (copy.unwanted) return seenUnwanted(turn, record, copy, item)
  if (copy.shadow === null) return takeFirstSight(turn, record, copy, item)
  takeEdit(turn, record, copy, item)
}

function joinEvent(turn: Turn, record: EventRecord, item: Item): void {
  const role = item.mark === null ? 'original' : 'mirror'
  const copy: CopyRecord = { ...newCopy(item.calendarId, record.id, role), marked: item.mark !== null }
  if (record.deleted !== null) seenAnewAfterDeletion(turn, record, copy, item)
  else takeFirstSight(turn, record, copy, item)
}

function noteDuplicate(turn: Turn, calendar: CalendarRecord, copy: CopyRecord, item: Item): void {
  turn.putDuplicate({
    calendarId: calendar.id,
    itemId: item.itemId,
    eventId: copy.eventId,
    version: item.version,
    event: item.event,
    marked: item.mark !== null,
    modifiedAt: item.modifiedAt,
    listingId: item.listingId,
  })
  const detail = `the item "${copy.itemId}" has the UID "${item.event.uid}" already`
  reportItemProblem(turn, calendar, item.itemId, 'item-duplicate-uid', detail)
}

/** Another event stands where the copy's item was: the copy has lost its item, and the name of it. */
function letGoOfItem(turn: Turn, copy: CopyRecord): void {
  const nameless = { ...copy, itemId: null, version: null }
  turn.putCopy(nameless)
  if (copy.gone === null) turn.vanished.set(vanishedKey(copy), nameless)
}
