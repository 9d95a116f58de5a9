import type { CalendarEvent } from './event.ts'
import { sameJson } from './json.ts'
import { normalise, withoutBookkeeping } from './normalise.ts'

/** Whether two events mean the same: the same question as equal `eventHash`es, answered without hashing. */
export function sameEvent(a: CalendarEvent, b: CalendarEvent): boolean {
  return a === b || sameJson(withoutBookkeeping(normalise(a)), withoutBookkeeping(normalise(b)))
}
