import { parseLocal, printLocal } from '@chroniton/shared/calendar/local-time'
import type { Instant } from '@chroniton/shared/contract/ids'

/** Milliseconds since 1970. Instants come with and without a fraction of a second, so text does not compare. */
export function millisecondsOf(instant: Instant): number {
  const seconds = parseLocal(instant.slice(0, 19)) ?? 0
  const fraction = /\.(\d{1,3})/.exec(instant)?.[1] ?? '0'
  return seconds * 1000 + Number(fraction.padEnd(3, '0'))
}

export function minutesBefore(instant: Instant, minutes: number): Instant {
  const milliseconds = millisecondsOf(instant) - Math.round(minutes * 60_000)
  const fraction = ((milliseconds % 1000) + 1000) % 1000
  return `${printLocal(milliseconds / 1000)}.${String(fraction).padStart(3, '0')}Z` as Instant
}

export function earlier(one: Instant, other: Instant): Instant {
  return millisecondsOf(other) < millisecondsOf(one) ? other : one
}
