import { DAY_SECONDS, printLocal } from '@chroniton/shared/calendar/local-time'
import { occurrences } from '@chroniton/shared/calendar/recurrence'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import type { EventSummary, Page } from '@chroniton/shared/contract/views'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { EventRecord } from '../../engine/records.ts'
import type { EventSpans } from '../event-spans.ts'
import { parseCursor, printCursor } from '../paging.ts'
import type { Sources } from './sources.ts'

const Place = z.tuple([z.string(), z.string()])
/** How many events are looked at before others get their turn. */
const TURN = 200

export interface EventQuery {
  /** An instant, or a date for its beginning in UTC. */
  from: string | null
  to: string | null
  calendarId: CalendarId | null
  search: string | null
  limit: number
  cursor: string | null
}

interface Row {
  first: string
  eventId: EventId
  json: string
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
  await spans.follow()
  const read = sources.database.sqlite.prepare<[object], Row>(
    `select span.first, span.event_id as eventId, event.json
     from event_spans as span join events as event on event.id = span.event_id
     where not event.deleted
       and (span.first, span.event_id) > (@first, @eventId)
       and (@from is null or span.last >= @from) and (@to is null or span.first < @to)
       and (@words is null or instr(span.words, @words) > 0)
       and (@calendarId is null or exists (
         select 1 from copies
         where calendar_id = @calendarId and event_id = span.event_id and item_id is not null and present))
     order by span.first, span.event_id limit ${TURN}`,
  )
  const parameters = {
    from: from === null ? null : printLocal(from / 1000 - 2 * DAY_SECONDS),
    to: to === null ? null : printLocal(to / 1000 + 2 * DAY_SECONDS),
    words: query.search?.trim().toLowerCase() || null,
    calendarId: query.calendarId,
  }
  let [first, eventId] = place ?? ['', '']
  const items: EventSummary[] = []
  for (;;) {
    const rows = read.all({ ...parameters, first, eventId })
    for (const row of rows) {
      const record = JSON.parse(row.json) as EventRecord
      if (takesPlace(record, from, to)) {
        if (items.length === query.limit) return { items, nextCursor: printCursor([first, eventId]) }
        items.push(eventSummary(sources, record))
      }
      ;[first, eventId] = [row.first, row.eventId]
    }
    if (rows.length < TURN) return { items, nextCursor: null }
    await nextTurn()
  }
}

function parseMoment(name: string, text: string | null): number | null {
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
    recurring: (event.recurrenceRules?.length ?? 0) > 0 || Object.keys(event.recurrenceOverrides ?? {}).length > 0,
    status: event.status ?? 'confirmed',
    color: event.color ?? null,
    calendars: state.copies
      .ofEvent(id)
      .filter(({ itemId, gone }) => itemId !== null && gone === null)
      .map(({ calendarId }) => calendarId),
    conflicts: state.conflicts.openOf(id).length,
  }
}

export function eventCount({ database }: Sources): number {
  return database.sqlite.prepare('select count(*) from events where not deleted').pluck().get() as number
}
