import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import type { Author, CalendarRecord } from '../../engine/records.ts'
import type { State } from '../../engine/state.ts'
import type { Database } from '../../store/database.ts'
import type { Presence } from '../presence.ts'
import type { Sightings } from '../sightings.ts'

/** What views are made from. They only read. */
export interface Sources {
  database: Database
  state: State
  presence: Presence
  sightings: Sightings
  now: () => Instant
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
