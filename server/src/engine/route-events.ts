import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import { isHome } from './copy.ts'
import type { EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** Events that are at home in the route's `from`, in order. */
export function eventsFrom(turn: Turn, route: Route): EventId[] {
  return homesIn(turn, route.from)
}

/** Events that the route may carry either way, in order. */
export function eventsOver(turn: Turn, route: Route): EventId[] {
  const back = route.newEvents === 'stay' ? [] : homesIn(turn, route.to)
  return [...homesIn(turn, route.from), ...back]
}

function homesIn(turn: Turn, calendarId: CalendarId): EventId[] {
  const ids: EventId[] = []
  for (const copy of turn.storedCopies().ofCalendar(calendarId)) if (isHome(copy)) ids.push(copy.eventId)
  return ids
}

/** Deleted events whose items in the calendar are gone or on their way. */
export function eventsLeaving(turn: Turn, calendarId: CalendarId): EventRecord[] {
  const deleted: EventRecord[] = []
  for (const copy of turn.storedCopies().ofCalendar(calendarId)) {
    if (copy.gone === null && copy.outstanding?.kind !== 'event-delete') continue
    const record = turn.event(copy.eventId)
    if (record !== undefined && record.deleted !== null) deleted.push(record)
  }
  return deleted
}

/** Events that an earlier hub wrote, of which no home is known, in order. */
export function orphansIn(turn: Turn, calendarId: CalendarId): EventId[] {
  const ids: EventId[] = []
  for (const copy of turn.storedCopies().ofCalendar(calendarId)) if (copy.role === 'mirror') ids.push(copy.eventId)
  return ids.filter((eventId) => !turn.copies(eventId).some(isHome))
}
