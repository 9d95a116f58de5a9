import { diff, unitsOf } from '@chroniton/shared/calendar/patch'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import { isBusyUid } from './busy-uid.ts'
import { abandon } from './commands.ts'
import { isHome, isUntold, owing, withoutCommands } from './copy.ts'
import { aliveThenOldest } from './identity.ts'
import { shedLabels } from './labels.ts'
import { type Better, mergeFirstSight } from './merge.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { assignRoles } from './roles.ts'
import { dropSpare } from './second-item.ts'
import type { Turn } from './turn.ts'
import { pendingOf } from './wanted.ts'

/**
 * Joins the event with one of the same UID that has a copy in the calendar already, if there is one. True when that
 * was done: the record at hand is not the present one any more.
 */
export function joinTwin(turn: Turn, record: EventRecord, calendarId: CalendarId): boolean {
  // Busy times of one event in two calendars are two, and each waits for the event to claim it.
  if (turn.alone.has(record.id) || isBusyUid(record.event.uid)) return false
  const twin = twinsOf(turn, record).find((row) => isThere(turn, row, calendarId))
  if (twin === undefined) return false
  joinEvents(turn, record, twin)
  return true
}

function twinsOf(turn: Turn, record: EventRecord): EventRecord[] {
  return turn
    .eventsByUid(record.event.uid)
    .filter((row) => row.id !== record.id && row.deleted === null)
    .sort(aliveThenOldest)
}

/** A busy copy is the event's own time only while its home is known; without one it is all that is left of it. */
function isThere(turn: Turn, record: EventRecord, calendarId: CalendarId): boolean {
  const copy = turn.copy(calendarId, record.id)
  if (copy === undefined) return false
  return copy.role !== 'busy' || !turn.copies(record.id).some(isHome)
}

/** Two events turn out to be one. The older stays, under its id, with the copies of both. */
export function joinEvents(turn: Turn, one: EventRecord, other: EventRecord): void {
  const [kept, gone] = [one, other].sort(aliveThenOldest).map((record) => shedLabels(turn, record)) as [
    EventRecord,
    EventRecord,
  ]
  const better = betterOf(turn, kept, gone)
  const joined = mergeFirstSight(
    turn,
    kept,
    { event: gone.event, act: { by: gone.createdBy, at: gone.createdAt } },
    better,
  )
  const owed = unitsOf(diff(gone.event, joined.event))
  for (const copy of turn.copies(gone.id)) {
    const pending = unitsOf(pendingOf(turn, gone, copy, turn.copies(gone.id)).patch)
    turn.deleteCopy(copy)
    moveCopy(turn, joined, copy, [...owed, ...pending])
  }
  for (const conflict of turn.openConflicts(gone.id)) {
    turn.putConflict({ ...conflict, eventId: joined.id })
  }
  for (const change of turn.state.changes.ofEvent(gone.id)) {
    // Revisions of the event that is no more say nothing about this one's: none of these can be undone by itself.
    turn.state.changes.put({ ...change, eventId: joined.id, revision: 0 })
  }
  turn.deleteEvent(gone.id)
  assignRoles(turn, joined.id)
  turn.touched.delete(joined.id)
  turn.touch(joined.id)
}

/** What a hub that has lost its database wrote for an event that this one knows as deleted goes with it. */
export function buryOrphan(turn: Turn, orphan: EventRecord, deleted: EventRecord): void {
  const copies = turn.copies(orphan.id)
  if (orphan.deleted !== null || copies.some((copy) => !copy.marked || copy.role === 'original')) return
  for (const copy of copies) {
    turn.deleteCopy(copy)
    moveCopy(turn, deleted, copy, [])
  }
  turn.deleteEvent(orphan.id)
  turn.touch(deleted.id)
}

/** The side of which a person's own item is known. */
function betterOf(turn: Turn, kept: EventRecord, gone: EventRecord): Better {
  const [present, incoming] = [kept, gone].map((record) =>
    turn.copies(record.id).some((copy) => copy.shadow !== null && !copy.marked),
  )
  return present === incoming ? null : present ? 'present' : 'incoming'
}

function moveCopy(turn: Turn, joined: EventRecord, copy: CopyRecord, owed: string[]): void {
  abandon(turn, copy)
  const moved: CopyRecord = {
    ...withoutCommands(owing(copy, owed)),
    eventId: joined.id,
    agreedRevision: joined.revision,
  }
  const present = turn.copy(copy.calendarId, joined.id)
  if (present === undefined || isUntold(present)) return turn.putCopy(moved)
  const superseded = [...withoutCommands(present).superseded, ...moved.superseded]
  if (copy.itemId === null || copy.gone !== null) {
    return turn.putCopy({ ...present, superseded: [...moved.superseded, ...present.superseded] })
  }
  if (present.itemId === null || present.gone !== null) {
    abandon(turn, present)
    return turn.putCopy({ ...moved, superseded })
  }
  keepOne(turn, present, moved)
}

/** Of two items of one event a person's own stays; one that the hub has made holds nothing that is not in the event. */
function keepOne(turn: Turn, present: CopyRecord, moved: CopyRecord): void {
  if (!moved.marked && !present.marked) return noteSecond(turn, moved)
  const [kept, spare] = moved.marked ? [present, moved] : [moved, present]
  if (kept === moved) {
    abandon(turn, present)
    turn.putCopy({ ...moved, superseded: [...withoutCommands(present).superseded, ...moved.superseded] })
  }
  const { itemId, version, shadow, modifiedAt, listingId } = spare
  dropSpare(turn, kept, { itemId: itemId!, version: version!, event: shadow!, modifiedAt, listingId })
}

function noteSecond(turn: Turn, copy: CopyRecord): void {
  const { calendarId, eventId, marked, modifiedAt, listingId } = copy
  const item = { calendarId, eventId, marked, modifiedAt, listingId }
  turn.putDuplicate({ ...item, itemId: copy.itemId!, version: copy.version!, event: copy.shadow! })
}
