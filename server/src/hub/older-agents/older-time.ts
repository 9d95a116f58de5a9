import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import { dayOf, daysInMonth } from '@chroniton/shared/calendar/calendar-day'
import { DAY_SECONDS, toInstant, toWall, type WallTime } from '@chroniton/shared/calendar/local-time'

const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i

interface Written {
  /** Midnight of its date. */
  date: WallTime
  /** Seconds since then. */
  clock: number
  offset: string | undefined
}

/** Thousands of these are read at a time: by their places, which the pattern has made sure of. */
function read(given: string): Written | null {
  const text = given.trim()
  const match = TIME.exec(text)
  if (match === null) return null
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  const date = dayOf(year, month, day) * DAY_SECONDS
  if (text.length === 10) return { date, clock: 0, offset: undefined }
  const [hour, minute] = [digits(text, 11, 13), digits(text, 14, 16)]
  const second = text[16] === ':' ? digits(text, 17, 19) : 0
  if (hour > 23 || minute > 59 || second > 59) return null
  return { date, clock: hour * 3600 + minute * 60 + second, offset: match[1] }
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48
  return value
}

/**
 * What the wall clocks of the zone show at a time as older agents write it: ISO 8601 with `T` or a blank, with or
 * without seconds and their fractions. Without an offset it is the zone's own time. `null` when it is no time.
 */
export function readOlderTime(text: string, zone: TimeZoneId): WallTime | null {
  const written = read(text)
  if (written === null) return null
  const wall = written.date + written.clock
  return written.offset === undefined ? wall : toWall(wall - secondsOf(written.offset), zone)
}

/** The date, and the seconds of it, that the text itself names: no zone has a say in them. */
export function readOlderDate(text: string): { date: WallTime; clock: number } | null {
  return read(text)
}

/** The instant in seconds since 1970 at which older agents say that something happened. */
export function readOlderInstant(text: string, zone: TimeZoneId): number | null {
  const written = read(text)
  if (written === null) return null
  const wall = written.date + written.clock
  return written.offset === undefined ? toInstant(wall, zone) : wall - secondsOf(written.offset)
}

function secondsOf(offset: string): number {
  if (/^[zu]/i.test(offset)) return 0
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))]
  return (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/** As a JSCalendar duration: whole days of the calendar, then seconds of the clock. Never negative. */
export function durationBetween(start: WallTime, end: WallTime, zone: TimeZoneId): { days: number; seconds: number } {
  const days = Math.max(0, Math.floor((end - start) / DAY_SECONDS))
  const rest = toInstant(end, zone) - toInstant(start + days * DAY_SECONDS, zone)
  return { days, seconds: Math.max(0, rest) }
}
