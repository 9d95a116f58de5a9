import type { EventId } from '@chroniton/shared/contract/ids'
import { isHome } from './copy.ts'
import type { Turn } from './turn.ts'

/**
 * Of two calendars that a route joins only one is an event's home: the one it flows from. Where both show an item of
 * their own, the one at the `to` end is the mirror from now on.
 */
export function assignRoles(turn: Turn, eventId: EventId): void {
  const routes = turn.copies(eventId).flatMap((copy) => turn.routesFrom(copy.calendarId))
  for (const route of routes.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (route.mode !== 'mirror') continue
    const from = turn.copy(route.from, eventId)
    const to = turn.copy(route.to, eventId)
    if (from === undefined || to === undefined || !isHome(from) || !isHome(to)) continue
    turn.putCopy({ ...to, role: 'mirror' })
  }
}
