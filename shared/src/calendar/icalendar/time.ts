import { CodedError } from '../../contract/errors.ts'
import { parseSpan, printSpan } from '../duration.ts'
import type { CalendarEvent, Duration, LocalDateTime, TimeZoneId } from '../event.ts'
import { addDuration, parseLocal, printLocal, toInstant, toWall } from '../local-time.ts'
import type { Bag } from './bag.ts'
import { property } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { END_LOCATION } from '../keys.ts'
import { addDays, daysBetween, printDate, printDateTime, readDuration, readMoment } from './value.ts'
import type { ZoneTable } from './zones.ts'

/** A date, or a date-time with its zone; `null` for floating time. */
export interface ZonedTime {
  local: LocalDateTime
  timeZone: TimeZoneId | null
  allDay: boolean
}

/** Where TZIDs are looked up; the year is that of the series, so that one name means one zone throughout. */
export interface ZoneContext {
  zones: ZoneTable
  year: number
}

/** Throws `item-bad-time` or `item-unknown-zone`. Takes VALUE and TZID out of the parameters. */
export function readTimes(line: ContentLine, { zones, year }: ZoneContext): ZonedTime[] {
  const dates = line.parameters.get('VALUE')?.[0]?.toUpperCase() === 'DATE'
  const id = line.parameters.get('TZID')?.[0]
  line.parameters.delete('VALUE')
  line.parameters.delete('TZID')
  return line.value
    .split(',')
    .filter((value) => value.trim() !== '')
    .map((value) => {
      const moment = readMoment(value.split('/', 1)[0]!)
      if (moment === null) throw badTime(`${line.name} is "${value.slice(0, 50)}", which is no time`)
      const { local, dateOnly, utc } = moment
      // Some programs write VALUE=DATE beside midnight, or leave it away beside a date: the digits tell.
      if (dateOnly || (dates && local.endsWith('T00:00:00'))) return { local, timeZone: null, allDay: true }
      const timeZone = utc ? 'Etc/UTC' : id === undefined ? null : zones.resolve(id, year)
      return { local, timeZone, allDay: false }
    })
}

export function readTime(line: ContentLine, context: ZoneContext): ZonedTime {
  const [time] = readTimes(line, context)
  if (time === undefined) throw badTime(`${line.name} is empty`)
  return time
}

/** The same moment as the wall clocks of another event's zone show it; a date has no zone and stays. */
export function localIn(time: ZonedTime, { timeZone, allDay, local: start }: ZonedTime): LocalDateTime {
  if (allDay) return `${time.local.slice(0, 11)}00:00:00`
  if (time.allDay) return time.local.slice(0, 11) + start.slice(11)
  if (time.timeZone === null || timeZone === null || time.timeZone === timeZone) return time.local
  return printLocal(toWall(toInstant(parseLocal(time.local)!, time.timeZone), timeZone))
}

/** Takes DTSTART, DTEND and DURATION. */
export function readEventTime(bag: Bag, event: CalendarEvent, context: ZoneContext): ZonedTime {
  const line = bag.take('DTSTART')
  if (line === undefined) throw badTime('the event has no DTSTART')
  const start = readTime(line, context)
  bag.keepParameters('start', line)
  event.start = start.local
  if (start.allDay) event.showWithoutTime = true
  else if (start.timeZone !== null) event.timeZone = start.timeZone
  const end = bag.take('DTEND')
  const length = bag.take('DURATION')
  // Both together are forbidden; DTEND is what every program looks at first.
  if (end !== undefined) {
    event.duration = durationUntil(event, start, readTime(end, context))
    bag.keepParameters('duration', end)
  } else if (length !== undefined) {
    const duration = readDuration(length.value)
    if (duration === null || duration.startsWith('-')) throw badTime(`DURATION is "${length.value.slice(0, 50)}"`)
    event.duration = duration
    length.parameters.delete('VALUE')
    bag.keepParameters('duration', length)
  }
  return start
}

/** DTEND means an exact length (RFC 5545, 3.8.5.3), so it is given in seconds and not in days. */
function durationUntil(event: CalendarEvent, start: ZonedTime, end: ZonedTime): Duration {
  if (start.allDay !== end.allDay) throw badTime('one of DTSTART and DTEND is a date, the other a time')
  if (start.allDay) {
    const days = daysBetween(start.local, end.local)
    if (days < 0) throw badTime(`the event ends on ${end.local.slice(0, 10)}, before it starts`)
    // An end on the day of the start, though forbidden, is how some programs write a single day.
    return `P${Math.max(1, days)}D`
  }
  if (end.timeZone !== null && start.timeZone !== null && end.timeZone !== start.timeZone) {
    event.locations = { [END_LOCATION]: { relativeTo: 'end', timeZone: end.timeZone } }
  }
  const duration = durationBetween(start, end)
  if (duration.startsWith('-')) throw badTime(`the event ends at ${end.local}, before it starts`)
  return duration
}

/** In seconds on the clock; negative when the end is before the start. */
export function durationBetween(start: ZonedTime, end: ZonedTime): Duration {
  const floating = start.timeZone === null || end.timeZone === null
  const instantOf = ({ local, timeZone }: ZonedTime): number =>
    toInstant(parseLocal(local)!, floating ? null : timeZone)
  const seconds = instantOf(end) - instantOf(start)
  return printSpan({ sign: seconds < 0 ? -1 : 1, days: 0, seconds: Math.abs(seconds) })
}

export function zonedStart(event: CalendarEvent): ZonedTime {
  const allDay = event.showWithoutTime === true
  return { local: event.start, timeZone: allDay ? null : (event.timeZone ?? null), allDay }
}

export function printTime(name: string, { local, timeZone, allDay }: ZonedTime): ContentLine {
  if (allDay) return property(name, printDate(local), { VALUE: 'DATE' })
  if (timeZone === null) return property(name, printDateTime(local))
  if (timeZone === 'Etc/UTC') return property(name, `${printDateTime(local)}Z`)
  return property(name, printDateTime(local), { TZID: timeZone })
}

/** DTSTART and, unless the event has no length, DTEND or DURATION. */
export function printEventTime(event: CalendarEvent): ContentLine[] {
  const start = zonedStart(event)
  const lines = [printTime('DTSTART', start)]
  const span = parseSpan(event.duration ?? 'PT0S')
  if (span === null || (span.days === 0 && span.seconds === 0)) return lines
  if (start.allDay) return [...lines, printTime('DTEND', { ...start, local: addDays(start.local, span.days) })]
  // Days on the calendar and seconds on the clock are two things where clocks change: only DURATION says days.
  if (span.days > 0) return [...lines, property('DURATION', printSpan({ ...span, seconds: Math.floor(span.seconds) }))]
  const end = addDuration(start.local, event.duration!, start.timeZone)
  if (end === null) return lines
  // The second of two equal times, after clocks went back, has no DTEND: read again, it is the first.
  const instant = (local: LocalDateTime): number => toInstant(parseLocal(local)!, start.timeZone)
  if (endZoneOf(event) === null && instant(end) - instant(start.local) !== Math.floor(span.seconds)) {
    return [...lines, property('DURATION', printSpan({ ...span, seconds: Math.floor(span.seconds) }))]
  }
  return [...lines, printTime('DTEND', endIn(event, { ...start, local: end }))]
}

function endIn(event: CalendarEvent, end: ZonedTime): ZonedTime {
  const timeZone = endZoneOf(event)
  return timeZone === null ? end : { ...end, timeZone, local: localIn(end, { ...end, timeZone }) }
}

/** The zone of the end, where DTEND can say it. */
export function endZoneOf(event: CalendarEvent): TimeZoneId | null {
  const location = event.locations?.[END_LOCATION]
  const timeZone = location?.relativeTo === 'end' ? location.timeZone : undefined
  if (timeZone === undefined || event.showWithoutTime === true || (event.timeZone ?? null) === null) return null
  const span = parseSpan(event.duration ?? 'PT0S')
  return span !== null && span.days === 0 && span.seconds > 0 ? timeZone : null
}

function badTime(detail: string): CodedError {
  return new CodedError('item-bad-time', detail)
}
