import { sameJson } from '@chroniton/shared/calendar/json'
import type { Route } from '@chroniton/shared/contract/route'
import { labelOf } from './dress.ts'
import type { Label } from './records.ts'
import { eventsFrom, eventsOver } from './route-events.ts'
import type { Turn } from './turn.ts'

/**
 * The route's copies are looked at when they are to tell in another way where they come from, and so are events that
 * the new label may bring back over it.
 */
export function relabel(turn: Turn, route: Route, before: Label | null): void {
  if (sameJson(before, labelOf(turn, route))) return
  const ids = route.newEvents === 'labelled' ? eventsOver(turn, route) : eventsFrom(turn, route)
  for (const eventId of ids) turn.touch(eventId)
}
