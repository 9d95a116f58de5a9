import { dayOf, daysInMonth, weekdayOf, type Day } from '../calendar-day.ts'
import type { RecurrenceRule } from '../event.ts'
import { DAY_SECONDS, parseLocal, type WallTime } from '../local-time.ts'
import { parseRule } from '../rule-text.ts'
import { valueOf, type Component } from './component.ts'
import { readMoment, readOffset } from './value.ts'

/** A STANDARD or DAYLIGHT of a VTIMEZONE: when its offset begins to hold. Seconds throughout. */
export interface Observance {
  offsetFrom: number
  offsetTo: number
  /** Each on the wall clock that still goes by `offsetFrom`. */
  onsets: WallTime[]
  yearly: YearlyOnset | null
}

interface YearlyOnset {
  month: number
  /** The day in a month that begins at this day. */
  dayIn(first: Day, length: number): Day | null
  timeOfDay: number
  from: WallTime
  until: number
}

/** The moment from which an offset holds. */
export interface Transition {
  instant: number
  offset: number
}

/** A zone with more changes than this has been made up: all of Morocco's since 1913 are fewer than 200. */
const MOST_ONSETS = 2000

/** `null` when the component says of no time which offset holds. */
export function readObservances({ components }: Component): Observance[] | null {
  const observances = components
    .filter(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT')
    .map(readObservance)
    .filter((observance) => observance !== null)
  const onsets = observances.reduce((sum, observance) => sum + observance.onsets.length, 0)
  return onsets === 0 || onsets > MOST_ONSETS ? null : observances
}

function readObservance(component: Component): Observance | null {
  const start = wallOf(valueOf(component, 'DTSTART') ?? '')
  const offsetFrom = readOffset(valueOf(component, 'TZOFFSETFROM') ?? '')
  const offsetTo = readOffset(valueOf(component, 'TZOFFSETTO') ?? '')
  if (start === null || offsetTo === null) return null
  const dates = component.properties
    .filter(({ name }) => name === 'RDATE')
    .flatMap(({ value }) => value.split(','))
    .map(wallOf)
    .filter((date) => date !== null)
  return {
    offsetFrom: offsetFrom ?? offsetTo,
    offsetTo,
    onsets: [start, ...dates],
    yearly: readYearly(valueOf(component, 'RRULE'), start),
  }
}

function wallOf(value: string): WallTime | null {
  const moment = readMoment(value)
  return moment === null ? null : parseLocal(moment.local)
}

const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']

/** The yearly rules in use; an observance with any other kind of rule counts for its start alone. */
function readYearly(text: string | undefined, start: WallTime): YearlyOnset | null {
  const rule = text === undefined ? null : readRule(text)
  if (rule === null || rule.frequency !== 'yearly' || (rule.interval ?? 1) !== 1 || rule.byMonth?.length !== 1)
    return null
  const [byDay] = rule.byDay ?? []
  const weekday = byDay === undefined ? -1 : WEEKDAYS.indexOf(byDay.day)
  const monthDays = rule.byMonthDay
  const startDay = Math.floor(start / DAY_SECONDS)
  const dayIn = (first: Day, length: number): Day | null => {
    if (byDay?.nthOfPeriod !== undefined) return nthWeekday(first, length, weekday, byDay.nthOfPeriod)
    const candidates = (monthDays ?? [1]).map((date) => first + (date > 0 ? date - 1 : length + date))
    return candidates.find((day) => byDay === undefined || weekdayOf(day) === weekday) ?? null
  }
  if (byDay === undefined && monthDays === undefined) return null
  return {
    month: Number(rule.byMonth[0]),
    dayIn,
    timeOfDay: start - startDay * DAY_SECONDS,
    from: start,
    until: rule.until === undefined ? Infinity : parseLocal(rule.until)!,
  }
}

function readRule(text: string): RecurrenceRule | null {
  try {
    return parseRule(text, { timeZone: null, allDay: false })
  } catch {
    return null
  }
}

function nthWeekday(first: Day, length: number, weekday: number, nth: number): Day {
  if (nth > 0) return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
  const last = first + length - 1
  return last - ((weekdayOf(last) - weekday + 7) % 7) + (nth + 1) * 7
}

function yearlyOnsets(yearly: YearlyOnset, offsetFrom: number, fromYear: number, toYear: number): WallTime[] {
  const walls: WallTime[] = []
  for (let year = fromYear; year <= toYear; year++) {
    const day = yearly.dayIn(dayOf(year, yearly.month, 1), daysInMonth(year, yearly.month))
    const wall = day === null ? null : day * DAY_SECONDS + yearly.timeOfDay
    if (wall !== null && wall >= yearly.from && wall - offsetFrom <= yearly.until) walls.push(wall)
  }
  return walls
}

/** What the observances say of the years, in order of time; the first entry holds for all time before the second. */
export function transitionsOf(observances: Observance[], fromYear: number, toYear: number): Transition[] {
  const transitions = observances.flatMap(({ onsets, offsetFrom, offsetTo, yearly }) => {
    const walls = [...onsets, ...(yearly === null ? [] : yearlyOnsets(yearly, offsetFrom, fromYear, toYear))]
    return walls.map((wall) => ({ instant: wall - offsetFrom, offset: offsetTo, before: offsetFrom }))
  })
  transitions.sort((a, b) => a.instant - b.instant)
  return [{ instant: -Infinity, offset: transitions[0]!.before }, ...transitions]
}

export function offsetIn(transitions: Transition[], instant: number): number {
  return transitions.findLast((transition) => transition.instant <= instant)!.offset
}
