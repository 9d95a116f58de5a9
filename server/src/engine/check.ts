import { checkEvent } from '@chroniton/shared/calendar/check'
import type { CalendarEvent, JsonValue } from '@chroniton/shared/calendar/event'
import { apply, patchOfValue } from '@chroniton/shared/calendar/patch'
import type { Decision } from '@chroniton/shared/contract/decision'
import { CodedError } from '@chroniton/shared/contract/errors'
import { EventSchema } from '@chroniton/shared/contract/event'
import type { CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import { WHOLE_EVENT } from './conflicts.ts'
import type { Route, RouteChanges } from '@chroniton/shared/contract/route'
import type { CalendarRecord, ConflictRecord, EventRecord } from './records.ts'
import type { State } from './state.ts'

/** Throws why the decision cannot be carried out; changes nothing. */
export function check(state: State, decision: Decision): void {
  switch (decision.kind) {
    case 'settings-change':
      return checkDestination(state, decision.changes.destination)
    case 'agent-add':
      return
    case 'agent-remove':
    case 'agent-forget':
    case 'agent-configure':
    case 'list-again':
      return checkAgent(state, decision.agentId, 'calendarId' in decision ? decision.calendarId : null)
    case 'calendar-create':
      return checkAgent(state, decision.agentId, null)
    case 'calendar-change':
      return void calendarOf(state, decision.calendarId)
    case 'calendar-delete': {
      const calendar = calendarOf(state, decision.calendarId)
      if (calendar.seen.abilities.deleteCalendar) return
      throw new CodedError('not-supported', `calendar ${calendar.id} cannot be deleted from here`)
    }
    case 'route-add':
      return checkRoute(state, decision.route)
    case 'route-change': {
      const { to } = found(state.routes.get(decision.routeId), 'route', decision.routeId)
      return checkOnlyWritten(calendarOf(state, to), decision.changes)
    }
    case 'route-remove':
      return void found(state.routes.get(decision.routeId), 'route', decision.routeId)
    case 'event-change': {
      const record = livingEvent(state, decision.eventId)
      return checkShape(apply(record.event, decision.patch), record.event)
    }
    case 'event-create':
      return checkCreation(state, decision.calendarId, decision.event)
    case 'event-delete':
      return void livingEvent(state, decision.eventId)
    case 'conflict-resolve': {
      const conflict = found(state.conflicts.get(decision.conflictId), 'conflict', decision.conflictId)
      if (decision.resolution.choose === 'value') checkOwnValue(state, conflict, decision.resolution.value)
      return
    }
    case 'hold-release':
    case 'hold-discard':
      return void found(state.holds.get(decision.holdId), 'hold', decision.holdId)
    case 'command-retry':
    case 'command-discard':
      return checkCommand(state, decision.commandId)
    case 'undo': {
      const change = found(state.changes.get(decision.changeId), 'change', decision.changeId)
      if (change.undone) throw new CodedError('conflict', 'this change was undone before')
      return
    }
    case 'undo-entry':
      if (state.changes.ofEntry(decision.position).length > 0) return
      throw new CodedError('not-found', `entry ${decision.position} changed no event`)
  }
}

function found<Row>(row: Row | undefined, what: string, id: string): Row {
  if (row === undefined) throw new CodedError('not-found', `there is no ${what} ${id}`)
  return row
}

function calendarOf(state: State, id: CalendarId): CalendarRecord {
  return found(state.calendars.get(id), 'calendar', id)
}

function livingEvent(state: State, id: EventRecord['id']): EventRecord {
  const record = found(state.events.get(id), 'event', id)
  if (record.deleted !== null) throw new CodedError('not-found', `event ${id} is deleted`)
  return record
}

function checkAgent(state: State, agentId: CalendarRecord['agentId'], calendarId: CalendarId | null): void {
  const agent = state.agents.get(agentId)
  found(agent?.removed === false ? agent : undefined, 'agent', agentId)
  if (calendarId !== null && calendarOf(state, calendarId).agentId !== agentId) {
    throw new CodedError('not-found', `agent ${agentId} has no calendar ${calendarId}`)
  }
}

type Settings = Extract<Decision, { kind: 'settings-change' }>['changes']

function checkDestination(state: State, destination: Settings['destination']): void {
  if (destination === undefined || destination === null) return
  if ('calendarId' in destination) return void calendarOf(state, destination.calendarId)
  if (destination.agentId !== undefined) return checkAgent(state, destination.agentId, null)
  const owners = ownersOf(state, destination.sourceId)
  if (owners.size === 1) return
  const detail = owners.size === 0 ? 'shows no calendar yet' : 'belongs to more than one agent'
  throw new CodedError('invalid-input', `source ${destination.sourceId} ${detail}: name its agent`)
}

function ownersOf(state: State, sourceId: SourceId): Set<string> {
  const calendars = state.calendars.all().filter((calendar) => calendar.seen.sourceId === sourceId)
  return new Set(calendars.map((calendar) => calendar.agentId))
}

function checkRoute(state: State, route: Omit<Route, 'id'>): void {
  const { from, to } = route
  if (calendarOf(state, from).seen.abilities.readEvents === false) throw onlyWritten(from)
  const target = calendarOf(state, to)
  if (from === to) throw new CodedError('invalid-input', 'a route leads from one calendar to another')
  if (!target.seen.abilities.writeEvents) throw new CodedError('calendar-read-only', `calendar ${to} cannot be written`)
  checkOnlyWritten(target, route)
  const joined = state.routes.all().some((route) => [from, to].includes(route.from) && [from, to].includes(route.to))
  if (joined) throw new CodedError('conflict', `calendars ${from} and ${to} are joined by a route already`)
}

function checkOnlyWritten({ id, seen }: CalendarRecord, { direction, newEvents = 'stay' }: RouteChanges): void {
  if (seen.abilities.readEvents !== false) return
  if (direction === 'both' || newEvents !== 'stay') throw onlyWritten(id)
}

function onlyWritten(id: CalendarId): CodedError {
  return new CodedError('not-supported', `calendar ${id} is only written: a route leads to it, one way`)
}

function checkOwnValue(state: State, { eventId, path }: ConflictRecord, value: JsonValue): void {
  if (path === WHOLE_EVENT) throw new CodedError('invalid-input', 'choose one of the two sides: edited or deleted')
  const record = livingEvent(state, eventId)
  checkShape(apply(record.event, patchOfValue(path, value)), record.event)
}

function checkShape(event: CalendarEvent, before: CalendarEvent | null): void {
  const { error } = EventSchema.safeParse(event)
  const [issue] = error?.issues ?? []
  if (issue !== undefined) throw new CodedError('invalid-input', `${issue.path.join('/')}: ${issue.message}`)
  if (before !== null && event.uid !== before.uid) throw new CodedError('invalid-input', 'uid: an event keeps its UID')
  checkEvent(event)
}

function checkCreation(state: State, calendarId: CalendarId, event: CalendarEvent): void {
  const calendar = calendarOf(state, calendarId)
  if (!calendar.seen.abilities.writeEvents) {
    throw new CodedError('calendar-read-only', `calendar ${calendarId} cannot be written`)
  }
  checkShape(event, null)
  const twin = state.events.byUid(event.uid).find((row) => row.deleted === null)
  if (twin !== undefined) throw new CodedError('conflict', `event ${twin.id} has the UID "${event.uid}" already`)
}

function checkCommand(state: State, commandId: Extract<Decision, { kind: 'command-retry' }>['commandId']): void {
  const copy = state.copies.byCommand(commandId)
  const isPresent = copy?.outstanding?.commandId === commandId || copy?.parked?.commandId === commandId
  if (isPresent || state.calendars.byCommand(commandId) || state.requests.get(commandId)) return
  throw new CodedError('not-found', `there is no command ${commandId} waiting`)
}
