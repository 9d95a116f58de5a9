import type { CalendarEvent, JsonValue, PatchObject } from '@chroniton/shared/calendar/event'
import type { CalendarChanges, CalendarMetadata, SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { AgentChanges, CopyRole } from '@chroniton/shared/contract/command'
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
  /** Its agent said that it is not there; what is known of it stays. */
  gone: boolean
  /** Its content is known: a whole listing has ended since it (last) appeared. Nothing is created in it before. */
  listed: boolean
  /** The listing that is under way, so that what is written meanwhile is not taken for absent. */
  listingId: ListingId | null
  /** The metadata as it shall be; differs from `seen.metadata` while a command is under way. */
  wanted: CalendarMetadata
  /** The command that is to bring it there. */
  outstanding: { commandId: CommandId; changes: CalendarChanges } | null
  /** What was refused; the calendar goes on showing what it showed. */
  parked: { commandId: CommandId; changes: CalendarChanges; code: ErrorCode; detail: string } | null
}

/** A path of the event and the last change to it: what tells an edit made in ignorance from one made in knowledge. */
export interface PathStamp {
  revision: number
  by: Author
  at: Instant
  /** Digest of the value before it. */
  was?: string
  /** How often in a row two calendars have set the unit back to what it was before the other's change. */
  flips?: number
}

export interface EventRecord {
  id: EventId
  /** The canonical event, without any copy's label. Kept when deleted: the tombstone can be restored. */
  event: CalendarEvent
  revision: number
  /** Who made it: the author of every unit that has no stamp of its own. */
  createdBy: Author
  createdAt: Instant
  /** Keyed by unit (`unitOf` in the calendar's `patch.ts`); a unit that is not named was last set at revision 1. */
  stamps: Record<string, PathStamp>
  deleted: { at: Instant; revision: number; by: Author } | null
  /** It was taken from an item that an earlier hub had written: the labels of that one may still be on it. */
  adopted?: true
}

/** A command for a copy, as far as it must be known to tell whether it still says what is wanted. */
export interface OutstandingWrite {
  commandId: CommandId
  kind: 'event-write' | 'event-delete'
  /** `null` for a creation, and for a deletion of what was never acknowledged. */
  itemId: ItemId | null
  /** The event's revision that the command carries. */
  revision: number
  expectedVersion: ItemVersion | null
  /** Empty for a creation and for a deletion. */
  patch: PatchObject
}

/** How a mirror shows where its event comes from. */
export type Label = { kind: 'keyword'; keyword: string } | { kind: 'color'; color: string }

export interface CopyRecord {
  calendarId: CalendarId
  eventId: EventId
  role: CopyRole
  /** The item is one of the hub's: it carries the mark. An original is one too when the hub has put it back. */
  marked: boolean
  /** `null` until a receipt or an observation names the item. Stays when the item is gone. */
  itemId: ItemId | null
  version: ItemVersion | null
  /** The event exactly as the calendar last showed it; `null` before it was ever seen. */
  shadow: CalendarEvent | null
  modifiedAt: Instant | null
  /** The canonical revision this copy last agreed with: written by a receipt, or seen in step. */
  agreedRevision: number
  /** Units that are to be written although nobody changed them since: an edit to put right, a new label. */
  owed: string[]
  /** How it was last told to show where its event comes from. Never read back as a person's edit. */
  labels: Label[]
  /** At most one command per copy is under way; what changes meanwhile goes with the next one. */
  outstanding: OutstandingWrite | null
  /** The command that was refused for good, until something changes. */
  parked: (OutstandingWrite & { code: ErrorCode; detail: string }) | null
  /** Oldest first, none older than the last receipt. */
  superseded: OutstandingWrite[]
  /** How often in a row a version was refused that the hub has no reason to doubt. */
  mismatches: number
  /** How often in a row the copy was put right, and when it last was. */
  corrections?: { count: number; at: Instant }
  /** The item that is to be made again, as it was: a person may take that very one out of a bin. */
  formerly?: { itemId: ItemId; shadow: CalendarEvent; agreedRevision: number }
  /** It shall go, although the event lives on elsewhere. */
  unwanted: boolean
  /** The listing that last named the item. */
  listingId: ListingId | null
  /** A receipt has named it since the last whole listing: one that does not may be older than the write. */
  unlisted: boolean
  /** The item is not there any more. `holdId`: the guard has not let it count as deleted. */
  gone: { at: Instant; holdId: HoldId | null } | null
}

/** A second item with the UID of a copy's; takes the copy's place when the first one goes. */
export interface DuplicateRecord {
  calendarId: CalendarId
  itemId: ItemId
  /** The event whose copy holds the first item. */
  eventId: EventId
  version: ItemVersion
  event: CalendarEvent
  marked: boolean
  modifiedAt: Instant | null
  listingId: ListingId | null
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

/** A command that concerns no copy and no calendar's metadata, until its receipt. */
export type RequestRecord =
  | {
      kind: 'calendar-create'
      commandId: CommandId
      agentId: AgentId
      sourceId: SourceId
      metadata: CalendarMetadata
      /** The calendar whose events it shall hold; `null` when a person asked for it. */
      forCalendar: CalendarId | null
      parked: { code: ErrorCode; detail: string } | null
    }
  | {
      kind: 'calendar-delete'
      commandId: CommandId
      agentId: AgentId
      calendarId: CalendarId
      parked: { code: ErrorCode; detail: string } | null
    }
  | {
      /** The hub made an item that it has no use for: the copy has another one by now. */
      kind: 'item-delete'
      commandId: CommandId
      agentId: AgentId
      calendarId: CalendarId
      eventId: EventId
      itemId: ItemId
      version: ItemVersion
      parked: { code: ErrorCode; detail: string } | null
    }
  | {
      kind: 'config-change'
      commandId: CommandId
      agentId: AgentId
      changes: AgentChanges
      parked: { code: ErrorCode; detail: string } | null
    }
  | {
      kind: 'list-again'
      commandId: CommandId
      agentId: AgentId
      calendarId: CalendarId | null
      full: boolean
    }
