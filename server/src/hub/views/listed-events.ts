import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { type Occurrence, occurrences } from '@chroniton/shared/calendar/recurrence'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, EventId, ItemId } from '@chroniton/shared/contract/ids'
import { z } from 'zod'
import type { CalendarRecord, EventRecord } from '../../engine/records.ts'
import type { EventSpans } from '../event-spans.ts'
import { parseCursor, printCursor } from '../paging.ts'
import { type EventPlace, readEvents } from './event-rows.ts'
import type { Sources } from './sources.ts'

const Place = z.tuple([z.string(), z.string()])

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
    let last: EventPlace | null = null
    for await (const { place, record } of this.#read(query)) {
      if (!takesPlace(record.event, query)) continue
      if (items.length === query.limit) return { items, nextCursor: last === null ? null : printCursor(last) }
      items.push(this.#listed(record))
      last = place
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

  #read({ agentId, from, to, cursor }: ListedEventsQuery): ReturnType<typeof readEvents> {
    const calendarIds =
      agentId === null
        ? null
        : this.#sources.state.calendars
            .all()
            .filter((calendar) => calendar.agentId === agentId)
            .map(({ id }) => id)
    return readEvents(this.#sources, this.#spans, { from, to, calendarIds, words: null }, parseCursor(cursor, Place))
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
