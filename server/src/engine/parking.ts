import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import { wantMetadata } from './metadata.ts'
import type { CalendarRecord, CopyRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** Tries again what was refused in the calendar for one of these reasons. */
export function retryParked(turn: Turn, calendarId: CalendarId, reasons: ReadonlySet<ErrorCode>): void {
  for (const { eventId } of turn.storedCopies().parked(calendarId)) {
    const copy = turn.copy(calendarId, eventId)
    if (copy?.parked && reasons.has(copy.parked.code)) unpark(turn, copy)
  }
  const calendar = turn.calendar(calendarId)
  if (calendar?.parked && reasons.has(calendar.parked.code)) unparkMetadata(turn, calendar)
}

/** A new command follows when the copy still wants it. */
export function unpark(turn: Turn, copy: CopyRecord): void {
  if (copy.parked === null) return
  turn.effects.push({ kind: 'settle', commandId: copy.parked.commandId })
  turn.putCopy({ ...copy, parked: null, mismatches: 0 })
  turn.touch(copy.eventId)
}

export function unparkMetadata(turn: Turn, calendar: CalendarRecord): void {
  if (calendar.parked === null) return
  wantMetadata(turn, calendar.id, calendar.parked.changes)
}
