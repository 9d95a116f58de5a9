import { busyMask } from '@chroniton/shared/calendar/busy'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { Route } from '@chroniton/shared/contract/route'
import { digestOf } from '../../../server/src/engine/digest.ts'
import type { EventRecord } from '../../../server/src/engine/records.ts'
import type { State } from '../../../server/src/engine/state.ts'
import { nameOf, type Place } from '../place.ts'
import type { World } from '../world.ts'

export interface ExpectedItem {
  record: EventRecord
  role: 'original' | 'mirror' | 'busy'
  event: CalendarEvent
  /** It need not be there: its label has changed since it was brought there. */
  isOptional: boolean
}

/** By the events and routes alone, what every calendar has to show; keyed by calendar and UID. */
export function expectedItems(world: World, state: State): Map<string, Map<string, ExpectedItem>> {
  const places = new Map(world.places().map((place) => [place.calendarId as string, place]))
  const routes = state.routes.all()
  const expected = new Map([...places.keys()].map((id) => [id, new Map<string, ExpectedItem>()]))
  for (const record of state.events.all()) {
    if (record.deleted !== null) continue
    const homes = state.copies
      .ofEvent(record.id)
      .filter(({ role, gone, unwanted }) => role === 'original' && gone === null && !unwanted)
      .map(({ calendarId }) => calendarId as string)
    for (const calendarId of homes) {
      expected
        .get(calendarId)
        ?.set(record.event.uid, { record, role: 'original', event: record.event, isOptional: false })
    }
    for (const [calendarId, { home, ...how }] of reached(record, homes, routes, places)) {
      if (homes.includes(calendarId)) continue
      const into = expected.get(calendarId)
      if (how.role === 'busy') {
        const event = busyMask(record.event, `busy-${digestOf(`${home} ${record.event.uid}`)}`)
        into?.set(event.uid, { record, event, ...how })
      } else {
        const event = labelled(record.event, calendarId, homes, routes, places)
        into?.set(event.uid, { record, event, ...how })
      }
    }
  }
  return expected
}

type How = Pick<ExpectedItem, 'isOptional'> & { role: 'mirror' | 'busy'; home: string }

function reached(
  { event }: EventRecord,
  homes: string[],
  routes: Route[],
  places: Map<string, Place>,
): Map<string, How> {
  const result = new Map<string, How>()
  const reach = (calendarId: string, how: How) => {
    const present = result.get(calendarId)
    if (present === undefined || present.role === 'busy' || present.isOptional) result.set(calendarId, how)
  }
  for (const home of homes) {
    for (const route of routes) {
      if (route.from === home && (route.mode === 'mirror' || !result.has(route.to))) {
        reach(route.to, { home, role: route.mode, isOptional: false })
      }
      if (route.to !== home || route.direction !== 'both' || route.mode !== 'mirror') continue
      const from = places.get(route.from)
      const carries = from !== undefined && event.keywords?.[nameOf(from)] === true
      if (route.newEvents === 'all') reach(route.from, { home, role: 'mirror', isOptional: false })
      if (route.newEvents === 'labelled') reach(route.from, { home, role: 'mirror', isOptional: !carries })
    }
  }
  return result
}

/** With what tells where it comes from. */
function labelled(
  event: CalendarEvent,
  calendarId: string,
  homes: string[],
  routes: Route[],
  places: Map<string, Place>,
): CalendarEvent {
  let result = event
  let hasColor = false
  for (const route of routes) {
    const from = places.get(route.from)
    if (route.to !== calendarId || route.mode !== 'mirror' || from === undefined || !homes.includes(route.from))
      continue
    if (route.label === 'keyword') result = { ...result, keywords: { ...result.keywords, [nameOf(from)]: true } }
    if (route.label !== 'color' || hasColor) continue
    const { color } = from.account.calendars().find(({ nativeId }) => nativeId === from.nativeId)!.metadata
    if (color === null) continue
    result = { ...result, color }
    hasColor = true
  }
  return result
}
