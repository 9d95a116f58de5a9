import { sameJson } from '@chroniton/shared/calendar/json'
import type { Route } from '@chroniton/shared/contract/route'
import { labelOf, labelsInto, undress } from './dress.ts'
import type { EventRecord, Label } from './records.ts'
import { eventsFrom, eventsOver } from './route-events.ts'
import type { Turn } from './turn.ts'

/**
 * The route's copies are looked at when they are to tell in another way where they come from, and so are events that
 * the new label may bring back over it.
 */
export function relabel(turn: Turn, route: Route, before: Label | null): void {
  if (sameJson(before, labelOf(turn, route))) return
  const ids = route.newEvents === 'labelled' ? eventsOver(turn, route) : eventsFrom(turn, route)
  for (const eventId of ids) turn.touch(eventId)
}

/**
 * An event known by items alone that a hub had written which lost its database may still wear the labels they were
 * given. Once more is known of it they are none of it. What a person put on an event that is known first hand stays.
 */
export function shedLabels(turn: Turn, record: EventRecord): EventRecord {
  const { adopted, ...known } = record
  if (adopted === undefined) return record
  const copies = turn.copies(record.id)
  if (copies.length === 0 || copies.some((copy) => !copy.marked)) return record
  const labels = copies.flatMap((copy) => [...copy.labels, ...labelsInto(turn, copy.calendarId)])
  const event = undress(record.event, labels, undefined)
  if (sameJson(event, record.event)) return record
  const bare: EventRecord = { ...known, event }
  turn.putEvent(bare)
  return bare
}
