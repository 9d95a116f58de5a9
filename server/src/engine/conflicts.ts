import type { JsonValue } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { unitValue } from '@chroniton/shared/calendar/patch'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import { isBy } from './author.ts'
import { owing } from './copy.ts'
import type { Act } from './history.ts'
import type { ConflictRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** The path of edit against delete. */
export const WHOLE_EVENT = ''

export type Side = ConflictRecord['current']

export function side(act: Act, value: JsonValue): Side {
  return { by: act.by, value, deleted: false, at: act.at }
}

export function deletedSide(act: Act): Side {
  return { by: act.by, value: null, deleted: true, at: act.at }
}

interface Dispute {
  eventId: EventId
  path: string
  base: JsonValue
  current: Side
  other: Side
  strategy: ConflictRecord['strategy']
}

/** A conflict that a rule has decided; kept with the value that lost. */
export function recordDecided(turn: Turn, dispute: Dispute): void {
  turn.putConflict({ ...dispute, id: turn.newId(), at: turn.at, state: 'decided', decidedBy: 'rule' })
}

/** A conflict that waits for a person. Another edit of the same place in the same calendar goes on with the same one. */
export function recordOpen(turn: Turn, dispute: Dispute, calendarId: CalendarId): void {
  const open = openAbout(turn, dispute.eventId, dispute.path, calendarId)
  if (open === undefined) {
    turn.putConflict({ ...dispute, id: turn.newId(), at: turn.at, state: 'open', decidedBy: null })
  } else {
    turn.putConflict({ ...open, current: dispute.current, other: dispute.other })
  }
}

/** The open conflict in which this calendar's value of the path waits. */
export function openAbout(
  turn: Turn,
  eventId: EventId,
  path: string,
  calendarId: CalendarId,
): ConflictRecord | undefined {
  return turn.openConflicts(eventId).find((row) => row.path === path && isBy(row.other.by, calendarId))
}

export function settleConflict(turn: Turn, conflict: ConflictRecord, decidedBy: string): void {
  turn.putConflict({ ...conflict, state: 'decided', decidedBy })
}

/** The value that stands has changed: the open conflicts about it show the new one, or are over when both agree. */
export function updateConflicts(turn: Turn, record: EventRecord, units: readonly string[], act: Act): void {
  for (const open of turn.openConflicts(record.id)) {
    if (!units.includes(open.path)) continue
    const value = unitValue(record.event, open.path)
    const updated = { ...open, current: side(act, value) }
    if (sameJson(value, open.other.value)) settleConflict(turn, updated, 'rule')
    else turn.putConflict(updated)
  }
}

/** The event is deleted as it stands: where it comes back with the value that waited, that is put right. */
export function closeConflicts(turn: Turn, eventId: EventId): void {
  for (const open of turn.openConflicts(eventId)) {
    settleConflict(turn, open, 'rule')
    const { by } = open.other
    const waiting = by.kind === 'person' ? undefined : turn.copy(by.calendarId, eventId)
    if (waiting !== undefined) turn.putCopy(owing(waiting, [open.path]))
  }
}
