import * as crypto from 'node:crypto'
import type { CalendarEvent } from './event.ts'
import { canonicalJson } from './json.ts'
import { normalise, withoutBookkeeping } from './normalise.ts'

/** SHA-256 over the canonical JSON of what the event means, as hex. */
export function eventHash(event: CalendarEvent): string {
  return normalisedHash(normalise(event))
}

/** The same, of an event that is normalised already. */
export function normalisedHash(event: CalendarEvent): string {
  return crypto.hash('sha256', canonicalJson(withoutBookkeeping(event)))
}
