import { dayOf, civilOf, daysInMonth } from './calendar-day.ts'
import { parseSpan } from './duration.ts'
import type { LocalDateTime, TimeZoneId } from './event.ts'
import { offsetAt, periodsAround } from './zone-offsets.ts'

/** A reading of the wall clock: seconds since 1970-01-01T00:00:00 on the same wall. No instant before a zone is named. */
export type WallTime = number

export const DAY_SECONDS = 86_400

/** `null` for text that names no moment of any calendar day, such as 30 February. */
export function parseLocal(text: LocalDateTime): WallTime | null {
  if (typeof text !== 'string' || text.length !== 19 || !hasLocalMarks(text)) return null
  const year = twoDigitsAt(text, 0) * 100 + twoDigitsAt(text, 2)
  const month = twoDigitsAt(text, 5)
  const date = twoDigitsAt(text, 8)
  const hour = twoDigitsAt(text, 11)
  const minute = twoDigitsAt(text, 14)
  const second = twoDigitsAt(text, 17)
  // What is no number fails every comparison.
  if (!(year >= 0 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month))) return null
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null
  return dayOf(year, month, date) * DAY_SECONDS + hour * 3600 + minute * 60 + second
}

function hasLocalMarks(text: string): boolean {
  return text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':'
}

/** NaN where there are none. */
function twoDigitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const units = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN
}

export function printLocal(wall: WallTime): LocalDateTime {
  const whole = Math.floor(wall)
  const day = Math.floor(whole / DAY_SECONDS)
  const rest = whole - day * DAY_SECONDS
  const { year, month, date } = civilOf(day)
  const time = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60].map(twoDigits).join(':')
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(date)}T${time}`
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/**
 * The instant, in seconds since 1970, at which the wall clocks of the zone show the time. A time that comes twice is
 * the first; one that is skipped is read with the offset before the gap (RFC 5545, 3.3.5). No zone: as if in UTC.
 */
export function toInstant(wall: WallTime, zone: TimeZoneId | null): number {
  if (zone === null) return wall
  const periods = periodsAround(zone, wall)
  for (const { from, to, offset } of periods) {
    const instant = wall - offset
    if (instant >= from && instant < to) return instant
  }
  const before = periods.findLast(({ to, offset }) => wall - offset >= to)
  return wall - before!.offset
}

/** Whether the wall clocks of the zone ever show the time: not so in the hour that summer time skips. */
export function exists(wall: WallTime, zone: TimeZoneId | null): boolean {
  if (zone === null) return true
  return periodsAround(zone, wall).some(({ from, to, offset }) => wall - offset >= from && wall - offset < to)
}

/** What the wall clocks of the zone show at an instant given in seconds since 1970. */
export function toWall(instant: number, zone: TimeZoneId | null): WallTime {
  return zone === null ? instant : instant + offsetAt(zone, instant)
}

/**
 * The wall time a duration later: its days counted on the calendar, then its seconds on the clock. `null` when one of
 * the two is no time.
 */
export function addDuration(start: LocalDateTime, duration: string, zone: TimeZoneId | null): LocalDateTime | null {
  const wall = parseLocal(start)
  const span = parseSpan(duration)
  if (wall === null || span === null) return null
  const moved = wall + span.sign * span.days * DAY_SECONDS
  if (span.seconds === 0) return printLocal(moved)
  return printLocal(toWall(toInstant(moved, zone) + span.sign * span.seconds, zone))
}
