import type { CalendarEvent, JsonValue, PatchObject } from '@chroniton/shared/calendar/event'
import type { CalendarChanges, CalendarMetadata, SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { CopyRole } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
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
  ItemVersion,
  ListingId,
  Position,
  SourceId,
} from '@chroniton/shared/contract/ids'
import type { Strategy } from '@chroniton/shared/contract/route'

/** What the engine remembers. Plain JSON, so that any store can keep it and two states can be compared by hash. */

/** Who changed something: an edit seen in a calendar, or a person's decision in the hub. */
export type Author = { kind: 'calendar'; calendarId: CalendarId } | { kind: 'person'; name: string }

export interface AgentRecord {
  id: AgentId
  name: string
  removed: boolean
  /** The last batch of this agent that was folded. */
  sequence: number
}

export interface CalendarRecord {
  id: CalendarId
  agentId: AgentId
  /** The calendar as its agent last showed it: the shadow of its metadata. */
  seen: SeenCalendar
  gone: boolean
  /** The metadata as it shall be; differs from `seen.metadata` while a command is under way. */
  wanted: CalendarMetadata
  /** The command that is to bring it there. */
  outstanding: { commandId: CommandId; changes: CalendarChanges } | null
  parked: { commandId: CommandId; code: ErrorCode; detail: string } | null
}

/** A path of the event and the last change to it: what tells an edit made in ignorance from one made in knowledge. */
export interface PathStamp {
  revision: number
  by: Author
  at: Instant
}

export interface EventRecord {
  id: EventId
  /** The canonical event, without any copy's label. Kept when deleted: the tombstone can be restored. */
  event: CalendarEvent
  revision: number
  stamps: Record<string, PathStamp>
  createdAt: Instant
  deleted: { at: Instant; revision: number; by: Author } | null
}

export interface OutstandingWrite {
  commandId: CommandId
  kind: 'event-write' | 'event-delete'
  /** The event's revision that the command carries. */
  revision: number
}

export interface CopyRecord {
  calendarId: CalendarId
  eventId: EventId
  role: CopyRole
  /** `null` until the agent's receipt names the item. */
  itemId: ItemId | null
  version: ItemVersion | null
  /** The event exactly as the calendar last showed it; `null` before it was ever seen. */
  shadow: CalendarEvent | null
  modifiedAt: Instant | null
  /** The canonical revision this copy last agreed with: written by a receipt, or seen in step. */
  agreedRevision: number
  /** At most one command per copy is under way; what changes meanwhile goes with the next one. */
  outstanding: OutstandingWrite | null
  parked: { commandId: CommandId; code: ErrorCode; detail: string } | null
  /** The listing that last named the item. */
  listingId: ListingId | null
  /** Set after the item is gone, so that a stale listing cannot bring it back. */
  gone: { at: Instant; itemId: ItemId; version: ItemVersion | null } | null
}

export interface ConflictRecord {
  id: ConflictId
  eventId: EventId
  /** Path in the event; `""` for edit against delete. */
  path: string
  base: JsonValue
  current: { by: Author; value: JsonValue; deleted: boolean; at: Instant }
  other: { by: Author; value: JsonValue; deleted: boolean; at: Instant }
  strategy: Strategy | 'edit_wins' | 'delete_wins'
  at: Instant
  state: 'open' | 'decided'
  decidedBy: string | null
}

/** Deletions the guard has stopped. */
export interface HoldRecord {
  id: HoldId
  calendarId: CalendarId
  at: Instant
  eventIds: EventId[]
}

/** A line of history. */
export interface ChangeRecord {
  id: ChangeId
  eventId: EventId
  position: Position
  at: Instant
  revision: number
  what: 'created' | 'changed' | 'deleted' | 'restored'
  by: Author
  patch: PatchObject
  inverse: PatchObject
  undone: boolean
}

/** Something that cannot be read or done until it changes; at most one per item, calendar or source. */
export interface ProblemRecord {
  agentId: AgentId
  sourceId: SourceId | null
  calendarId: CalendarId | null
  itemId: ItemId | null
  code: ErrorCode
  detail: string
  since: Instant
}

/** A calendar that was asked for and is not there yet; `forCalendar` is the one whose events it shall hold. */
export interface PendingCalendarRecord {
  commandId: CommandId
  agentId: AgentId
  sourceId: SourceId
  metadata: CalendarMetadata
  forCalendar: CalendarId | null
}
