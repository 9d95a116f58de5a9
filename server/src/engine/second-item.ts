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
  if (isAlive && known !== undefined && isSpare(copy, known)) return seenSpare(turn, record, copy, item, known)
  turn.putDuplicate(duplicateOf(copy, item))
  const detail = `the item "${copy.itemId}" has the UID "${item.event.uid}" already`
  reportItemProblem(turn, calendar, item.itemId, 'item-duplicate-uid', detail)
}

/** The hub made it, and the copy has an item of a person's own: it is on its way out. */
export function isSpare(copy: CopyRecord, { marked }: Pick<DuplicateRecord, 'marked'>): boolean {
  return marked && !copy.marked
}

/** An item that the hub has made is of no use any more. What a person edits in it meanwhile is merged all the same. */
export function dropSpare(turn: Turn, copy: CopyRecord, spare: Omit<Item, 'calendarId' | 'mark'>): void {
  turn.putDuplicate(duplicateOf(copy, { ...spare, calendarId: copy.calendarId, mark: copy.eventId }))
  requestItemDeletion(turn, copy, spare)
}

/** A person put an item of their own beside the one that the hub has made. */
function takePlace(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  const { calendarId, eventId, role, labels, outstanding, parked, superseded } = copy
  const { itemId, version, shadow, modifiedAt, listingId } = copy
  const place = { ...newCopy(calendarId, eventId, role), labels, outstanding, parked, superseded }
  takeFirstSight(turn, record, place, item)
  const taken = turn.copy(calendarId, eventId)!
  dropSpare(turn, taken, { itemId: itemId!, version: version!, event: shadow!, modifiedAt, listingId })
}

/** The units of an edit in it were agreed on with nobody: whatever others changed as well is a conflict. */
function seenSpare(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item, known: DuplicateRecord): void {
  const base = asEvent(turn, record, copy, known.event)
  mergeEdit(turn, record, { ...copy, agreedRevision: 0 }, base, shownBy(turn, record, copy, item))
  if (known.version === item.version) turn.putDuplicate(duplicateOf(copy, item))
  else dropSpare(turn, copy, item)
}

function duplicateOf({ eventId }: CopyRecord, item: Item): DuplicateRecord {
  const { calendarId, itemId, version, event, mark, modifiedAt, listingId } = item
  return { calendarId, itemId, eventId, version, event, marked: mark !== null, modifiedAt, listingId }
}
