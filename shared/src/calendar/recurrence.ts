import { CodedError } from '../contract/errors.ts'
import { parseSpan } from './duration.ts'
import type { CalendarEvent, LocalDateTime, TimeZoneId } from './event.ts'
import { instanceByRule, isExcluded, overridden } from './instance.ts'
import { DAY_SECONDS, printLocal } from './local-time.ts'
import { type Moments, momentsOf } from './moments.ts'
import { seriesTimes } from './series.ts'

export interface Occurrence extends Moments {
  /** The local start it has by rule; what an override is kept under. */
  recurrenceId: LocalDateTime
  /** The occurrence as an event of its own, its override applied. */
  event: CalendarEvent
  overridden: boolean
}

export interface OccurrenceQuery {
  /** Milliseconds since 1970; an occurrence that is under way then is part of the answer. */
  from?: number
  /** Milliseconds since 1970, excluded. */
  to?: number
  /** The first so many; without it the query must come to an end by itself. */
  limit?: number
  /** Whose clocks floating and all-day events go by. */
  hostZone?: TimeZoneId
}

/** More than this no view can show and no rule for people makes. */
const MOST = 50_000

/**
 * What takes place in a time, ordered by start: occurrences by rule, extra ones, and moved ones where they were moved
 * to; excluded ones are left out. An event that does not repeat is its own only occurrence.
 * Throws `item-bad-rule` for rules that make no sense or too much.
 */
export function occurrences(event: CalendarEvent, query: OccurrenceQuery = {}): Occurrence[] {
  const { from = -Infinity, to = Infinity, limit = Infinity, hostZone = 'Etc/UTC' } = query
  const overrides = event.recurrenceOverrides ?? {}
  const found: Occurrence[] = []

  const add = (recurrenceId: LocalDateTime, instance: CalendarEvent, isOverridden: boolean): boolean => {
    const moments = momentsOf(instance, hostZone)
    if (moments === null || !isWithin(moments, from, to)) return false
    found.push({ recurrenceId, event: instance, ...moments, overridden: isOverridden })
    return true
  }

  // Overrides can lie anywhere, so each is looked at; rules are only followed through the time asked for.
  for (const [recurrenceId, override] of Object.entries(overrides)) {
    if (isExcluded(override)) continue
    add(recurrenceId, overridden(instanceByRule(event, recurrenceId), override), true)
  }
  let byRule = 0
  // Wall time and UTC are at most a day apart, and summer time may stretch an occurrence.
  const earliest = from / 1000 - lengthOf(event) - 2 * DAY_SECONDS
  const latest = to / 1000 + 2 * DAY_SECONDS
  for (const wall of seriesTimes(event, earliest)) {
    if (wall > latest || byRule >= limit) break
    const recurrenceId = printLocal(wall)
    if (Object.hasOwn(overrides, recurrenceId)) continue
    if (add(recurrenceId, instanceByRule(event, recurrenceId), false)) byRule++
    if (byRule > MOST) throw new CodedError('item-bad-rule', `more than ${MOST} occurrences in the time asked for`)
  }

  found.sort((a, b) => a.startsAt - b.startsAt || (a.recurrenceId < b.recurrenceId ? -1 : 1))
  return found.length > limit ? found.slice(0, limit) : found
}

/** An occurrence without length takes place at its start. */
function isWithin({ startsAt, endsAt }: Moments, from: number, to: number): boolean {
  return startsAt < to && (endsAt > from || (startsAt === endsAt && startsAt >= from))
}

function lengthOf({ duration }: CalendarEvent): number {
  const span = duration === undefined ? null : parseSpan(duration)
  return span === null ? 0 : span.days * DAY_SECONDS + span.seconds
}
