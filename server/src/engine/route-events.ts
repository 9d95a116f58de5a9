import type { EventId } from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import { isHome } from './copy.ts'
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

function homesIn(turn: Turn, calendarId: Route['from']): EventId[] {
  const ids: EventId[] = []
  for (const copy of turn.storedCopies().ofCalendar(calendarId)) if (isHome(copy)) ids.push(copy.eventId)
  return ids
}
