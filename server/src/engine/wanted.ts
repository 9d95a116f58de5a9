import { busyMask } from '@chroniton/shared/calendar/busy'
import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import { diff, pickUnits, unitsOf } from '@chroniton/shared/calendar/patch'
import { isBy, stampOf } from './author.ts'
import { busyUid } from './busy-uid.ts'
import { dress, labelsOf } from './dress.ts'
import { reachedBy } from './links.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** The event as this copy shall show it, if its calendar can hold all of it. */
export function wantedEvent(
  turn: Turn,
  record: EventRecord,
  copy: CopyRecord,
  copies: readonly CopyRecord[],
): CalendarEvent {
  if (copy.role === 'busy') return busyMask(record.event, copy.shadow?.uid ?? uidOfBusy(turn, record, copy, copies))
  const dressed = dress(record.event, labelsOf(turn, copy, copies))
  const uid = copy.shadow?.uid ?? dressed.uid
  return uid === dressed.uid ? dressed : { ...dressed, uid }
}

/** One meeting that is at home in two calendars is two busy times in a third: each has its UID from its home. */
export function uidOfBusy(turn: Turn, record: EventRecord, copy: CopyRecord, copies: readonly CopyRecord[]): string {
  const feeds = (other: CopyRecord) => turn.routesFrom(other.calendarId).some((route) => route.to === copy.calendarId)
  const home = copies.find((other) => other.role === 'original' && feeds(other))
  return busyUid(`${home?.calendarId} ${record.event.uid}`)
}

export interface Pending {
  /** What is to be written to the copy. */
  patch: PatchObject
  /** Units in it, or kept out of it, that were changed since the copy last agreed and that it does not show. */
  behind: string[]
}

/**
 * What is still to be written to a copy whose item is known: what others changed since it last agreed, and what is
 * owed to it. That its shadow merely differs is no reason: calendars lose what they cannot hold.
 */
export function pendingOf(turn: Turn, record: EventRecord, copy: CopyRecord, copies: readonly CopyRecord[]): Pending {
  if (copy.shadow === null || isInStep(record, copy)) return { patch: {}, behind: [] }
  const whole = diff(copy.shadow, wantedEvent(turn, record, copy, copies))
  const units = unitsOf(whole)
  if (units.length === 0) return { patch: {}, behind: [] }
  const behind = units.filter((unit) => stampOf(record, unit).revision > copy.agreedRevision)
  if (behind.length === 0 && copy.owed.length === 0) return { patch: {}, behind }
  const withheld = withheldUnits(turn, copy)
  const reachable = behind.filter(
    (unit) => !withheld.has(unit) && reachedBy(turn, stampOf(record, unit).by, copies)(copy.calendarId),
  )
  return { patch: pickUnits(whole, new Set([...reachable, ...copy.owed])), behind }
}

function isInStep(record: EventRecord, copy: CopyRecord): boolean {
  return copy.agreedRevision === record.revision && copy.owed.length === 0
}

/** Units of which a person has still to say whose value stands. */
function withheldUnits(turn: Turn, copy: CopyRecord): Set<string> {
  const open = turn.openConflicts(copy.eventId)
  return new Set(open.filter((row) => isBy(row.other.by, copy.calendarId)).map((row) => row.path))
}
