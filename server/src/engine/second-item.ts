import { newCopy } from './copy.ts'
import { asEvent, type Item, shownBy } from './item.ts'
import { mergeEdit } from './merge.ts'
import { takeFirstSight } from './newcomer.ts'
import { reportItemProblem } from './problems.ts'
import type { CalendarRecord, CopyRecord, DuplicateRecord, EventRecord } from './records.ts'
import { requestItemDeletion } from './requests.ts'
import type { Turn } from './turn.ts'

/** A second item of an event in one calendar. `known`: what it was when it was last seen, if it was. */
export function seenSecond(
  turn: Turn,
  calendar: CalendarRecord,
  record: EventRecord,
  copy: CopyRecord,
  item: Item,
  known: DuplicateRecord | undefined,
): void {
  const isAlive = record.deleted === null && !copy.unwanted
  if (isAlive && copy.marked && item.mark === null) return takePlace(turn, record, copy, item)
  if (isAlive && !copy.marked && known?.marked === true && takeSpare(turn, record, copy, item, known)) return
  turn.putDuplicate(duplicateOf(turn, copy, item))
  const detail = `the item "${copy.itemId}" has the UID "${item.event.uid}" already`
  reportItemProblem(turn, calendar, item.itemId, 'item-duplicate-uid', detail)
}

/** The second item that may take the place of the copy's: not one that is on its way out. */
export function nextItem(turn: Turn, { calendarId, eventId }: CopyRecord): DuplicateRecord | undefined {
  return turn.state.duplicates.ofCopy(calendarId, eventId).find((second) => !isGoing(turn, second))
}

/** The hub has ordered its deletion. */
export function isGoing(
  turn: Turn,
  { calendarId, itemId, version }: Pick<DuplicateRecord, 'calendarId' | 'itemId' | 'version'>,
): boolean {
  return turn.state.requests
    .all()
    .some(
      (row) =>
        row.kind === 'item-delete' && row.calendarId === calendarId && row.itemId === itemId && row.version === version,
    )
}

export type Spare = Omit<Item, 'calendarId' | 'mark'>

/** An item that the hub has made is of no use any more. What a person edits in it meanwhile is merged all the same. */
export function dropSpare(turn: Turn, copy: CopyRecord, spare: Spare): void {
  turn.putDuplicate(duplicateOf(turn, copy, { ...spare, calendarId: copy.calendarId, mark: copy.eventId }))
  if (!isGoing(turn, { ...spare, calendarId: copy.calendarId })) requestItemDeletion(turn, copy, spare)
}

/** A person put an item of their own beside the one that the hub has made. */
function takePlace(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  const { calendarId, eventId, role, labels, outstanding, parked, superseded } = copy
  const { itemId, version, shadow, modifiedAt, listingId, formerly } = copy
  const sent = { outstanding, parked, superseded }
  const place = { ...newCopy(calendarId, eventId, role), labels, ...sent, ...(formerly && { formerly }) }
  takeFirstSight(turn, record, place, item)
  const taken = turn.copy(calendarId, eventId)!
  dropSpare(turn, taken, { itemId: itemId!, version: version!, event: shadow!, modifiedAt, listingId })
}

/**
 * One that the hub had made, and has ordered to be deleted. The units of an edit in it were agreed on with nobody:
 * whatever others changed as well is a conflict. False when it could not be deleted.
 */
function takeSpare(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item, known: DuplicateRecord): boolean {
  if (known.version === item.version) {
    if (isGoing(turn, known)) turn.putDuplicate(duplicateOf(turn, copy, item))
    return isGoing(turn, known)
  }
  const base = asEvent(turn, record, copy, known.event)
  mergeEdit(turn, record, { ...copy, agreedRevision: 0 }, base, shownBy(turn, record, copy, item))
  dropSpare(turn, copy, item)
  return true
}

function duplicateOf(turn: Turn, { eventId }: CopyRecord, item: Item): DuplicateRecord {
  const { calendarId, itemId, version, event, mark, modifiedAt, listingId } = item
  // The mark of another event that is known says that the hub made it for that one.
  const marked = mark !== null && (mark === eventId || turn.event(mark) === undefined)
  return { calendarId, itemId, eventId, version, event, marked, modifiedAt, listingId }
}
