import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { diff, unitsOf } from '@chroniton/shared/calendar/patch'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import { abandon } from './commands.ts'
import { isUntold, owing, withoutCommands } from './copy.ts'
import { labelsInto, undress } from './dress.ts'
import { aliveThenOldest } from './identity.ts'
import { type Better, mergeFirstSight } from './merge.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { assignRoles } from './roles.ts'
import type { Turn } from './turn.ts'
import { pendingOf, uidOfBusy } from './wanted.ts'

/**
 * Joins the event with one of the same UID that has a copy in the calendar already, if there is one. True when that
 * was done: the record at hand is not the present one any more.
 */
export function joinTwin(turn: Turn, record: EventRecord, calendarId: CalendarId): boolean {
  if (turn.alone.has(record.id)) return false
  const twin = turn.state.events
    .byUid(record.event.uid)
    .flatMap((row) => turn.event(row.id) ?? [])
    .sort(aliveThenOldest)
    .find((row) => row.id !== record.id && row.deleted === null && hasWholeCopy(turn, row, calendarId))
  if (twin === undefined) return false
  joinEvents(turn, record, twin)
  return true
}

function hasWholeCopy(turn: Turn, record: EventRecord, calendarId: CalendarId): boolean {
  const copy = turn.copy(calendarId, record.id)
  return copy !== undefined && copy.role !== 'busy'
}

/** Two events turn out to be one. The older stays, under its id, with the copies of both. */
export function joinEvents(turn: Turn, one: EventRecord, other: EventRecord): void {
  const [kept, gone] = [one, other].sort(aliveThenOldest) as [EventRecord, EventRecord]
  const better = betterOf(turn, kept, gone)
  const shown = withoutForeignLabels(turn, gone)
  const joined = mergeFirstSight(turn, kept, { event: shown, act: { by: gone.createdBy, at: gone.createdAt } }, better)
  const owed = unitsOf(diff(gone.event, joined.event))
  for (const copy of turn.copies(gone.id)) {
    const pending = unitsOf(pendingOf(turn, gone, copy, turn.copies(gone.id)).patch)
    turn.deleteCopy(copy)
    moveCopy(turn, joined, copy, [...owed, ...pending])
  }
  for (const conflict of turn.state.conflicts.openOf(gone.id)) {
    turn.state.conflicts.put({ ...conflict, eventId: joined.id })
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

/** The side of which a person's own item is known. */
function betterOf(turn: Turn, kept: EventRecord, gone: EventRecord): Better {
  const [present, incoming] = [kept, gone].map((record) =>
    turn.copies(record.id).some((copy) => copy.shadow !== null && !copy.marked),
  )
  return present === incoming ? null : present ? 'present' : 'incoming'
}

/** An event known by the hub's own items alone may still wear the labels they were given. */
function withoutForeignLabels(turn: Turn, record: EventRecord): CalendarEvent {
  const copies = turn.copies(record.id)
  if (copies.some((copy) => !copy.marked)) return record.event
  const labels = copies.flatMap((copy) => [...copy.labels, ...labelsInto(turn, copy.calendarId)])
  return undress(record.event, labels, undefined)
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
  if (copy.itemId === null || copy.gone !== null) return
  if (present.itemId === null || present.gone !== null) {
    abandon(turn, present)
    return turn.putCopy({ ...moved, superseded: [...withoutCommands(present).superseded, ...moved.superseded] })
  }
  const { calendarId, itemId, marked, modifiedAt, listingId } = copy
  const item = { calendarId, itemId, marked, modifiedAt, listingId }
  turn.putDuplicate({ ...item, eventId: joined.id, version: copy.version!, event: copy.shadow ?? joined.event })
}

/**
 * A busy copy that is to be made may be there from before the hub lost its database: known by its UID alone, because
 * it tells nothing else of its event. Its item becomes this copy's.
 */
export function takeBusyItem(turn: Turn, record: EventRecord, copy: CopyRecord): CopyRecord | null {
  for (const orphan of turn.state.events.byUid(uidOfBusy(turn, record, copy, turn.copies(record.id)))) {
    const found = turn.copy(copy.calendarId, orphan.id)
    if (found === undefined || found.itemId === null || found.gone !== null || found.role === 'original') continue
    if (turn.copies(orphan.id).length > 1) continue
    abandon(turn, found)
    turn.deleteCopy(found)
    turn.deleteEvent(orphan.id)
    const taken: CopyRecord = { ...withoutCommands(found), eventId: record.id, role: 'busy', agreedRevision: 0 }
    turn.putCopy(taken)
    return taken
  }
  return null
}
