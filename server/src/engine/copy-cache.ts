import type { CalendarId, CommandId, EventId, ItemId } from '@chroniton/shared/contract/ids'
import type { CopyRecord } from './records.ts'
import type { Copies } from './state.ts'

/**
 * The copies that an entry touches. Each is read once and written once, however often it changes on the way: writing
 * a copy is what an entry costs most.
 */
export class CopyCache {
  readonly #stored: Copies
  readonly #ofEvent = new Map<EventId, Map<CalendarId, CopyRecord>>()
  /** By calendar and event; not written yet. */
  readonly #changed = new Map<string, CopyRecord>()
  /** Where an item was last put, by calendar and item. */
  readonly #places = new Map<string, EventId>()

  constructor(stored: Copies) {
    this.#stored = stored
  }

  ofEvent(eventId: EventId): Map<CalendarId, CopyRecord> {
    let copies = this.#ofEvent.get(eventId)
    if (copies === undefined) {
      copies = new Map(this.#stored.ofEvent(eventId).map((copy) => [copy.calendarId, copy]))
      this.#ofEvent.set(eventId, copies)
    }
    return copies
  }

  /** Nobody has a copy of the event yet. */
  startEvent(eventId: EventId): void {
    this.#ofEvent.set(eventId, new Map())
  }

  put(copy: CopyRecord): void {
    this.ofEvent(copy.eventId).set(copy.calendarId, copy)
    this.#changed.set(pair(copy.calendarId, copy.eventId), copy)
    if (copy.itemId !== null) this.#places.set(pair(copy.calendarId, copy.itemId), copy.eventId)
  }

  delete(calendarId: CalendarId, eventId: EventId): void {
    this.ofEvent(eventId).delete(calendarId)
    this.#changed.delete(pair(calendarId, eventId))
    this.#stored.delete(calendarId, eventId)
  }

  byItem(calendarId: CalendarId, itemId: ItemId): CopyRecord | undefined {
    const eventId = this.#places.get(pair(calendarId, itemId)) ?? this.#stored.byItem(calendarId, itemId)?.eventId
    const copy = eventId === undefined ? undefined : this.ofEvent(eventId).get(calendarId)
    return copy?.itemId === itemId ? copy : undefined
  }

  byCommand(commandId: CommandId): CopyRecord | undefined {
    const stored = this.written().byCommand(commandId)
    return stored && this.ofEvent(stored.eventId).get(stored.calendarId)
  }

  /** The store itself, with everything written: for questions about more than one event. */
  written(): Copies {
    for (const copy of this.#changed.values()) this.#stored.put(copy)
    this.#changed.clear()
    return this.#stored
  }
}

function pair(calendarId: CalendarId, id: string): string {
  return `${calendarId}\n${id}`
}
