import { Temporal } from 'temporal-polyfill'
import type { TimeZoneId } from './event.ts'

/** A time during which a zone keeps one offset from UTC; all in seconds, `to` excluded. */
export interface OffsetPeriod {
  from: number
  to: number
  offset: number
}

/** No zone jumps further: Samoa and Kiribati once left out a whole day. */
const FURTHEST_JUMP = 2 * 86_400

const REMEMBERED_ZONES = 500
const remembered = new Map<TimeZoneId, OffsetPeriod[]>()

/** Seconds that the zone is ahead of UTC at an instant. */
export function offsetAt(zone: TimeZoneId, instant: number): number {
  return periodAt(zone, instant).offset
}

/** The periods in which the zone's clocks may show a wall time, in order; they follow each other without gap. */
export function periodsAround(zone: TimeZoneId, wall: number): OffsetPeriod[] {
  const end = wall + FURTHEST_JUMP
  const first = periodAt(zone, wall - FURTHEST_JUMP)
  if (first.to > end) return [first]
  const periods = [first]
  for (let last = first; last.to <= end;) {
    last = periodAt(zone, last.to)
    periods.push(last)
  }
  return periods
}

/** Transitions are looked up once: asking the time zone data costs some hundred times as much as this search. */
function periodAt(zone: TimeZoneId, instant: number): OffsetPeriod {
  let periods = remembered.get(zone)
  if (periods === undefined) {
    if (remembered.size >= REMEMBERED_ZONES) remembered.clear()
    periods = []
    remembered.set(zone, periods)
  }
  let low = 0
  let high = periods.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const period = periods[middle]!
    if (instant < period.from) high = middle
    else if (instant >= period.to) low = middle + 1
    else return period
  }
  const period = lookUp(zone, instant)
  // What was known of the same period from a later beginning is a part of it.
  const isLonger = periods[low]?.to === period.to
  periods.splice(low, isLonger ? 1 : 0, period)
  return period
}

/** A zone may have kept one offset since 1847, and to look back that far takes a tenth of a second. */
const LOOK_BACK = 400 * 86_400

/** A period may be longer than it says, at its beginning: nobody who asks for an offset needs that. */
function lookUp(zone: TimeZoneId, instant: number): OffsetPeriod {
  let from = Math.floor(instant) - LOOK_BACK
  for (;;) {
    const moment = momentAt(zone, from)
    const next = moment.getTimeZoneTransition('next')
    const to = next === null ? Infinity : next.epochMilliseconds / 1000
    if (instant < to) return { from, to, offset: moment.offsetNanoseconds / 1e9 }
    from = to
  }
}

/** The period at an instant, from its very beginning. */
export function wholePeriodAt(zone: TimeZoneId, instant: number): OffsetPeriod {
  const moment = momentAt(zone, instant)
  // "previous" is strictly before, so one second on finds a transition at this very instant.
  const previous = moment.add({ seconds: 1 }).getTimeZoneTransition('previous')
  const next = moment.getTimeZoneTransition('next')
  return {
    from: previous === null ? -Infinity : previous.epochMilliseconds / 1000,
    to: next === null ? Infinity : next.epochMilliseconds / 1000,
    offset: moment.offsetNanoseconds / 1e9,
  }
}

function momentAt(zone: TimeZoneId, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(instant) * 1000).toZonedDateTimeISO(zone)
}
