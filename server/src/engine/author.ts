import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { Author, EventRecord, PathStamp } from './records.ts'

export function calendarAuthor(calendarId: CalendarId): Author {
  return { kind: 'calendar', calendarId }
}

export function isBy(author: Author, calendarId: CalendarId): boolean {
  return author.kind === 'calendar' && author.calendarId === calendarId
}

/** The last change of a unit; what was never changed is as the event was made. */
export function stampOf(record: EventRecord, unit: string): PathStamp {
  return Object.hasOwn(record.stamps, unit)
    ? (record.stamps[unit] as PathStamp)
    : { revision: 1, by: record.createdBy, at: record.createdAt }
}
