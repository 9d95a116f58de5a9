import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import type { CalendarAbilities, CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { CopyRole } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { EventId, Instant, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'

/**
 * What every provider promises. One contract suite (`testing/contract.ts`) holds each of them to it.
 *
 * Every method throws CodedError and nothing else; an abort of the signal rejects with the signal's reason.
 * A provider keeps no state of its own between calls but connections and caches.
 */
export interface Source {
  /** Every calendar the account shows (and the configuration does not exclude). Fails as a whole or is complete. */
  calendars(signal: AbortSignal): Promise<NativeCalendar[]>

  /**
   * What has changed since `cursor`, or everything where there is none (or it has expired). The last step is always
   * `end`; a run that throws before it proves nothing about what is absent.
   */
  changes(calendar: NativeId, cursor: string | null, known: KnownItems, signal: AbortSignal): AsyncIterable<PullStep>

  /** The items as they are now, in any order; one that is not there any more is left out. */
  read(calendar: NativeId, itemIds: ItemId[], signal: AbortSignal): Promise<(ProviderItem | FailedItem)[]>

  /**
   * Creates (`itemId` null) or changes an item. Doing the same creation again finds the item made before, by a name
   * derived from the event id or by the mark, and refuses with `version-mismatch` if it shows something else.
   *
   * Errors: `version-mismatch` when the item is not at `expectedVersion`, `item-not-found`, `item-refused`,
   * `would-mail-people`, `calendar-read-only`, and the `source-*` codes.
   */
  write(calendar: NativeId, write: ItemWrite, signal: AbortSignal): Promise<Written>

  /** Deletes an item; one that is gone already is a success. Errors as for `write`. */
  delete(calendar: NativeId, itemId: ItemId, expectedVersion: ItemVersion | null, signal: AbortSignal): Promise<void>

  /** The item made for this event, found by its name or mark; null when there is none. */
  find(calendar: NativeId, eventId: EventId, signal: AbortSignal): Promise<ProviderItem | null>

  changeCalendar(calendar: NativeId, changes: CalendarChanges, signal: AbortSignal): Promise<NativeCalendar>
  /** `key` makes a repeated creation find the calendar made before. */
  createCalendar(metadata: CalendarMetadata, key: string, signal: AbortSignal): Promise<NativeCalendar>
  deleteCalendar(calendar: NativeId, signal: AbortSignal): Promise<void>

  /** Calls back when something may have changed; a hint to pull, nothing more. Absent: the source is polled. */
  watch?(onHint: (calendar: NativeId | null) => void): Disposable

  /**
   * Minutes the calendar itself asks to be left alone between two runs; a hint for the schedule, no promise. Absent or
   * null: it does not say.
   */
  pollMinutes?(): number | null

  close(): Promise<void>
}

/** The provider's own id of a calendar: a collection path, a folder name. */
export type NativeId = string

export interface NativeCalendar {
  nativeId: NativeId
  metadata: CalendarMetadata
  timeZone: string | null
  abilities: CalendarAbilities
}

/** What the agent's journal holds of a calendar, so that unchanged items need not be read again. */
export interface KnownItems {
  version(itemId: ItemId): ItemVersion | undefined
}

export interface ProviderItem {
  kind: 'item'
  itemId: ItemId
  version: ItemVersion
  /** Normalised canonical event. People that a mirror keeps in our own property are back in `participants`. */
  event: CalendarEvent
  mark: EventId | null
  modifiedAt: Instant | null
}

/** There, but unreadable: reported with a remedy, left alone, never taken for a deletion. */
export interface FailedItem {
  kind: 'failed'
  itemId: ItemId
  /** Its version, so that it is reported once and not with every pull. */
  version: ItemVersion
  code: ErrorCode
  detail: string
}

export type PullStep =
  | ProviderItem
  | FailedItem
  /** Listed, and still at the version the journal knows. */
  | { kind: 'same'; itemId: ItemId }
  /** The provider itself says that this item is gone. */
  | { kind: 'gone'; itemId: ItemId }
  | { kind: 'progress'; done: number; total: number | null }
  /** `complete`: every item of the calendar was named in this run, so that absence means deletion. */
  | { kind: 'end'; cursor: string | null; complete: boolean }

export interface ItemWrite {
  eventId: EventId
  role: CopyRole
  itemId: ItemId | null
  expectedVersion: ItemVersion | null
  patch: PatchObject
  event: CalendarEvent
}

export interface Written {
  itemId: ItemId
  /** The item as the provider now holds it; null when it must be read back to be sure. */
  held: ProviderItem | null
}
