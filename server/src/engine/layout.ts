import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { Destination, Route } from '@chroniton/shared/contract/route'
import { routesBetween } from './links.ts'
import type { CalendarRecord } from './records.ts'
import { requestCalendar, requestListing } from './requests.ts'
import { addRoute, changeRoute } from './routes.ts'
import type { Turn } from './turn.ts'

type Single = Extract<Destination, { calendarId: CalendarId }>
type PerSource = Extract<Destination, { layout: 'calendar-per-source' }>

/**
 * Makes the route that a calendar needs under the hub's destination; of the destination itself, those of all others.
 * `isListed`: all that the destination's agent has was reported just now.
 */
export function arrange(turn: Turn, calendarId: CalendarId, isListed = false): void {
  const { destination, newCalendars } = turn.settings
  const calendar = turn.calendar(calendarId)
  if (calendar === undefined || destination === null || newCalendars === 'wait') return
  if (destination.layout === 'calendar-per-source') arrangeApart(turn, calendar, destination, isListed)
  else if (calendarId === destination.calendarId) arrangeAll(turn)
  else arrangeTogether(turn, calendar, destination)
}

export function arrangeAll(turn: Turn): void {
  const { destination } = turn.settings
  for (const { id } of turn.state.calendars.all()) {
    if (destination?.layout === 'calendar-per-source' || destination?.calendarId !== id) arrange(turn, id)
  }
}

/**
 * The destination is another one, or shows in another way where events come from. Routes to an earlier one are kept:
 * what becomes of its copies is for a person to say.
 */
export function arrangeDifferently(turn: Turn, before: Destination | null): void {
  const { destination } = turn.settings
  if (before === null || destination === null) return
  if (!('calendarId' in before) || !('calendarId' in destination) || before.calendarId !== destination.calendarId) {
    return void turn.notes.push('the routes to the earlier destination are kept; remove those not wanted any more')
  }
  for (const route of turn.routesTo(destination.calendarId)) {
    if (route.label !== layoutOf(before).label) continue
    changeRoute(turn, route, layoutInto(turn.calendar(route.to), destination))
  }
}

function layoutOf(destination: Destination): Pick<Route, 'newEvents' | 'label' | 'followMetadata'> {
  switch (destination.layout) {
    case 'keyword':
      return { newEvents: 'labelled', label: 'keyword', followMetadata: false }
    case 'color':
      return { newEvents: 'stay', label: 'color', followMetadata: false }
    case 'calendar-per-source':
      return { newEvents: 'all', label: 'none', followMetadata: true }
  }
}

/** From a calendar that is only written, people's own events go nowhere. */
function layoutInto(calendar: CalendarRecord | undefined, destination: Destination): ReturnType<typeof layoutOf> {
  const layout = layoutOf(destination)
  return isRead(calendar) ? layout : { ...layout, newEvents: 'stay' }
}

function arrangeTogether(turn: Turn, calendar: CalendarRecord, destination: Single): void {
  if (turn.calendar(destination.calendarId) === undefined || !isRead(calendar) || isTarget(turn, calendar.id)) return
  routeInto(turn, calendar, destination.calendarId, destination)
}

/**
 * The agent has reported every calendar it can reach. Only now is it known which ones are missing: after the hub has
 * lost its database they may all be there, and be heard of later than those they are for.
 */
export function calendarsListed(turn: Turn, agentId: AgentId): void {
  const { destination } = turn.settings
  if (destination?.layout !== 'calendar-per-source' || ownerOf(turn, destination) !== agentId) return
  const isFailing = turn.state.problems
    .all()
    .some((row) => row.agentId === agentId && row.sourceId === destination.sourceId && row.calendarId === null)
  if (isFailing) return
  for (const { id } of turn.state.calendars.all()) arrange(turn, id, true)
}

function askForCalendars(turn: Turn, agentId: AgentId): void {
  const isAsked = turn.state.requests
    .all()
    .some((row) => row.kind === 'list-again' && row.agentId === agentId && row.calendarId === null)
  if (!isAsked) requestListing(turn, agentId, null, false)
}

function arrangeApart(turn: Turn, calendar: CalendarRecord, destination: PerSource, isListed: boolean): void {
  const agentId = ownerOf(turn, destination)
  if (agentId === null) return
  if (isInside(calendar, agentId, destination)) {
    const waiting = pendingFor(turn, agentId, destination).find(
      (request) => request.metadata.name === calendar.seen.metadata.name,
    )
    if (waiting !== undefined && !isTarget(turn, calendar.id)) carryInto(turn, waiting.forCalendar, calendar.id)
    return
  }
  if (!isRead(calendar) || isTarget(turn, calendar.id) || isCarried(turn, calendar.id, agentId, destination)) return
  const { name } = calendar.seen.metadata
  // A calendar of that name which nothing flows into is from before the hub lost its database.
  const [found] = turn.state.calendars
    .ofSource(agentId, destination.sourceId)
    .filter((other) => !other.gone && other.seen.metadata.name === name && !isTarget(turn, other.id))
  if (found !== undefined) routeInto(turn, calendar, found.id, destination)
  else if (isListed) requestCalendar(turn, agentId, destination.sourceId, calendar.seen.metadata, calendar.id)
  else askForCalendars(turn, agentId)
}

/** A calendar that others flow into is no source of its own. */
function isTarget(turn: Turn, calendarId: CalendarId): boolean {
  return turn.routesTo(calendarId).length > 0
}

function ownerOf(turn: Turn, { agentId, sourceId }: PerSource): AgentId | null {
  return agentId ?? turn.state.calendars.all().find(({ seen }) => seen.sourceId === sourceId)?.agentId ?? null
}

function isInside(calendar: CalendarRecord, agentId: AgentId, { sourceId }: PerSource): boolean {
  return calendar.agentId === agentId && calendar.seen.sourceId === sourceId
}

function isCarried(turn: Turn, calendarId: CalendarId, agentId: AgentId, destination: PerSource): boolean {
  const isRouted = turn.routesFrom(calendarId).some((route) => {
    const to = turn.calendar(route.to)
    return to !== undefined && isInside(to, agentId, destination)
  })
  return isRouted || pendingFor(turn, agentId, destination).some((request) => request.forCalendar === calendarId)
}

function pendingFor(turn: Turn, agentId: AgentId, { sourceId }: PerSource) {
  return turn.state.requests.all().flatMap((request) => {
    if (request.kind !== 'calendar-create' || request.forCalendar === null) return []
    const { forCalendar, metadata } = request
    return request.agentId === agentId && request.sourceId === sourceId ? { forCalendar, metadata } : []
  })
}

/** The calendar that was asked for is there. */
export function carryInto(turn: Turn, from: CalendarId, to: CalendarId): void {
  const { destination } = turn.settings
  const calendar = turn.calendar(from)
  if (calendar === undefined || destination === null || destination.layout !== 'calendar-per-source') return
  routeInto(turn, calendar, to, destination)
}

function isRead(calendar: CalendarRecord | undefined): boolean {
  return calendar?.seen.abilities.readEvents !== false
}

function routeInto(turn: Turn, from: CalendarRecord, to: CalendarId, destination: Destination): void {
  if (from.id === to || routesBetween(turn, from.id, to).length > 0) return
  const target = turn.calendar(to)
  addRoute(turn, {
    ...layoutInto(target, destination),
    id: turn.newId(),
    from: from.id,
    to,
    direction: from.seen.abilities.writeEvents && isRead(target) ? 'both' : 'forward',
    mode: 'mirror',
    strategy: null,
  })
}
