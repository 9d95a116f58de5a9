import type { Entry } from '@chroniton/shared/contract/entry'
import type {
  CalendarId,
  ChangeId,
  CommandId,
  ConflictId,
  EventId,
  HoldId,
  Instant,
  ItemId,
  Position,
  RouteId,
} from '@chroniton/shared/contract/ids'
import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import { CopyCache } from './copy-cache.ts'
import type { Effect, Outcome } from './effect.ts'
import type { CalendarRecord, ConflictRecord, CopyRecord, DuplicateRecord, EventRecord } from './records.ts'
import type { Copies, State } from './state.ts'

/** Whatever it is given to has it for its own. */
type NewId = EventId & CommandId & RouteId & ConflictId & HoldId & ChangeId

interface Routes {
  from: Map<CalendarId, Route[]>
  to: Map<CalendarId, Route[]>
}

const NONE: readonly Route[] = []

function byEnd(routes: readonly Route[], end: 'from' | 'to'): Map<CalendarId, Route[]> {
  const result = new Map<CalendarId, Route[]>()
  for (const route of routes) {
    const others = result.get(route[end])
    if (others === undefined) result.set(route[end], [route])
    else others.push(route)
  }
  return result
}

/**
 * The folding of one entry. Every record it reads or writes stays at hand until it is folded, so that each is read at
 * most once; copies are written when all is said, everything else at once. What the events it touched want of their calendars is
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
  /** Copies that are copies of their events no more. */
  readonly parted = new Map<string, CopyRecord>()
  /** Calendars of which a whole listing named nothing. */
  readonly emptied = new Set<CalendarId>()
  /** Events made by this entry when no other had their UID. */
  readonly alone = new Set<EventId>()
  readonly #seed: string
  #ids = 0
  readonly #events = new Map<EventId, EventRecord | undefined>()
  readonly #copies: CopyCache
  readonly #openConflicts = new Map<EventId, ConflictRecord[]>()
  readonly #calendars = new Map<CalendarId, CalendarRecord | undefined>()
  readonly #duplicates = new Map<CalendarId, Map<ItemId, DuplicateRecord>>()
  readonly #failedItems = new Map<CalendarId, Set<ItemId>>()
  #routes: Routes | undefined
  #settings: HubSettings | undefined

  constructor(state: State, entry: Entry) {
    this.state = state
    this.#copies = new CopyCache(state.copies)
    this.at = entry.acceptedAt
    this.position = entry.position
    this.#seed = entry.seed
  }

  /** Unique over all hubs: the seed is, and the number within the entry. */
  newId(): NewId {
    this.#ids++
    return `${this.#seed}-${this.#ids}` as NewId
  }

  finish(): Outcome {
    this.#copies.written()
    return { effects: this.effects, notes: this.notes }
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

  eventsByUid(uid: string): EventRecord[] {
    return this.state.events.byUid(uid).flatMap((row) => {
      if (!this.#events.has(row.id)) this.#events.set(row.id, row)
      return this.#events.get(row.id) ?? []
    })
  }

  putEvent(record: EventRecord): void {
    this.state.events.put(record)
    this.#events.set(record.id, record)
  }

  /** An event that nobody has a copy of yet. */
  putNewEvent(record: EventRecord): void {
    this.putEvent(record)
    this.#copies.startEvent(record.id)
  }

  deleteEvent(id: EventId): void {
    this.state.events.delete(id)
    this.#events.set(id, undefined)
    this.touched.delete(id)
  }

  /** Ordered by calendar. */
  copies(eventId: EventId): CopyRecord[] {
    return [...this.#copies.ofEvent(eventId).values()].sort((a, b) => (a.calendarId < b.calendarId ? -1 : 1))
  }

  copy(calendarId: CalendarId, eventId: EventId): CopyRecord | undefined {
    return this.#copies.ofEvent(eventId).get(calendarId)
  }

  copyOfItem(calendarId: CalendarId, itemId: ItemId): CopyRecord | undefined {
    return this.#copies.byItem(calendarId, itemId)
  }

  copyOfCommand(commandId: CommandId): CopyRecord | undefined {
    return this.#copies.byCommand(commandId)
  }

  putCopy(copy: CopyRecord): void {
    this.#copies.put(copy)
  }

  deleteCopy(copy: CopyRecord): void {
    this.#copies.delete(copy.calendarId, copy.eventId)
    this.vanished.delete(vanishedKey(copy))
    this.parted.set(vanishedKey(copy), copy)
  }

  /** The store's copies, with all that the entry has changed so far: for questions about a whole calendar. */
  storedCopies(): Copies {
    return this.#copies.written()
  }

  openConflicts(eventId: EventId): ConflictRecord[] {
    let open = this.#openConflicts.get(eventId)
    if (open === undefined) this.#openConflicts.set(eventId, (open = this.state.conflicts.openOf(eventId)))
    return open
  }

  putConflict(conflict: ConflictRecord): void {
    this.state.conflicts.put(conflict)
    this.#openConflicts.delete(conflict.eventId)
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
  routesFrom(calendarId: CalendarId): readonly Route[] {
    return this.#knownRoutes().from.get(calendarId) ?? NONE
  }

  routesTo(calendarId: CalendarId): readonly Route[] {
    return this.#knownRoutes().to.get(calendarId) ?? NONE
  }

  #knownRoutes(): Routes {
    if (this.#routes === undefined) {
      const all = this.state.routes.all()
      this.#routes = { from: byEnd(all, 'from'), to: byEnd(all, 'to') }
    }
    return this.#routes
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
