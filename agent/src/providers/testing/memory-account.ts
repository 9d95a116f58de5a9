import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { normalise } from '@chroniton/shared/calendar/normalise'
import type { CalendarAbilities, CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import { ItemId, ItemVersion, type EventId, type Instant } from '@chroniton/shared/contract/ids'
import type { FailedItem, NativeCalendar, NativeId, ProviderItem } from '../provider.ts'

/** How this provider differs from a perfect one. */
export interface Habits {
  /** What it makes of an event it is given: a normal form, lost fields, cut texts. */
  holds: (event: CalendarEvent) => CalendarEvent
  /** Whether a write tells what is held afterwards, or must be read back. */
  tellsHeld: boolean
  /** Whether it knows what changed since a cursor; otherwise each run names every item. */
  knowsChanges: boolean
  abilities: CalendarAbilities
  /** The provider's own time of a change; null where it tells none. */
  modifiedAt: () => Instant | null
  /** How long it asks to be left alone. */
  pollMinutes: number | null
}

const ALL_ABILITIES: CalendarAbilities = {
  writeEvents: true,
  changeName: true,
  changeColor: true,
  changeDescription: true,
  deleteCalendar: true,
}

type StoredItem = Omit<ProviderItem, 'kind'> | FailedItem

interface StoredCalendar {
  metadata: CalendarMetadata
  key: string | null
  items: Map<ItemId, StoredItem>
  /** Every item that was ever touched, at the count of its last change. */
  changedAt: Map<ItemId, number>
}

/**
 * An account at a provider that lives in memory: what is in it outlasts every Source that is opened on it. People
 * and other programs use it directly.
 */
export class MemoryAccount {
  readonly habits: Habits
  readonly #calendars = new Map<NativeId, StoredCalendar>()
  #changes = 0
  #oldestCursor = 0
  #madeItems = 0
  #madeCalendars = 0

  constructor(habits: Partial<Habits> = {}) {
    this.habits = {
      holds: (event) => event,
      tellsHeld: true,
      knowsChanges: true,
      abilities: ALL_ABILITIES,
      modifiedAt: () => null,
      pollMinutes: null,
      ...habits,
    }
  }

  addCalendar(metadata: Partial<CalendarMetadata> & { name: string }, key: string | null = null): NativeId {
    for (const [nativeId, calendar] of this.#calendars) if (key !== null && calendar.key === key) return nativeId
    const nativeId = `calendar-${++this.#madeCalendars}`
    const whole = { color: null, description: null, ...metadata }
    this.#calendars.set(nativeId, { metadata: whole, key, items: new Map(), changedAt: new Map() })
    return nativeId
  }

  removeCalendar(nativeId: NativeId): void {
    this.#calendars.delete(nativeId)
  }

  changeCalendar(nativeId: NativeId, changes: CalendarChanges): NativeCalendar {
    const calendar = this.#calendar(nativeId)
    calendar.metadata = { ...calendar.metadata, ...changes }
    return this.#shown(nativeId, calendar)
  }

  calendars(): NativeCalendar[] {
    return [...this.#calendars].map(([nativeId, calendar]) => this.#shown(nativeId, calendar))
  }

  /** Creates or replaces an item, as a person or another program would. */
  put(
    nativeId: NativeId,
    event: CalendarEvent,
    options: { itemId?: ItemId; mark?: EventId | null } = {},
  ): ProviderItem {
    const calendar = this.#calendar(nativeId)
    const itemId = options.itemId ?? ItemId.parse(`item-${++this.#madeItems}`)
    const before = calendar.items.get(itemId)
    const markBefore = before && 'event' in before ? before.mark : null
    const item = {
      itemId,
      version: this.#touch(calendar, itemId),
      event: structuredClone(normalise(this.habits.holds(event))),
      mark: options.mark === undefined ? markBefore : options.mark,
      modifiedAt: this.habits.modifiedAt(),
    }
    calendar.items.set(itemId, item)
    return shownItem(item) as ProviderItem
  }

  /** Makes an item unreadable. */
  spoil(nativeId: NativeId, itemId: ItemId, code: ErrorCode, detail: string): void {
    const calendar = this.#calendar(nativeId)
    const version = this.#touch(calendar, itemId)
    calendar.items.set(itemId, { kind: 'failed', itemId, version, code, detail })
  }

  remove(nativeId: NativeId, itemId: ItemId): void {
    const calendar = this.#calendar(nativeId)
    if (calendar.items.delete(itemId)) this.#touch(calendar, itemId)
  }

  item(nativeId: NativeId, itemId: ItemId): ProviderItem | FailedItem | undefined {
    const item = this.#calendar(nativeId).items.get(itemId)
    return item && shownItem(item)
  }

  items(nativeId: NativeId): (ProviderItem | FailedItem)[] {
    return [...this.#calendar(nativeId).items.values()].map(shownItem)
  }

  marked(nativeId: NativeId, mark: EventId): ProviderItem | undefined {
    for (const item of this.#calendar(nativeId).items.values()) {
      if ('event' in item && item.mark === mark) return shownItem(item) as ProviderItem
    }
    return undefined
  }

  /** The account as it is now, for a replica that lags behind. */
  copy(): MemoryAccount {
    const copy = new MemoryAccount(this.habits)
    for (const [nativeId, calendar] of this.#calendars) {
      const { items, changedAt } = calendar
      copy.#calendars.set(nativeId, { ...calendar, items: new Map(items), changedAt: new Map(changedAt) })
    }
    copy.#changes = this.#changes
    copy.#oldestCursor = this.#oldestCursor
    return copy
  }

  cursor(): string {
    return `at ${this.#changes}`
  }

  /** From now on no cursor handed out before is any good. */
  expireCursors(): void {
    this.#oldestCursor = ++this.#changes
  }

  /** Items touched since the cursor; null where it is unknown or expired. */
  changedSince(nativeId: NativeId, cursor: string | null): ItemId[] | null {
    const calendar = this.#calendar(nativeId)
    const at = Number(/^at (\d+)$/.exec(cursor ?? '')?.[1] ?? Number.NaN)
    if (!(at >= this.#oldestCursor && at <= this.#changes)) return null
    return [...calendar.changedAt].filter(([, changedAt]) => changedAt > at).map(([itemId]) => itemId)
  }

  #touch(calendar: StoredCalendar, itemId: ItemId): ItemVersion {
    calendar.changedAt.set(itemId, ++this.#changes)
    return ItemVersion.parse(`v${this.#changes}`)
  }

  #calendar(nativeId: NativeId): StoredCalendar {
    const calendar = this.#calendars.get(nativeId)
    if (!calendar) throw new CodedError('calendar-not-found', `there is no calendar ${nativeId}`)
    return calendar
  }

  #shown(nativeId: NativeId, calendar: StoredCalendar): NativeCalendar {
    return { nativeId, metadata: calendar.metadata, timeZone: null, abilities: this.habits.abilities }
  }
}

function shownItem(item: StoredItem): ProviderItem | FailedItem {
  return 'event' in item ? { kind: 'item', ...item, event: structuredClone(item.event) } : item
}
