import { DAY_SECONDS, printLocal } from '@chroniton/shared/calendar/local-time'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventRecord } from '../../engine/records.ts'
import { prepared } from '../../store/prepared.ts'
import type { EventSpans } from '../event-spans.ts'
import type { Sources } from './sources.ts'

/** How many events are read before others get their turn. */
const TURN = 200

export interface EventRowsQuery {
  /** Milliseconds since 1970. */
  from: number | null
  to: number | null
  /** Events with a copy in one of these; null: wherever. */
  calendarIds: readonly CalendarId[] | null
  /** Words of title, places or description, in lower case. */
  words: string | null
}

/** Where a reader stands: the first start and the id of the last event it has seen. */
export type EventPlace = [first: string, eventId: string]

interface Row {
  first: string
  eventId: EventId
  json: string
}

/**
 * Events that are not deleted and may take place in the window, ordered by their first start. Whether they do is for
 * the reader to find out: a span is an estimate.
 */
export async function* readEvents(
  sources: Sources,
  spans: EventSpans,
  query: EventRowsQuery,
  after: EventPlace | null,
): AsyncGenerator<{ place: EventPlace; record: EventRecord }> {
  await spans.follow()
  const read = prepared<[object], Row>(
    sources.database,
    `select span.first, span.event_id as eventId, event.json
     from event_spans as span join events as event on event.id = span.event_id
     where not event.deleted
       and (span.first, span.event_id) > (@first, @eventId)
       and (@from is null or span.last >= @from) and (@to is null or span.first < @to)
       and (@words is null or instr(span.words, @words) > 0)
       and (@calendarIds is null or exists (
         select 1 from copies
         where event_id = span.event_id and item_id is not null and present
           and calendar_id in (select value from json_each(@calendarIds))))
     order by span.first, span.event_id limit ${TURN}`,
  )
  const parameters = {
    from: edge(query.from, -2),
    to: edge(query.to, 2),
    words: query.words,
    calendarIds: query.calendarIds === null ? null : JSON.stringify(query.calendarIds),
  }
  let [first, eventId] = after ?? ['', '']
  for (;;) {
    const rows = read.all({ ...parameters, first, eventId })
    for (const row of rows) {
      ;[first, eventId] = [row.first, row.eventId]
      yield { place: [first, eventId], record: JSON.parse(row.json) as EventRecord }
    }
    if (rows.length < TURN) return
    await nextTurn()
  }
}

/** Spans are wall time of any zone: a window is looked at a little wider. */
function edge(moment: number | null, days: number): string | null {
  return moment === null ? null : printLocal(moment / 1000 + days * DAY_SECONDS)
}
