import type { CalendarEvent, TimeZoneId } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { olderContent, type OlderContent } from './write-event.ts'

/** What an older agent is told of an event and shows of it again; what it cannot hold has no place here. */
const FIELDS = [
  'title',
  'description',
  'location',
  'start_time',
  'end_time',
  'all_day',
  'recurrence_pattern',
  'private',
  'status',
] as const satisfies (keyof OlderContent)[]

type Field = (typeof FIELDS)[number]

/** The fields in which two events differ for an older agent. */
export function changedFields(before: CalendarEvent, after: CalendarEvent, zone: TimeZoneId): Field[] {
  const [old, now] = [plain(before, zone), plain(after, zone)]
  return FIELDS.filter((field) => !sameJson(old[field], now[field]))
}

const OF_IDENTITY: Field[] = ['title', 'start_time', 'end_time', 'all_day']

/** Whether an event that an agent has made is the one that it was told to make. */
export function looksLike(wanted: CalendarEvent, shown: CalendarEvent, zone: TimeZoneId): boolean {
  const changed = changedFields(wanted, shown, zone)
  return !OF_IDENTITY.some((field) => changed.includes(field))
}

/** Programs trim texts and end lines in their own way. */
function plain(event: CalendarEvent, zone: TimeZoneId): OlderContent {
  const content = olderContent(normalise(event), zone)
  const text = (value: string) => value.replaceAll('\r\n', '\n').trim()
  return {
    ...content,
    title: text(content.title),
    description: text(content.description),
    location: text(content.location),
  }
}
