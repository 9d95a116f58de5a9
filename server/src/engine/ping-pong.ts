import type { JsonValue } from '@chroniton/shared/calendar/event'
import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { Instant } from '@chroniton/shared/contract/ids'
import { digestOf } from './digest.ts'
import type { Act } from './history.ts'
import { millisecondsOf } from './instant.ts'
import type { CopyRecord, PathStamp } from './records.ts'

/*
 * Some calendars change what they are given a while after it was written. Taken for a person's edit, two such
 * calendars would send a value to and fro for ever, and one at the end of a one-way route would be put right for ever.
 */

/** So often in a row, each within the hour, the hub goes along; no person does that. */
const BORNE = 8
const HOUR = 3_600_000

/** What a stamp keeps to tell a value that comes back. `last` is the stamp before it, `was` the value before the change. */
export function flipOf(last: PathStamp | undefined, was: JsonValue, is: JsonValue, act: Act) {
  return { was: digestOf(canonicalJson(was)), flips: flipsWith(last, is, act) }
}

/** The calendar has set the unit back so often to what it was before another calendar changed it that a person must look. */
export function isTossed(last: PathStamp | undefined, is: JsonValue, act: Act): boolean {
  return flipsWith(last, is, act) > BORNE
}

function flipsWith(last: PathStamp | undefined, is: JsonValue, { by, at }: Act): number {
  if (last === undefined || last.by.kind === 'person' || by.kind === 'person') return 0
  if (last.by.calendarId === by.calendarId || !isWithinHour(last.at, at)) return 0
  return last.was === digestOf(canonicalJson(is)) ? (last.flips ?? 0) + 1 : 0
}

/** The copy is put right once more. */
export function corrected(copy: CopyRecord, at: Instant): CopyRecord {
  const { corrections } = copy
  const isInARow = corrections !== undefined && isWithinHour(corrections.at, at)
  return { ...copy, corrections: { count: isInARow ? corrections.count + 1 : 1, at } }
}

/** The calendar undoes whatever the hub writes: the next write waits for a person. */
export function resists({ corrections }: CopyRecord, at: Instant): boolean {
  return corrections !== undefined && corrections.count > BORNE && isWithinHour(corrections.at, at)
}

function isWithinHour(before: Instant, after: Instant): boolean {
  return millisecondsOf(after) - millisecondsOf(before) < HOUR
}
