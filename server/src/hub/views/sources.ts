import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import type { Author, CalendarRecord } from '../../engine/records.ts'
import type { State } from '../../engine/state.ts'
import type { Database } from '../../store/database.ts'
import type { Presence } from '../presence.ts'
import type { OlderAgentRows } from '../older-agents/agent-rows.ts'
import type { Sightings } from '../sightings.ts'
import type { Alerting } from './agent-alerts.ts'

/** What views are made from. They only read. */
export interface Sources {
  database: Database
  state: State
  presence: Presence
  sightings: Sightings
  /** Those that poll over HTTP; one that was not heard of for so long is not there. */
  olderAgents: { rows: OlderAgentRows; timeoutMs: number }
  now: () => Instant
  alerting: Alerting
}

/** The calendar's name as a person knows it; its id where nothing is known of it. */
export function calendarName(calendar: CalendarRecord | undefined, calendarId: CalendarId): string {
  return calendar?.wanted.name ?? calendarId
}

export type AuthorView = { kind: 'calendar'; calendarId: CalendarId; name: string } | { kind: 'person'; name: string }

export function authorView(state: State, by: Author): AuthorView {
  if (by.kind === 'person') return by
  return { ...by, name: calendarName(state.calendars.get(by.calendarId), by.calendarId) }
}
