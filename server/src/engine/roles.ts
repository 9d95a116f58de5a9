import type { EventId } from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import { isHome, isLive } from './copy.ts'
import { flowsBack } from './links.ts'
import type { CopyRecord } from './records.ts'
import type { Turn } from './turn.ts'

/**
 * Of two calendars that a route joins only one is an event's home: the one it flows from. Where both show an item of
 * their own, the one at the `to` end is the mirror from now on. Where nobody's own is known, because the hub that put
 * the original back has lost its database, the event is at home at the `from` end.
 */
export function assignRoles(turn: Turn, eventId: EventId): void {
  const routes = turn.copies(eventId).flatMap((copy) => turn.routesFrom(copy.calendarId))
  for (const route of routes.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (route.mode !== 'mirror') continue
    const [from, to] = [turn.copy(route.from, eventId), turn.copy(route.to, eventId)]
    if (from === undefined || to === undefined) continue
    if (isHome(from) && isHome(to)) turn.putCopy({ ...(isMirrorOf(turn, from, to, route) ? from : to), role: 'mirror' })
    else if (isOrphan(from) && isOrphan(to) && !turn.copies(eventId).some(isHome)) {
      turn.putCopy({ ...from, role: 'original' })
    }
  }
}

/** The mark tells which item an earlier hub had made of the other, where the route brings events that way as well. */
function isMirrorOf(turn: Turn, from: CopyRecord, to: CopyRecord, route: Route): boolean {
  return from.marked && !to.marked && route.newEvents !== 'stay' && flowsBack(turn, route)
}

function isOrphan(copy: CopyRecord): boolean {
  return copy.role === 'mirror' && copy.itemId !== null && isLive(copy)
}
