import type { PatchObject } from '@chroniton/shared/calendar/event'
import { setMember } from '@chroniton/shared/calendar/json'
import { apply, invert, unitsOf, unitValue } from '@chroniton/shared/calendar/patch'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { Instant } from '@chroniton/shared/contract/ids'
import { closeConflicts, updateConflicts } from './conflicts.ts'
import { flipOf } from './ping-pong.ts'
import type { Author, ChangeRecord, EventRecord, PathStamp } from './records.ts'
import type { Turn } from './turn.ts'

/** Who changes an event, and when they did so. */
export interface Act {
  by: Author
  at: Instant
}

function remember(
  turn: Turn,
  record: EventRecord,
  act: Act,
  what: ChangeRecord['what'],
  patch: PatchObject = {},
  inverse: PatchObject = {},
): void {
  const { id: eventId, revision } = record
  const change = { id: turn.newId(), eventId, position: turn.position, at: act.at, revision, what, by: act.by }
  turn.state.changes.put({ ...change, patch, inverse, undone: false })
}

export function createEvent(turn: Turn, id: EventRecord['id'], event: CalendarEvent, act: Act): EventRecord {
  const record: EventRecord = {
    id,
    event,
    revision: 1,
    createdBy: act.by,
    createdAt: act.at,
    stamps: {},
    deleted: null,
  }
  turn.putNewEvent(record)
  remember(turn, record, act, 'created')
  turn.touch(id)
  return record
}

/** Makes a change of the canonical event: a revision, a stamp on each unit, a line of history. */
export function changeEvent(turn: Turn, record: EventRecord, patch: PatchObject, act: Act): EventRecord {
  if (Object.keys(patch).length === 0) return record
  const changed = withPatch(record, patch, act)
  turn.putEvent(changed)
  remember(turn, changed, act, 'changed', patch, invert(record.event, patch))
  updateConflicts(turn, changed, unitsOf(patch), act)
  turn.touch(record.id)
  return changed
}

function withPatch(record: EventRecord, patch: PatchObject, act: Act): EventRecord {
  const revision = record.revision + 1
  const event = apply(record.event, patch)
  const stamps = { ...record.stamps }
  for (const unit of unitsOf(patch)) {
    const last = Object.hasOwn(stamps, unit) ? stamps[unit] : undefined
    const flip = flipOf(last, unitValue(record.event, unit), unitValue(event, unit), act)
    setMember(stamps, unit, { revision, by: act.by, at: act.at, ...flip } satisfies PathStamp)
  }
  return { ...record, event, revision, stamps }
}

/** The event as it was at the revision; `null` when the history does not reach back to it. */
export function eventAt(turn: Turn, record: EventRecord, revision: number): CalendarEvent | null {
  if (revision < 1) return null
  if (revision >= record.revision) return record.event
  let { event, revision: reached } = record
  for (const change of turn.state.changes.ofEvent(record.id)) {
    if (reached <= revision) break
    if (change.revision !== reached) return null
    event = apply(event, change.inverse)
    reached--
  }
  return reached <= revision ? event : null
}

/** From here on the event is a tombstone: it outlives every copy that could bring it back. */
export function markDeleted(turn: Turn, record: EventRecord, act: Act): EventRecord {
  const revision = record.revision + 1
  const deleted: EventRecord = { ...record, revision, deleted: { at: turn.at, revision, by: act.by } }
  turn.putEvent(deleted)
  remember(turn, deleted, act, 'deleted')
  closeConflicts(turn, record.id)
  turn.touch(record.id)
  return deleted
}

/** The tombstone is an event again, with what was changed of it when it came back. */
export function markRestored(turn: Turn, record: EventRecord, patch: PatchObject, act: Act): EventRecord {
  const restored = { ...withPatch(record, patch, act), deleted: null }
  turn.putEvent(restored)
  remember(turn, restored, act, 'restored', patch, invert(record.event, patch))
  turn.touch(record.id)
  return restored
}
