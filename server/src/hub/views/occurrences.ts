import { parseSpan } from '@chroniton/shared/calendar/duration'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { DAY_SECONDS, parseLocal, printLocal } from '@chroniton/shared/calendar/local-time'
import { type Occurrence, occurrences } from '@chroniton/shared/calendar/recurrence'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { OccurrencesView, OccurrenceView } from '@chroniton/shared/contract/views'
import type { EventRecord } from '../../engine/records.ts'
import type { EventSpans } from '../event-spans.ts'
import { readEvents } from './event-rows.ts'
import { isRecurring, parseMoment, presentCopies, wordsOfSearch } from './events.ts'
import type { Sources } from './sources.ts'

/** A page of a calendar shows some hundreds; more than this no screen can. */
const MOST = 10_000
const LONGEST_MS = 400 * DAY_SECONDS * 1000

export interface OccurrencesQuery {
  from: string
  to: string
  /** Null: all of them. */
  calendarIds: CalendarId[] | null
  search: string | null
  /** Whose clocks floating and all-day events go by. */
  timeZone: string
}

/**
 * What takes place in a window of time, series expanded.
 *
 * Errors: `invalid-input` for a bad instant, zone or window.
 */
export async function occurrencesWithin(
  sources: Sources,
  spans: EventSpans,
  query: OccurrencesQuery,
): Promise<OccurrencesView> {
  const from = parseMoment('from', query.from) ?? 0
  const to = parseMoment('to', query.to) ?? 0
  if (to <= from || to - from > LONGEST_MS) {
    throw new CodedError('invalid-input', 'the window must end after it begins, and within 400 days')
  }
  const items: OccurrenceView[] = []
  const filter = { from, to, calendarIds: query.calendarIds, words: wordsOfSearch(query.search) }
  for await (const { record } of readEvents(sources, spans, filter, null)) {
    const left = MOST - items.length
    for (const occurrence of expanded(record.event, from, to, query.timeZone, left + 1)) {
      if (items.length === MOST) return { items, complete: false }
      items.push(occurrenceView(sources, record, occurrence))
    }
  }
  return { items, complete: true }
}

/** A rule that makes no sense makes no occurrence. */
function expanded(event: CalendarEvent, from: number, to: number, hostZone: string, limit: number): Occurrence[] {
  try {
    return occurrences(event, { from, to, hostZone, limit })
  } catch (error) {
    if (error instanceof CodedError) return []
    throw error
  }
}

function occurrenceView({ state }: Sources, { id, event }: EventRecord, occurrence: Occurrence): OccurrenceView {
  const copies = presentCopies(state, id)
  const home = copies.find(({ role }) => role === 'original') ?? copies[0]
  const shown = occurrence.event
  const allDay = shown.showWithoutTime === true
  return {
    eventId: id,
    recurrenceId: isRecurring(event) ? occurrence.recurrenceId : null,
    title: shown.title ?? '',
    allDay,
    ...(allDay ? daysOf(shown) : instantsOf(occurrence)),
    timeZone: shown.timeZone ?? null,
    place: Object.values(shown.locations ?? {}).find(({ name }) => name !== undefined)?.name ?? null,
    status: shown.status ?? 'confirmed',
    home: home?.calendarId ?? null,
    calendars: copies.map(({ calendarId }) => calendarId),
    conflicts: state.conflicts.openOf(id).length,
  }
}

const instantsOf = ({ startsAt, endsAt }: Occurrence) => ({
  start: new Date(startsAt).toISOString(),
  end: new Date(endsAt).toISOString(),
})

/** All-day events are dates, whatever the viewer's zone. */
function daysOf({ start, duration }: CalendarEvent): { start: string; end: string } {
  const first = parseLocal(start) ?? 0
  const days = Math.max(1, parseSpan(duration ?? 'P1D')?.days ?? 1)
  return { start: start.slice(0, 10), end: printLocal(first + days * DAY_SECONDS).slice(0, 10) }
}
