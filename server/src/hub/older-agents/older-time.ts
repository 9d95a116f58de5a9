import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import { DAY_SECONDS, parseLocal, toInstant, toWall, type WallTime } from '@chroniton/shared/calendar/local-time'

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i

/**
 * What the wall clocks of the zone show at a time as older agents write it: ISO 8601 with `T` or a blank, with or
 * without seconds and their fractions. Without an offset it is the zone's own time. `null` when it is no time.
 */
export function readOlderTime(text: string, zone: TimeZoneId): WallTime | null {
  const match = TIME.exec(text.trim())
  if (match === null) return null
  const [, date = '', time = '00:00', seconds = '00', offset] = match
  const wall = parseLocal(`${date}T${time}:${seconds}`)
  if (wall === null || offset === undefined) return wall
  return toWall(wall - secondsOf(offset), zone)
}

/** The date alone: no zone has a say in it. */
export function readOlderDate(text: string): WallTime | null {
  const match = TIME.exec(text.trim())
  return match === null ? null : parseLocal(`${match[1]}T00:00:00`)
}

/** Seconds since midnight that the text itself says. */
export function readOlderClock(text: string): number {
  const [, , time = '00:00', seconds = '00'] = TIME.exec(text.trim()) ?? []
  return Number(time.slice(0, 2)) * 3600 + Number(time.slice(3)) * 60 + Number(seconds)
}

/** The instant in seconds since 1970 at which older agents say that something happened. */
export function readOlderInstant(text: string, zone: TimeZoneId): number | null {
  const wall = readOlderTime(text, zone)
  return wall === null ? null : toInstant(wall, zone)
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
