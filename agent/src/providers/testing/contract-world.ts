import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { NativeId, Source } from '../provider.ts'

/** A fresh account with one empty calendar in it, and somebody else who uses it as well. */
export interface World {
  source: Source
  calendar: NativeId
  outside: OutsideClient
  /** Another Source on the same account that knows nothing of what the first one has cached. */
  reopen(): Promise<Source>
  close(): Promise<void>
}

/** Another program on the same account: it never goes through the Source under test. */
export interface OutsideClient {
  create(calendar: NativeId, event: CalendarEvent): Promise<ItemId>
  edit(calendar: NativeId, itemId: ItemId, event: CalendarEvent): Promise<void>
  remove(calendar: NativeId, itemId: ItemId): Promise<void>
  removeCalendar(calendar: NativeId): Promise<void>
  changeCalendar?(calendar: NativeId, changes: CalendarChanges): Promise<void>
  /** Addresses the provider would mail, or take for people invited, because of this item. */
  invited?(calendar: NativeId, itemId: ItemId): Promise<string[]>
  /** An item as the text that lies there, where the traits promise `keepsText`. */
  text?: {
    create(calendar: NativeId, text: string): Promise<ItemId>
    replace(calendar: NativeId, itemId: ItemId, text: string): Promise<void>
    get(calendar: NativeId, itemId: ItemId): Promise<string>
  }
}

/** What a provider can do, and what of the contract it is excused from, in view of whoever reads its test. */
export interface Traits {
  writeEvents: boolean
  changeName: boolean
  changeColor: boolean
  changeDescription: boolean
  createCalendar: boolean
  deleteCalendar: boolean
  /** It keeps iCalendar text, which the outside client can get at. */
  keepsText: boolean
  /** What the provider can hold of an event; the event itself where it holds everything. */
  holds?: (event: CalendarEvent) => CalendarEvent
  holdsMetadata?: (metadata: CalendarMetadata) => CalendarMetadata
  /** Rule by rule, the reason why this provider does not meet it. */
  skips?: Record<string, string>
}

/** One promise of `provider.ts`, checked. */
export interface Rule {
  id: string
  title: string
  /** Left out where the provider cannot do it by its nature, as its traits say. */
  needs?: (traits: Traits) => boolean
  check(world: World, traits: Traits): Promise<void>
}

export const WRITES = (traits: Traits): boolean => traits.writeEvents
export const KEEPS_TEXT = (traits: Traits): boolean => traits.keepsText

/** The text access of a world whose traits promise it. */
export function textOf(outside: OutsideClient): NonNullable<OutsideClient['text']> {
  if (!outside.text) throw new Error('the traits promise keepsText, and the outside client has no text access')
  return outside.text
}
