import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { AgentHello, AgentStatus } from '@chroniton/shared/contract/agent'
import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { BatchId, CalendarId, ItemId, ItemVersion, SourceId } from '@chroniton/shared/contract/ids'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import type { ReportBatch, ReportItem } from '@chroniton/shared/contract/report'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'

export const helloFrom = (hostname: string, changes: Partial<AgentHello> = {}): AgentHello => ({
  protocolVersion: PROTOCOL_VERSION,
  agentVersion: '1.0',
  name: hostname,
  environment: 'test',
  platform: 'linux',
  hostname,
  acknowledgedSequence: 0,
  ...changes,
})

export const idleStatus = (changes: Partial<AgentStatus> = {}): AgentStatus => ({
  sources: [],
  syncIntervalMinutes: 1,
  delayed: [],
  spooled: 0,
  memoryBytes: 1,
  ...changes,
})

export const seenCalendar = (id: string, changes: Partial<SeenCalendar> = {}): SeenCalendar => ({
  calendarId: id as CalendarId,
  sourceId: 'source' as SourceId,
  provider: 'vdir',
  account: 'test',
  metadata: { name: id, color: null, description: null },
  timeZone: null,
  abilities: { writeEvents: true, changeName: true, changeColor: true, changeDescription: true, deleteCalendar: true },
  ...changes,
})

export const calendarItem = (id: string, changes: Partial<SeenCalendar> = {}): ReportItem => ({
  kind: 'calendar-seen',
  calendar: seenCalendar(id, changes),
})

export const sampleEvent = (uid: string, changes: Partial<CalendarEvent> = {}): CalendarEvent => ({
  '@type': 'Event',
  uid,
  title: `Event ${uid}`,
  start: '2026-03-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
  ...changes,
})

export const eventItem = (calendarId: string, event: CalendarEvent, changes: Partial<EventSeen> = {}): ReportItem => ({
  kind: 'event-seen',
  calendarId: calendarId as CalendarId,
  itemId: `${event.uid}.ics` as ItemId,
  version: 'v1' as ItemVersion,
  event,
  mark: null,
  modifiedAt: null,
  listingId: null,
  ...changes,
})

export const batchOf = (sequence: number, items: unknown): ReportBatch => ({
  batchId: `batch-${sequence}` as BatchId,
  sequence,
  items: JSON.stringify(items),
})
