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
  DuplicateRecord,
  EventRecord,
  HoldRecord,
  ProblemRecord,
  RequestRecord,
} from './records.ts'

/**
 * What the engine reads and writes. Two implementations pass one contract suite: maps in memory, and SQLite.
 *
 * Records are immutable values: the engine replaces a record and never changes one, so a store may hand out the very
 * object it was given. Every list is in a defined order (by key, or as said), because the order of effects depends
 * on it; a list taken before a write does not show that write.
 */
export interface State {
  settings: { get(): HubSettings; put(settings: HubSettings): void }
  agents: Table<AgentId, AgentRecord>
  calendars: Table<CalendarId, CalendarRecord> & {
    ofSource(agentId: AgentId, sourceId: SourceId): CalendarRecord[]
    /** The calendar whose outstanding or parked command this is. */
    byCommand(commandId: CommandId): CalendarRecord | undefined
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
  duplicates: Duplicates
  conflicts: Table<ConflictId, ConflictRecord> & {
    openOf(eventId: EventId): ConflictRecord[]
  }
  holds: Table<HoldId, HoldRecord> & { of(calendarId: CalendarId): HoldRecord[] }
  changes: Changes
  problems: Problems
  requests: Table<CommandId, RequestRecord>
  /** When deletions were seen in a calendar: what the guard counts. */
  deletions: {
    add(calendarId: CalendarId, at: Instant, count: number): void
    /** How many since (and at) the instant. */
    since(calendarId: CalendarId, at: Instant): number
    forgetBefore(at: Instant): void
    /** Ordered by calendar, then time. */
    all(): { calendarId: CalendarId; at: Instant; count: number }[]
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
  /** Also when the item is gone. The engine sees to it that no two copies of a calendar name the same item. */
  byItem(calendarId: CalendarId, itemId: ItemId): CopyRecord | undefined
  /** The copy whose outstanding, parked or superseded command this is. */
  byCommand(commandId: CommandId): CopyRecord | undefined
  put(copy: CopyRecord): void
  delete(calendarId: CalendarId, eventId: EventId): void
  /** Ordered by calendar. */
  ofEvent(eventId: EventId): CopyRecord[]
  /** Ordered by event; read lazily, nothing may be written to this calendar's copies while it runs. */
  ofCalendar(calendarId: CalendarId): Iterable<CopyRecord>
  /** Copies that have an item which is not gone. */
  count(calendarId: CalendarId): number
  /** Copies that have an item, not gone, which the listing has not named; ordered by event. */
  notListed(calendarId: CalendarId, listingId: ListingId): CopyRecord[]
  /** Copies that have no item yet, ordered by event. */
  withoutItem(calendarId: CalendarId): CopyRecord[]
  /** Copies with a parked command, ordered by event. */
  parked(calendarId: CalendarId): CopyRecord[]
}

/** Keyed by calendar and item; every list is ordered by item. */
export interface Duplicates {
  get(calendarId: CalendarId, itemId: ItemId): DuplicateRecord | undefined
  put(duplicate: DuplicateRecord): void
  delete(calendarId: CalendarId, itemId: ItemId): void
  ofCopy(calendarId: CalendarId, eventId: EventId): DuplicateRecord[]
  ofCalendar(calendarId: CalendarId): DuplicateRecord[]
}

export interface Changes {
  get(id: ChangeId): ChangeRecord | undefined
  put(change: ChangeRecord): void
  /** Newest first. */
  ofEvent(eventId: EventId): ChangeRecord[]
  /** Newest first. */
  ofEntry(position: Position): ChangeRecord[]
  /** Oldest first. */
  all(): Iterable<ChangeRecord>
}

export interface Problems {
  put(problem: ProblemRecord): void
  /** Exactly the one with these; `null` matches `null`. True when there was one. */
  clear(agentId: AgentId, sourceId: SourceId | null, calendarId: CalendarId | null, itemId: ItemId | null): boolean
  ofCalendar(calendarId: CalendarId): ProblemRecord[]
  all(): ProblemRecord[]
}
