import type {
  AgentId,
  CalendarId,
  ChangeId,
  CommandId,
  ConflictId,
  EventId,
  HoldId,
  Instant,
  ItemId,
  ListingId,
  Position,
  RouteId,
  SourceId,
} from '@chroniton/shared/contract/ids'
import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import type {
  AgentRecord,
  CalendarRecord,
  ChangeRecord,
  ConflictRecord,
  CopyRecord,
  EventRecord,
  HoldRecord,
  PendingCalendarRecord,
  ProblemRecord,
} from './records.ts'

/**
 * What the engine reads and writes. Two implementations pass one contract suite: maps in memory, and SQLite.
 *
 * Records are values: `get` hands out one that nobody else changes, `put` stores the record as it is at that
 * moment. Every list is in a defined order (by key, or as said), because the order of effects depends on it.
 */
export interface State {
  settings: { get(): HubSettings; put(settings: HubSettings): void }
  agents: Table<AgentId, AgentRecord>
  calendars: Table<CalendarId, CalendarRecord> & {
    ofSource(agentId: AgentId, sourceId: SourceId): CalendarRecord[]
  }
  routes: Table<RouteId, Route> & {
    from(calendarId: CalendarId): Route[]
    to(calendarId: CalendarId): Route[]
  }
  events: Omit<Table<EventId, EventRecord>, 'all'> & {
    all(): Iterable<EventRecord>
    byUid(uid: string): EventRecord[]
  }
  copies: Copies
  conflicts: Table<ConflictId, ConflictRecord> & {
    openOf(eventId: EventId): ConflictRecord[]
  }
  holds: Table<HoldId, HoldRecord> & { of(calendarId: CalendarId): HoldRecord[] }
  changes: Changes
  problems: Problems
  pendingCalendars: Table<CommandId, PendingCalendarRecord>
  /** When deletions were seen in a calendar: what the guard counts. */
  deletions: {
    add(calendarId: CalendarId, at: Instant, count: number): void
    /** How many since (and at) the instant. */
    since(calendarId: CalendarId, at: Instant): number
    forgetBefore(at: Instant): void
  }
}

export interface Table<Key extends string, Row> {
  get(key: Key): Row | undefined
  put(row: Row): void
  delete(key: Key): void
  /** Ordered by key. */
  all(): Row[]
}

/** Keyed by calendar and event: an event has at most one copy in a calendar. */
export interface Copies {
  get(calendarId: CalendarId, eventId: EventId): CopyRecord | undefined
  byItem(calendarId: CalendarId, itemId: ItemId): CopyRecord | undefined
  /** The copy whose outstanding or parked command this is. */
  byCommand(commandId: CommandId): CopyRecord | undefined
  put(copy: CopyRecord): void
  delete(calendarId: CalendarId, eventId: EventId): void
  /** Ordered by calendar. */
  ofEvent(eventId: EventId): CopyRecord[]
  /** Ordered by event; read lazily, nothing may be written to this calendar's copies while it runs. */
  ofCalendar(calendarId: CalendarId): Iterable<CopyRecord>
  /** Copies that have an item there now. */
  count(calendarId: CalendarId): number
  /** Copies that have an item which the listing has not named, ordered by event. */
  notListed(calendarId: CalendarId, listingId: ListingId): CopyRecord[]
}

export interface Changes {
  get(id: ChangeId): ChangeRecord | undefined
  put(change: ChangeRecord): void
  /** Newest first. */
  ofEvent(eventId: EventId): ChangeRecord[]
  /** Newest first. */
  ofEntry(position: Position): ChangeRecord[]
}

export interface Problems {
  put(problem: ProblemRecord): void
  /** Exactly the one with these three; `null` matches `null`. */
  clear(agentId: AgentId, sourceId: SourceId | null, calendarId: CalendarId | null, itemId: ItemId | null): void
  ofCalendar(calendarId: CalendarId): ProblemRecord[]
  all(): ProblemRecord[]
}
