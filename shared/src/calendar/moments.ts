import { parseSpan } from './duration.ts'
import type { CalendarEvent, TimeZoneId } from './event.ts'
import { DAY_SECONDS, parseLocal, toInstant } from './local-time.ts'
import { isKnownZone } from './zones.ts'

/** When something begins and ends, in milliseconds since 1970; the end is excluded. */
export interface Moments {
  startsAt: number
  endsAt: number
}

/**
 * When the event itself (for a series, its first occurrence) takes place. Floating and all-day events happen by the
 * clocks of `hostZone`, wherever that is. `null` when the event's times are none.
 */
export function momentsOf(event: CalendarEvent, hostZone: TimeZoneId): Moments | null {
  const start = parseLocal(event.start)
  const span = parseSpan(event.duration ?? 'PT0S')
  if (start === null || span === null) return null
  const zone = typeof event.timeZone === 'string' && isKnownZone(event.timeZone) ? event.timeZone : hostZone
  const end = toInstant(start + span.days * DAY_SECONDS, zone) + span.seconds
  const startsAt = toInstant(start, zone) * 1000
  // A start in the hour that summer time skips may come to lie behind the end.
  return { startsAt, endsAt: Math.max(startsAt, Math.round(end * 1000)) }
}
