import type { CalendarEvent, TimeZoneId } from '@chroniton/shared/calendar/event'
import { addDuration, parseLocal, printLocal, toInstant, toWall } from '@chroniton/shared/calendar/local-time'
import { printRule } from '@chroniton/shared/calendar/rule-text'

/** An event in the shape that older agents and their scripts know. Times are naive, by the clocks of one zone. */
export interface OlderEvent {
  id: string
  provider: string
  provider_id: string
  title: string
  description: string
  location: string
  organizer: { name?: string; email?: string }
  participants: { name: string; email: string; response_status: string }[]
  start_time: string
  end_time: string
  all_day: boolean
  recurring: boolean
  recurrence_pattern: string | null
  calendar_id: string
  calendar_name: string
  private: boolean
  status: string
  created_at: string | null
  updated_at: string | null
}

/** What an event is, without where it lies. */
export type OlderContent = Omit<
  OlderEvent,
  'id' | 'provider' | 'provider_id' | 'calendar_id' | 'calendar_name' | 'organizer' | 'participants'
>

export function olderContent(event: CalendarEvent, zone: TimeZoneId): OlderContent {
  const { start, end } = olderTimes(event, zone)
  return {
    title: event.title ?? '',
    description: event.description ?? '',
    location: placesOf(event),
    start_time: start,
    end_time: end,
    all_day: event.showWithoutTime === true,
    recurring: event.recurrenceRules !== undefined,
    recurrence_pattern: patternOf(event, zone),
    private: event.privacy === 'private' || event.privacy === 'secret',
    status: event.status ?? 'confirmed',
    created_at: event.created ?? null,
    updated_at: event.updated ?? null,
  }
}

/** The people of an event. Never part of what an agent is told to write: it might mail them. */
export function olderPeople({ participants = {} }: CalendarEvent): Pick<OlderEvent, 'organizer' | 'participants'> {
  const people = Object.values(participants)
  const owner = people.find(({ roles }) => roles?.['owner'] === true)
  return {
    organizer:
      owner === undefined
        ? {}
        : {
            ...(owner.name === undefined ? {} : { name: owner.name }),
            ...(owner.email === undefined ? {} : { email: owner.email }),
          },
    participants: people
      .filter(({ roles = {} }) => roles['owner'] !== true || Object.keys(roles).length > 1)
      .map(({ name = '', email = '', participationStatus = 'needs-action' }) => ({
        name,
        email,
        response_status: participationStatus,
      })),
  }
}

/** An all-day event lasts from midnight to midnight, whatever the zone. */
export function olderTimes(event: CalendarEvent, zone: TimeZoneId): { start: string; end: string } {
  const own = event.timeZone ?? null
  const end = addDuration(event.start, event.duration ?? 'PT0S', own) ?? event.start
  if (event.showWithoutTime === true || own === null || own === zone) return { start: event.start, end }
  return { start: moved(event.start, own, zone), end: moved(end, own, zone) }
}

function moved(local: string, from: TimeZoneId, to: TimeZoneId): string {
  const wall = parseLocal(local)
  return wall === null ? local : printLocal(toWall(toInstant(wall, from), to))
}

function placesOf({ locations = {}, virtualLocations = {} }: CalendarEvent): string {
  const names = Object.values(locations).map(({ name = '' }) => name)
  const [place] = [...names, ...Object.values(virtualLocations).map(({ uri }) => uri)].filter((text) => text !== '')
  return place ?? ''
}

function patternOf(event: CalendarEvent, zone: TimeZoneId): string | null {
  const [rule] = event.recurrenceRules ?? []
  if (rule === undefined) return null
  const allDay = event.showWithoutTime === true
  return printRule(rule, { timeZone: allDay ? null : (event.timeZone ?? zone), allDay })
}
