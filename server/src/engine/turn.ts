import type { Entry } from '@chroniton/shared/contract/entry'
import type { CalendarId, EventId, Instant, ItemId, Position } from '@chroniton/shared/contract/ids'
import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import type { Effect } from './effect.ts'
import type { CalendarRecord, CopyRecord, DuplicateRecord, EventRecord } from './records.ts'
import type { State } from './state.ts'

/**
 * The folding of one entry. Every write goes through here to the state at once and stays at hand until the entry is
 * folded, so that an entry reads each record at most once. What the events it touched want of their calendars is
 * worked out after its last item: many observations of one event cause one command per copy.
 */
export class Turn {
  readonly state: State
  readonly at: Instant
  readonly position: Position
  readonly effects: Effect[] = []
  readonly notes: string[] = []
  /** Events whose copies have to be looked at when the entry is through, in the order they were touched. */
  readonly touched = new Set<EventId>()
  /** Copies whose item was reported gone by this entry; the guard looks at all of them together. */
  readonly vanished = new Map<string, CopyRecord>()
  /** Calendars of which a whole listing named nothing. */
  readonly emptied = new Set<CalendarId>()
  /** Events made by this entry when no other had their UID. */
  readonly alone = new Set<EventId>()
  readonly #seed: string
  #ids = 0
  readonly #events = new Map<EventId, EventRecord | undefined>()
  readonly #copies = new Map<EventId, Map<CalendarId, CopyRecord>>()
  readonly #calendars = new Map<CalendarId, CalendarRecord | undefined>()
  readonly #duplicates = new Map<CalendarId, Map<ItemId, DuplicateRecord>>()
  readonly #failedItems = new Map<CalendarId, Set<ItemId>>()
  #routes: Route[] | undefined
  #settings: HubSettings | undefined

  constructor(state: State, entry: Entry) {
    this.state = state
    this.at = entry.acceptedAt
    this.position = entry.position
    this.#seed = entry.seed
  }

  /** Unique over all hubs: the seed is, and the number within the entry. */
  newId<Id extends string>(): Id {
    this.#ids++
    return `${this.#seed}-${this.#ids}` as Id
  }

  touch(eventId: EventId): void {
    this.touched.add(eventId)
  }

  get settings(): HubSettings {
    return (this.#settings ??= this.state.settings.get())
  }

  putSettings(settings: HubSettings): void {
    this.state.settings.put(settings)
    this.#settings = settings
  }

  event(id: EventId): EventRecord | undefined {
    if (!this.#events.has(id)) this.#events.set(id, this.state.events.get(id))
    return this.#events.get(id)
  }

  putEvent(record: EventRecord): void {
    this.state.events.put(record)
    this.#events.set(record.id, record)
  }

  /** An event that nobody has a copy of yet. */
  putNewEvent(record: EventRecord): void {
    this.putEvent(record)
    this.#copies.set(record.id, new Map())
  }

  deleteEvent(id: EventId): void {
    this.state.events.delete(id)
    this.#events.set(id, undefined)
    this.touched.delete(id)
  }

  /** Ordered by calendar. */
  copies(eventId: EventId): CopyRecord[] {
    return [...this.#copiesOf(eventId).values()].sort((a, b) => (a.calendarId < b.calendarId ? -1 : 1))
  }

  copy(calendarId: CalendarId, eventId: EventId): CopyRecord | undefined {
    return this.#copiesOf(eventId).get(calendarId)
  }

  putCopy(copy: CopyRecord): void {
    this.state.copies.put(copy)
    this.#copiesOf(copy.eventId).set(copy.calendarId, copy)
  }

  deleteCopy(copy: CopyRecord): void {
    this.#copiesOf(copy.eventId).delete(copy.calendarId)
    this.state.copies.delete(copy.calendarId, copy.eventId)
    this.vanished.delete(vanishedKey(copy))
  }

  #copiesOf(eventId: EventId): Map<CalendarId, CopyRecord> {
    let copies = this.#copies.get(eventId)
    if (copies === undefined) {
      copies = new Map(this.state.copies.ofEvent(eventId).map((copy) => [copy.calendarId, copy]))
      this.#copies.set(eventId, copies)
    }
    return copies
  }

  calendar(id: CalendarId): CalendarRecord | undefined {
    if (!this.#calendars.has(id)) this.#calendars.set(id, this.state.calendars.get(id))
    return this.#calendars.get(id)
  }

  putCalendar(record: CalendarRecord): void {
    this.state.calendars.put(record)
    this.#calendars.set(record.id, record)
  }

  deleteCalendar(id: CalendarId): void {
    this.state.calendars.delete(id)
    this.#calendars.set(id, undefined)
  }

  /** Ordered by id. */
  get routes(): Route[] {
    return (this.#routes ??= this.state.routes.all())
  }

  routesFrom(calendarId: CalendarId): Route[] {
    return this.routes.filter((route) => route.from === calendarId)
  }

  routesTo(calendarId: CalendarId): Route[] {
    return this.routes.filter((route) => route.to === calendarId)
  }

  putRoute(route: Route): void {
    this.state.routes.put(route)
    this.#routes = undefined
  }

  deleteRoute(route: Route): void {
    this.state.routes.delete(route.id)
    this.#routes = undefined
  }

  duplicate(calendarId: CalendarId, itemId: ItemId): DuplicateRecord | undefined {
    return this.#duplicatesOf(calendarId).get(itemId)
  }

  putDuplicate(duplicate: DuplicateRecord): void {
    this.state.duplicates.put(duplicate)
    this.#duplicatesOf(duplicate.calendarId).set(duplicate.itemId, duplicate)
  }

  deleteDuplicate(duplicate: DuplicateRecord): void {
    this.state.duplicates.delete(duplicate.calendarId, duplicate.itemId)
    this.#duplicatesOf(duplicate.calendarId).delete(duplicate.itemId)
  }

  #duplicatesOf(calendarId: CalendarId): Map<ItemId, DuplicateRecord> {
    let duplicates = this.#duplicates.get(calendarId)
    if (duplicates === undefined) {
      duplicates = new Map(this.state.duplicates.ofCalendar(calendarId).map((row) => [row.itemId, row]))
      this.#duplicates.set(calendarId, duplicates)
    }
    return duplicates
  }

  /** Items of the calendar that have a problem. */
  failedItems(calendarId: CalendarId): Set<ItemId> {
    let items = this.#failedItems.get(calendarId)
    if (items === undefined) {
      const problems = this.state.problems.ofCalendar(calendarId)
      items = new Set(problems.flatMap((problem) => (problem.itemId === null ? [] : [problem.itemId])))
      this.#failedItems.set(calendarId, items)
    }
    return items
  }
}

export function vanishedKey(copy: CopyRecord): string {
  return `${copy.calendarId}\n${copy.eventId}`
}
