import type { EventId } from '@chroniton/shared/contract/ids'
import { isHome, isLive } from './copy.ts'
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
    if (isHome(from) && isHome(to)) turn.putCopy({ ...to, role: 'mirror' })
    else if (isOrphan(from) && isOrphan(to) && !turn.copies(eventId).some(isHome)) {
      turn.putCopy({ ...from, role: 'original' })
    }
  }
}

function isOrphan(copy: CopyRecord): boolean {
  return copy.role === 'mirror' && copy.itemId !== null && isLive(copy)
}
