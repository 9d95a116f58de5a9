import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type {
  AgentId,
  CalendarId,
  ChangeId,
  CommandId,
  ConflictId,
  EventId,
  HoldId,
  Instant,
  ItemId,
  ItemVersion,
  ListingId,
  Position,
  RouteId,
  SourceId,
} from '@chroniton/shared/contract/ids'
import type { Route } from '@chroniton/shared/contract/route'
import { newCopy } from '../copy.ts'
import type { CalendarRecord, ChangeRecord, ConflictRecord, CopyRecord, EventRecord } from '../records.ts'

/** Ids are plain text in tests. */
export const id = {
  agent: (text: string) => text as AgentId,
  source: (text: string) => text as SourceId,
  calendar: (text: string) => text as CalendarId,
  item: (text: string) => text as ItemId,
  version: (text: string) => text as ItemVersion,
  event: (text: string) => text as EventId,
  command: (text: string) => text as CommandId,
  route: (text: string) => text as RouteId,
  conflict: (text: string) => text as ConflictId,
  hold: (text: string) => text as HoldId,
  change: (text: string) => text as ChangeId,
  listing: (text: string) => text as ListingId,
  position: (number: number) => number as Position,
  instant: (text: string) => text as Instant,
}

export const NOON = id.instant('2026-03-01T12:00:00.000Z')

export function sampleEvent(uid = 'meeting@example.com', changes: Partial<CalendarEvent> = {}): CalendarEvent {
  return {
    '@type': 'Event',
    uid,
    title: 'Meeting',
    start: '2026-03-02T09:00:00',
    timeZone: 'Europe/Zurich',
    duration: 'PT1H',
    ...changes,
  }
}

export function sampleCalendar(
  calendarId: string,
  agentId = `agent-${calendarId}`,
  changes: Partial<SeenCalendar> = {},
): SeenCalendar {
  return {
    calendarId: id.calendar(calendarId),
    sourceId: id.source(`source-${agentId}`),
    provider: 'caldav',
    account: `${agentId}@example.com`,
    metadata: { name: calendarId, color: '#112233', description: null },
    timeZone: 'Europe/Zurich',
    abilities: {
      writeEvents: true,
      changeName: true,
      changeColor: true,
      changeDescription: true,
      deleteCalendar: true,
    },
    ...changes,
  }
}

export function calendarRecord(calendarId: string, changes: Partial<CalendarRecord> = {}): CalendarRecord {
  const seen = sampleCalendar(calendarId)
  return {
    id: seen.calendarId,
    agentId: id.agent(`agent-${calendarId}`),
    seen,
    gone: false,
    listed: true,
    listingId: null,
    wanted: seen.metadata,
    outstanding: null,
    parked: null,
    ...changes,
  }
}

export function sampleRoute(from: string, to: string, changes: Partial<Route> = {}): Route {
  return {
    id: id.route(`${from}-${to}`),
    from: id.calendar(from),
    to: id.calendar(to),
    direction: 'both',
    newEvents: 'stay',
    mode: 'mirror',
    label: 'none',
    followMetadata: false,
    strategy: null,
    ...changes,
  }
}

export function eventRecord(eventId: string, changes: Partial<EventRecord> = {}): EventRecord {
  return {
    id: id.event(eventId),
    event: sampleEvent(),
    revision: 1,
    createdBy: { kind: 'calendar', calendarId: id.calendar('work') },
    createdAt: NOON,
    stamps: {},
    deleted: null,
    ...changes,
  }
}

export function copyRecord(calendarId: string, eventId: string, changes: Partial<CopyRecord> = {}): CopyRecord {
  return { ...newCopy(id.calendar(calendarId), id.event(eventId), 'original'), marked: false, ...changes }
}

export function conflictRecord(
  conflictId: string,
  eventId: string,
  changes: Partial<ConflictRecord> = {},
): ConflictRecord {
  const by = { kind: 'calendar', calendarId: id.calendar('work') } as const
  return {
    id: id.conflict(conflictId),
    eventId: id.event(eventId),
    path: 'title',
    base: 'Meeting',
    current: { by, value: 'One', deleted: false, at: NOON },
    other: { by, value: 'Two', deleted: false, at: NOON },
    strategy: 'manual',
    at: NOON,
    state: 'open',
    decidedBy: null,
    ...changes,
  }
}

export function changeRecord(changeId: string, eventId: string, position: number): ChangeRecord {
  return {
    id: id.change(changeId),
    eventId: id.event(eventId),
    position: id.position(position),
    at: NOON,
    revision: 1,
    what: 'changed',
    by: { kind: 'person', name: 'Ada' },
    patch: { title: 'New' },
    inverse: { title: 'Old' },
    undone: false,
  }
}
