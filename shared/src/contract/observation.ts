import { z } from 'zod'
import { SeenCalendar } from './calendar.ts'
import { ErrorCode } from './error-code.ts'
import { EventSchema } from './event.ts'
import { CalendarId, EventId, Instant, ItemId, ItemVersion, ListingId, SourceId } from './ids.ts'

/** An item as its calendar shows it now: new, changed, or listed again. */
export const EventSeen = z.object({
  kind: z.literal('event-seen'),
  calendarId: CalendarId,
  itemId: ItemId,
  version: ItemVersion,
  event: EventSchema,
  /** Our mark, when the item carries one: it was written by a hub for this event. */
  mark: EventId.nullable(),
  /** The provider's own time of the last change, when it tells one. */
  modifiedAt: Instant.nullable(),
  /** Set when the item was seen in a listing of the whole calendar. */
  listingId: ListingId.nullable(),
})

/** The provider said, item by item, that it is gone (a sync report's 404, a deleted file). */
export const EventGone = z.object({
  kind: z.literal('event-gone'),
  calendarId: CalendarId,
  itemId: ItemId,
})

/** An item that is there but cannot be read; it is left as it was and never counts as deleted. */
export const ItemFailed = z.object({
  kind: z.literal('item-failed'),
  calendarId: CalendarId,
  itemId: ItemId,
  code: ErrorCode,
  detail: z.string().max(2000),
  listingId: ListingId.nullable(),
})

export const CalendarSeen = z.object({ kind: z.literal('calendar-seen'), calendar: SeenCalendar })

/** The calendar itself is gone (deleted, unshared). Its events are not deleted by this. */
export const CalendarGone = z.object({ kind: z.literal('calendar-gone'), calendarId: CalendarId })

/**
 * Every item of the calendar was reported under this listing id before this line. Only then, and only inside this
 * listing, absence means deletion.
 */
export const ListingComplete = z.object({
  kind: z.literal('listing-complete'),
  calendarId: CalendarId,
  listingId: ListingId,
  count: z.int().nonnegative(),
})

/** A source could not be read; nothing of it counts as deleted. */
export const AccountFailed = z.object({
  kind: z.literal('account-failed'),
  sourceId: SourceId,
  calendarId: CalendarId.nullable(),
  code: ErrorCode,
  detail: z.string().max(2000),
})

/** A source that had failed works again. */
export const AccountRecovered = z.object({
  kind: z.literal('account-recovered'),
  sourceId: SourceId,
  calendarId: CalendarId.nullable(),
})

export const Observation = z.discriminatedUnion('kind', [
  EventSeen,
  EventGone,
  ItemFailed,
  CalendarSeen,
  CalendarGone,
  ListingComplete,
  AccountFailed,
  AccountRecovered,
])
export type Observation = z.infer<typeof Observation>
export type EventSeen = z.infer<typeof EventSeen>
export type EventGone = z.infer<typeof EventGone>
export type ItemFailed = z.infer<typeof ItemFailed>
export type CalendarSeen = z.infer<typeof CalendarSeen>
export type CalendarGone = z.infer<typeof CalendarGone>
export type ListingComplete = z.infer<typeof ListingComplete>
export type AccountFailed = z.infer<typeof AccountFailed>
export type AccountRecovered = z.infer<typeof AccountRecovered>
