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
  periods.splice(low, 0, period)
  return period
}

function lookUp(zone: TimeZoneId, instant: number): OffsetPeriod {
  const moment = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant) * 1000).toZonedDateTimeISO(zone)
  const offset = moment.offsetNanoseconds / 1e9
  const next = moment.getTimeZoneTransition('next')
  // "previous" is strictly before, so one second on finds a transition at this very instant.
  const previous = moment.add({ seconds: 1 }).getTimeZoneTransition('previous')
  return {
    from: previous === null ? -Infinity : previous.epochMilliseconds / 1000,
    to: next === null ? Infinity : next.epochMilliseconds / 1000,
    offset,
  }
}
