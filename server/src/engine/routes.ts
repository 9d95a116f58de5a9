import type { EventId } from '@chroniton/shared/contract/ids'
import type { Route, RouteChanges } from '@chroniton/shared/contract/route'
import { busyUid } from './busy-uid.ts'
import { labelOf } from './dress.ts'
import { buryOrphan, joinTwin } from './join.ts'
import { relabel } from './labels.ts'
import { reshape } from './reshape.ts'
import { assignRoles } from './roles.ts'
import { eventsFrom, eventsLeaving, eventsOver, orphansIn } from './route-events.ts'
import { splitEvent } from './split.ts'
import type { Turn } from './turn.ts'

/** Events flow over the route from now on; those that both its ends know are one. */
export function addRoute(turn: Turn, route: Route): void {
  turn.putRoute(route)
  const ids = eventsOver(turn, route)
  if (route.mode === 'mirror') joinKnown(turn, route, [...ids, ...orphansIn(turn, route.from)])
  buryOrphans(turn, route)
  for (const eventId of ids) if (turn.event(eventId) !== undefined) turn.touch(eventId)
}

function joinKnown(turn: Turn, route: Route, ids: readonly EventId[]): void {
  for (const eventId of ids) {
    const record = turn.event(eventId)
    if (record === undefined || record.deleted !== null) continue
    assignRoles(turn, eventId)
    const end = turn.copy(route.to, eventId) === undefined ? route.to : route.from
    if (turn.copy(end, eventId) === undefined) joinTwin(turn, record, end)
  }
}

/** What an earlier hub wrote at one end goes with the event that was deleted at the other. */
function buryOrphans(turn: Turn, { from, to, mode, newEvents }: Route): void {
  const isTwoWay = mode === 'mirror' && newEvents !== 'stay'
  for (const [home, other] of isTwoWay
    ? ([
        [from, to],
        [to, from],
      ] as const)
    : ([[from, to]] as const)) {
    for (const deleted of eventsLeaving(turn, home)) {
      const uid = mode === 'busy' ? busyUid(`${home} ${deleted.event.uid}`) : deleted.event.uid
      const twins = turn.eventsByUid(uid).filter((twin) => turn.copy(other, twin.id) !== undefined)
      for (const twin of twins) buryOrphan(turn, twin, deleted)
    }
  }
}

export function changeRoute(turn: Turn, route: Route, changes: RouteChanges): void {
  const label = labelOf(turn, route)
  const changed: Route = { ...route, ...changes }
  turn.putRoute(changed)
  if (changed.mode !== route.mode) changeMode(turn, changed)
  relabel(turn, changed, label)
  for (const eventId of eventsOver(turn, changed)) turn.touch(eventId)
}

/** Copies that show the whole event show the time alone from now on, or the other way round. */
function changeMode(turn: Turn, route: Route): void {
  for (const eventId of eventsFrom(turn, route)) {
    const record = turn.event(eventId)
    const copy = turn.copy(route.to, eventId)
    if (record === undefined || copy === undefined || copy.role === 'original') continue
    reshape(turn, record, copy, route.mode)
    turn.touch(eventId)
  }
}

export function removeRoute(turn: Turn, route: Route, copies: 'keep' | 'delete'): void {
  turn.deleteRoute(route)
  const shared: EventId[] = []
  for (const copy of turn.storedCopies().ofCalendar(route.to)) shared.push(copy.eventId)
  for (const eventId of shared) {
    if (turn.copy(route.from, eventId) === undefined) continue
    splitEvent(turn, eventId, copies === 'keep' ? 'settle' : { delete: route.to })
  }
}
