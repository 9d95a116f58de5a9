import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { DAY_SECONDS, printLocal } from '@chroniton/shared/calendar/local-time'
import { type Occurrence, occurrences } from '@chroniton/shared/calendar/recurrence'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, EventId, ItemId } from '@chroniton/shared/contract/ids'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { CalendarRecord, EventRecord } from '../../engine/records.ts'
import type { EventSpans } from '../event-spans.ts'
import { parseCursor, printCursor } from '../paging.ts'
import type { Sources } from './sources.ts'

const Place = z.tuple([z.string(), z.string()])
/** How many events are read before others get their turn. */
const TURN = 100

export interface ListedEventsQuery {
  /** Events with a copy in one of this agent's calendars. */
  agentId: AgentId | null
  /** Milliseconds since 1970. */
  from: number | null
  to: number | null
  limit: number
  cursor: string | null
}

/** An event with the place where it is at home. */
export interface ListedEvent {
  id: EventId
  event: CalendarEvent
  itemId: ItemId | null
  calendar: CalendarRecord | null
}

/** An event with what of it takes place in a window. */
export interface ListedOccurrences extends ListedEvent {
  occurrences: Occurrence[]
}

interface Row {
  first: string
  eventId: EventId
  json: string
}

/** Whole events, as scripts take them. */
export class ListedEvents {
  readonly #sources: Sources
  readonly #spans: EventSpans

  constructor(sources: Sources, spans: EventSpans) {
    this.#sources = sources
    this.#spans = spans
  }

  /** How many there are, deleted ones left out. */
  count(agentId: AgentId | null): number {
    const { sqlite } = this.#sources.database
    const condition = agentId === null ? '' : `and ${OF_AGENT}`
    const statement = sqlite
      .prepare(`select count(*) from events as event where not event.deleted ${condition}`)
      .pluck()
    return statement.get(...(agentId === null ? [] : [{ agentId }])) as number
  }

  /** The event of this UID that is not deleted. */
  byUid(uid: string): EventId | null {
    return this.#sources.state.events.byUid(uid).find(({ deleted }) => deleted === null)?.id ?? null
  }

  /**
   * Ordered by their first start.
   *
   * Errors: `invalid-input` for a bad cursor.
   */
  async page(query: ListedEventsQuery): Promise<{ items: ListedEvent[]; nextCursor: string | null }> {
    const items: ListedEvent[] = []
    let last: [string, string] | null = null
    for await (const { row, record } of this.#read(query)) {
      if (!takesPlace(record.event, query)) continue
      if (items.length === query.limit) return { items, nextCursor: last === null ? null : printCursor(last) }
      items.push(this.#listed(record))
      last = [row.first, row.eventId]
    }
    return { items, nextCursor: null }
  }

  /** What takes place in the window. Floating and all-day events go by the clocks of `hostZone`. */
  async within(from: number, to: number, hostZone: string, limit: number): Promise<ListedOccurrences[]> {
    const found: ListedOccurrences[] = []
    let count = 0
    const query = { agentId: null, from, to, limit, cursor: null }
    for await (const { record } of this.#read(query)) {
      const taking = safely(() => occurrences(record.event, { from, to, hostZone, limit: limit - count })) ?? []
      if (taking.length === 0) continue
      found.push({ ...this.#listed(record), occurrences: taking })
      count += taking.length
      if (count >= limit) break
    }
    return found
  }

  async *#read(query: ListedEventsQuery): AsyncGenerator<{ row: Row; record: EventRecord }> {
    const place = parseCursor(query.cursor, Place)
    await this.#spans.follow()
    const read = this.#sources.database.sqlite.prepare<[object], Row>(
      `select span.first, span.event_id as eventId, event.json
       from event_spans as span join events as event on event.id = span.event_id
       where not event.deleted
         and (span.first, span.event_id) > (@first, @eventId)
         and (@from is null or span.last >= @from) and (@to is null or span.first < @to)
         and (@agentId is null or ${OF_AGENT})
       order by span.first, span.event_id limit ${TURN}`,
    )
    const { agentId } = query
    const window = { agentId, from: edge(query.from, -2), to: edge(query.to, 2) }
    let [first, eventId] = place ?? ['', '']
    for (;;) {
      const rows = read.all({ ...window, first, eventId })
      for (const row of rows) {
        yield { row, record: JSON.parse(row.json) as EventRecord }
        ;[first, eventId] = [row.first, row.eventId]
      }
      if (rows.length < TURN) return
      await nextTurn()
    }
  }

  #listed({ id, event }: EventRecord): ListedEvent {
    const { state } = this.#sources
    const copies = state.copies.ofEvent(id).filter(({ itemId, gone }) => itemId !== null && gone === null)
    const home = copies.find(({ role }) => role === 'original') ?? copies[0]
    const calendarId: CalendarId | undefined = home?.calendarId
    const calendar = calendarId === undefined ? undefined : state.calendars.get(calendarId)
    return { id, event, itemId: home?.itemId ?? null, calendar: calendar ?? null }
  }
}

const OF_AGENT = `exists (
  select 1 from copies join calendars on calendars.id = copies.calendar_id
  where copies.event_id = event.id and copies.present and calendars.agent_id = @agentId)`

/** Spans are wall time of any zone: a window is looked at a little wider. */
function edge(moment: number | null, days: number): string | null {
  return moment === null ? null : printLocal(moment / 1000 + days * DAY_SECONDS)
}

function takesPlace(event: CalendarEvent, { from, to }: Pick<ListedEventsQuery, 'from' | 'to'>): boolean {
  if (from === null && to === null) return true
  const query = { from: from ?? -Infinity, to: to ?? Infinity, limit: 1 }
  return safely(() => occurrences(event, query).length > 0) ?? true
}

/** A rule that makes no sense makes no occurrence. */
function safely<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof CodedError) return null
    throw error
  }
}
