import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import type { Author, CopyRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** Whether edits and deletions made in the route's `to` count in its `from`. A calendar that cannot be written only gives. */
export function flowsBack(turn: Turn, route: Route): boolean {
  if (route.direction !== 'both' || route.mode !== 'mirror') return false
  return turn.calendar(route.from)?.seen.abilities.writeEvents === true
}

export function routesBetween(turn: Turn, one: CalendarId, other: CalendarId): Route[] {
  const there = turn.routesFrom(one).filter((route) => route.to === other)
  const back = turn.routesFrom(other).filter((route) => route.to === one)
  return [...there, ...back]
}

/** Routes of whole events that join the calendar with one of the copies. A busy copy tells nothing to join by. */
export function joints(turn: Turn, calendarId: CalendarId, copies: readonly CopyRecord[]): Route[] {
  const others = copies.filter((copy) => copy.role !== 'busy' && copy.calendarId !== calendarId)
  return others
    .flatMap((copy) => routesBetween(turn, calendarId, copy.calendarId))
    .filter((route) => route.mode === 'mirror')
}

/**
 * Whether what people do to this copy counts for the event: always where it is at home, and in a mirror when some
 * route leads back from it. A mirror that nothing is known to stand behind is all there is of its event.
 */
export function counts(turn: Turn, copy: CopyRecord, copies: readonly CopyRecord[]): boolean {
  if (copy.role === 'original') return true
  if (copy.role === 'busy') return false
  const others = copies.filter((other) => other.calendarId !== copy.calendarId)
  const routes = joints(turn, copy.calendarId, others)
  return routes.length === 0 || routes.some((route) => flowsBack(turn, route))
}

/**
 * The calendars that a change made by this author reaches, over routes between the calendars that have a copy. What a
 * person decides in the hub reaches every one, and so does what came from a calendar that has no copy any more.
 */
export function reachedBy(turn: Turn, by: Author, copies: readonly CopyRecord[]): (calendarId: CalendarId) => boolean {
  if (by.kind === 'person' || !copies.some((copy) => copy.calendarId === by.calendarId)) return () => true
  const reached = new Set([by.calendarId])
  const open = [by.calendarId]
  for (let calendarId = open.pop(); calendarId !== undefined; calendarId = open.pop()) {
    for (const { calendarId: next } of copies) {
      if (reached.has(next) || !flowsTo(turn, calendarId, next)) continue
      reached.add(next)
      open.push(next)
    }
  }
  return (calendarId) => reached.has(calendarId)
}

function flowsTo(turn: Turn, from: CalendarId, to: CalendarId): boolean {
  return routesBetween(turn, from, to).some((route) => route.from === from || flowsBack(turn, route))
}
