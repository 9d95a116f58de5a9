import { civilOf, dayOf, daysInMonth, weekdayOf } from '../calendar-day.ts'
import type { TimeZoneId } from '../event.ts'
import { DAY_SECONDS, printLocal, type WallTime } from '../local-time.ts'
import { wholePeriodAt } from '../zone-offsets.ts'
import { component, printComponent, property, type Component } from './component.ts'
import { printDateTime, printOffset } from './value.ts'

/** Rules that hold until this year are taken to hold for ever: further on, nobody has decided anything. */
const HORIZON = 2037

const REMEMBERED = 500
const remembered = new Map<string, string>()

/** The VTIMEZONE of an IANA zone, right for all times from the beginning of the year on. */
export function printTimezone(zone: TimeZoneId, fromYear: number): string {
  const key = `${fromYear} ${zone}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  const text = printComponent(timezoneComponent(zone, fromYear))
  if (remembered.size >= REMEMBERED) remembered.clear()
  remembered.set(key, text)
  return text
}

interface Change {
  /** On the wall clock that still goes by `offsetFrom`. */
  wall: WallTime
  offsetFrom: number
  offsetTo: number
}

function timezoneComponent(zone: TimeZoneId, fromYear: number): Component {
  const runs = runsOf(changesOf(zone, fromYear))
  return component(
    'VTIMEZONE',
    [property('TZID', zone), property('X-LIC-LOCATION', zone)],
    runs.sort((a, b) => a.changes[0]!.wall - b.changes[0]!.wall).map(observance),
  )
}

function changesOf(zone: TimeZoneId, fromYear: number): Change[] {
  const start = dayOf(fromYear, 1, 1) * DAY_SECONDS
  const first = wholePeriodAt(zone, start)
  if (first.to === Infinity) {
    return [
      { wall: dayOf(Math.min(1970, fromYear), 1, 1) * DAY_SECONDS, offsetFrom: first.offset, offsetTo: first.offset },
    ]
  }
  const horizon = dayOf(Math.max(HORIZON, fromYear + 1) + 1, 1, 1) * DAY_SECONDS
  const changes: Change[] = []
  // Nothing changed before the first period: an onset before any event stands for "always".
  let offsetFrom = first.from === -Infinity ? first.offset : wholePeriodAt(zone, first.from - 1).offset
  for (let period = first; period.from < horizon; period = wholePeriodAt(zone, period.to)) {
    const instant = period.from === -Infinity ? dayOf(Math.min(1601, fromYear), 1, 1) * DAY_SECONDS : period.from
    changes.push({ wall: instant + offsetFrom, offsetFrom, offsetTo: period.offset })
    offsetFrom = period.offset
    if (period.to === Infinity) break
  }
  return changes
}

/** Changes that one rule makes, or a single one. */
interface Run {
  changes: Change[]
  year: number
  month: number
  weekday: number
  /** The same for all, or `null`. */
  nth: number | null
  last: boolean
  earliest: number
  latest: number
}

/** Each change joins the run that would have made it as well, or begins one. */
function runsOf(changes: Change[]): Run[] {
  const runs: Run[] = []
  const open = new Map<string, Run>()
  for (const change of changes) {
    const day = Math.floor(change.wall / DAY_SECONDS)
    const { year, month, date } = civilOf(day)
    const timeOfDay = change.wall - day * DAY_SECONDS
    const key = [change.offsetFrom, change.offsetTo, month, weekdayOf(day), timeOfDay].join(' ')
    const single: Run = {
      changes: [change],
      year,
      month,
      weekday: weekdayOf(day),
      nth: Math.ceil(date / 7),
      last: date + 7 > daysInMonth(year, month),
      earliest: date,
      latest: date,
    }
    const run = open.get(key)
    const joined = run === undefined ? null : join(run, single)
    if (run !== undefined && joined !== null) {
      Object.assign(run, joined)
    } else {
      runs.push(single)
      open.set(key, single)
    }
  }
  return runs
}

function join(run: Run, single: Run): Run | null {
  const joined: Run = {
    ...run,
    changes: [...run.changes, ...single.changes],
    year: single.year,
    nth: run.nth === single.nth ? run.nth : null,
    last: run.last && single.last,
    earliest: Math.min(run.earliest, single.earliest),
    latest: Math.max(run.latest, single.latest),
  }
  const oneRule = joined.nth !== null || joined.last || joined.latest - joined.earliest < 7
  return single.year === run.year + 1 && oneRule ? joined : null
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function observance(run: Run): Component {
  const [first] = run.changes as [Change, ...Change[]]
  const last = run.changes.at(-1)!
  const properties = [
    property('TZOFFSETFROM', printOffset(first.offsetFrom)),
    property('TZOFFSETTO', printOffset(first.offsetTo)),
    property('DTSTART', printDateTime(printLocal(first.wall))),
  ]
  if (run.changes.length > 1) {
    const until = run.year >= HORIZON ? '' : `;UNTIL=${printDateTime(printLocal(last.wall - last.offsetFrom))}Z`
    properties.push(property('RRULE', `FREQ=YEARLY;BYMONTH=${run.month};${dayPart(run)}${until}`))
  }
  return component(first.offsetTo > first.offsetFrom ? 'DAYLIGHT' : 'STANDARD', properties)
}

function dayPart({ weekday, last, nth, earliest }: Run): string {
  const day = DAYS[weekday]!
  if (last) return `BYDAY=-1${day}`
  if (nth !== null) return `BYDAY=${nth}${day}`
  return `BYMONTHDAY=${Array.from({ length: 7 }, (_, index) => earliest + index).join(',')};BYDAY=${day}`
}
