import { occurrences } from '@chroniton/shared/calendar/recurrence'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import type { EventSummary, Page } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { prepared } from '../../store/prepared.ts'
import type { CopyRecord, EventRecord } from '../../engine/records.ts'
import type { State } from '../../engine/state.ts'
import type { EventSpans } from '../event-spans.ts'
import { parseCursor, printCursor } from '../paging.ts'
import { type EventPlace, readEvents } from './event-rows.ts'
import type { Sources } from './sources.ts'

const Place = z.tuple([z.string(), z.string()])

export interface EventQuery {
  /** An instant, or a date for its beginning in UTC. */
  from: string | null
  to: string | null
  calendarId: CalendarId | null
  search: string | null
  limit: number
  cursor: string | null
}

/**
 * Events that are not deleted and take place in the window, ordered by their first start. A series is one event; it
 * is in the window when one of its occurrences is.
 *
 * Errors: `invalid-input` for a bad instant or cursor.
 */
export async function eventPage(sources: Sources, spans: EventSpans, query: EventQuery): Promise<Page<EventSummary>> {
  const from = parseMoment('from', query.from)
  const to = parseMoment('to', query.to)
  const place = parseCursor(query.cursor, Place)
  const filter = {
    from,
    to,
    calendarIds: query.calendarId === null ? null : [query.calendarId],
    words: wordsOfSearch(query.search),
  }
  const items: EventSummary[] = []
  let last: EventPlace | null = null
  for await (const { place: here, record } of readEvents(sources, spans, filter, place)) {
    if (!takesPlace(record, from, to)) continue
    if (items.length === query.limit) return { items, nextCursor: last === null ? null : printCursor(last) }
    items.push(eventSummary(sources, record))
    last = here
  }
  return { items, nextCursor: null }
}

/** As the words of an event are kept; null for nothing to look for. */
export function wordsOfSearch(search: string | null): string | null {
  return search?.trim().toLowerCase() || null
}

/** An instant, or a date for its beginning in UTC, in milliseconds since 1970. Errors: `invalid-input`. */
export function parseMoment(name: string, text: string | null): number | null {
  if (text === null) return null
  const moment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(moment)) {
    throw new CodedError('invalid-input', `${name}: "${text}" is neither an instant (2026-01-31T09:00:00Z) nor a date`)
  }
  return moment
}

/** The span is only an estimate; a rule that makes no sense leaves it at that. */
function takesPlace({ event }: EventRecord, from: number | null, to: number | null): boolean {
  if (from === null && to === null) return true
  try {
    return occurrences(event, { from: from ?? -Infinity, to: to ?? Infinity, limit: 1 }).length > 0
  } catch {
    return true
  }
}

function eventSummary({ state }: Sources, { id, event }: EventRecord): EventSummary {
  return {
    id,
    uid: event.uid,
    title: event.title ?? '',
    start: event.start,
    timeZone: event.timeZone ?? null,
    duration: event.duration ?? 'PT0S',
    allDay: event.showWithoutTime === true,
    recurring: isRecurring(event),
    status: event.status ?? 'confirmed',
    color: event.color ?? null,
    calendars: presentCopies(state, id).map(({ calendarId }) => calendarId),
    conflicts: state.conflicts.openOf(id).length,
  }
}

export function isRecurring(event: CalendarEvent): boolean {
  return (event.recurrenceRules?.length ?? 0) > 0 || Object.keys(event.recurrenceOverrides ?? {}).length > 0
}

/** The copies that have an item which is not gone. */
export function presentCopies(state: State, eventId: EventId): CopyRecord[] {
  return state.copies.ofEvent(eventId).filter(({ itemId, gone }) => itemId !== null && gone === null)
}

export function eventCount({ database }: Sources): number {
  return prepared<[], number>(database, 'select count(*) from events where deleted = 0').pluck().get()!
}
