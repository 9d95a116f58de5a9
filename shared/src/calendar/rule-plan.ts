import { CodedError } from '../contract/errors.ts'
import { civilOf, weekdayOf } from './calendar-day.ts'
import type { RecurrenceRule } from './event.ts'
import { DAY_SECONDS, parseLocal, type WallTime } from './local-time.ts'

export type Frequency = RecurrenceRule['frequency']

/** A rule read once: checked, in numbers, and with everything spelled out that it takes from the start. */
export interface RulePlan {
  frequency: Frequency
  interval: number
  /** 0 for Monday. */
  firstDayOfWeek: number
  skip: 'omit' | 'backward' | 'forward'
  months: ReadonlySet<number> | null
  weeks: ReadonlySet<number> | null
  yearDays: ReadonlySet<number> | null
  monthDays: ReadonlySet<number> | null
  weekdays: readonly PlannedWeekday[] | null
  /** What an `nth` weekday counts in; elsewhere it has no meaning and every such weekday is meant. */
  nthWithin: 'year' | 'month' | null
  hours: readonly number[] | null
  minutes: readonly number[] | null
  seconds: readonly number[] | null
  setPositions: readonly number[] | null
  count: number
  until: WallTime
}

export interface PlannedWeekday {
  weekday: number
  /** 0: all of them. */
  nth: number
}

const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
const FREQUENCIES: readonly Frequency[] = ['secondly', 'minutely', 'hourly', 'daily', 'weekly', 'monthly', 'yearly']
const MOST = 1e10
/** A count must be counted out from the start, however late the time that is asked for. */
const MOST_COUNTED = 100_000

function refuse(detail: string): never {
  throw new CodedError('item-bad-rule', detail)
}

/** Throws `item-bad-rule` where a part of the rule can have no meaning. Gregorian rules only. */
export function planRule(rule: RecurrenceRule, start: WallTime): RulePlan {
  const { frequency } = rule
  if (!FREQUENCIES.includes(frequency)) refuse(`unknown frequency "${String(frequency)}"`)
  const until = rule.until === undefined ? Infinity : parseLocal(rule.until)
  if (until === null) refuse(`the rule ends at "${rule.until}", which is no time`)
  const plan: RulePlan = {
    frequency,
    interval: positive('interval', rule.interval ?? 1),
    firstDayOfWeek: weekday(rule.firstDayOfWeek ?? 'mo'),
    skip: skipOf(rule.skip ?? 'omit'),
    months: setOf('byMonth', rule.byMonth?.map(Number), 1, 12),
    weeks: setOf('byWeekNo', rule.byWeekNo, 1, 53, true),
    yearDays: setOf('byYearDay', rule.byYearDay, 1, 366, true),
    monthDays: setOf('byMonthDay', rule.byMonthDay, 1, 31, true),
    weekdays: weekdays(rule),
    nthWithin: null,
    hours: sorted('byHour', rule.byHour, 23),
    minutes: sorted('byMinute', rule.byMinute, 59),
    // A leap second may be asked for, but no clock here shows one.
    seconds: sorted('bySecond', rule.bySecond, 60)?.filter((second) => second < 60) ?? null,
    setPositions: positions(rule),
    count: rule.count === undefined ? Infinity : countOf(positive('count', rule.count), frequency),
    until,
  }
  takeFromStart(plan, start)
  if (frequency === 'monthly' || (frequency === 'yearly' && plan.months !== null)) plan.nthWithin = 'month'
  else if (frequency === 'yearly') plan.nthWithin = 'year'
  return plan
}

/**
 * What a rule leaves open it takes from the start (RFC 8984, 4.3.3.1). In one thing not as written there: weekdays
 * beside days of the month leave the months open ("every Friday the 13th"), as every implementation reads RFC 5545.
 */
function takeFromStart(plan: RulePlan, start: WallTime): void {
  const day = Math.floor(start / DAY_SECONDS)
  const time = start - day * DAY_SECONDS
  const rank = FREQUENCIES.indexOf(plan.frequency)
  if (rank > 0) plan.seconds ??= [time % 60]
  if (rank > 1) plan.minutes ??= [Math.floor(time / 60) % 60]
  if (rank > 2) plan.hours ??= [Math.floor(time / 3600)]

  const { month, date } = civilOf(day)
  const { months, weeks, monthDays, yearDays, weekdays } = plan
  const sameDate = new Set([date])
  const sameWeekday = [{ weekday: weekdayOf(day), nth: 0 }]
  const open = weekdays === null && monthDays === null && yearDays === null
  switch (plan.frequency) {
    case 'weekly':
      if (open) plan.weekdays = sameWeekday
      break
    case 'monthly':
      if (open && weeks === null) plan.monthDays = sameDate
      break
    case 'yearly':
      if (yearDays !== null) break
      if (months === null && weeks === null && weekdays === null) plan.months = new Set([month])
      if (open) {
        if (weeks === null) plan.monthDays = sameDate
        else plan.weekdays = sameWeekday
      }
      break
    default:
  }
}

function positive(name: string, value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > MOST) {
    refuse(`${name} is ${String(value)}, expected a whole number from 1`)
  }
  return value as number
}

/** A hundred thousand days outlast everybody: more is as good as no end. */
function countOf(count: number, frequency: Frequency): number {
  if (count <= MOST_COUNTED) return count
  if (frequency === 'secondly' || frequency === 'minutely' || frequency === 'hourly') refuse(`the count is ${count}`)
  return Infinity
}

function weekday(day: unknown): number {
  const index = WEEKDAYS.indexOf(String(day))
  if (index < 0) refuse(`unknown day of the week "${String(day)}"`)
  return index
}

function skipOf(skip: unknown): RulePlan['skip'] {
  if (skip === 'omit' || skip === 'backward' || skip === 'forward') return skip
  return refuse(`unknown skip "${String(skip)}"`)
}

function numbers(name: string, list: unknown, low: number, high: number, fromEnd = false): number[] | null {
  if (list === undefined) return null
  if (!Array.isArray(list)) refuse(`${name} is no list`)
  if (list.length === 0) return null
  for (const value of list) {
    const size = fromEnd ? Math.abs(value) : value
    if (!Number.isInteger(value) || size < low || size > high) refuse(`${name} holds ${String(value)}`)
  }
  return list
}

function setOf(name: string, list: unknown, low: number, high: number, fromEnd = false): ReadonlySet<number> | null {
  const values = numbers(name, list, low, high, fromEnd)
  return values === null ? null : new Set(values)
}

function sorted(name: string, list: unknown, high: number): number[] | null {
  const values = numbers(name, list, 0, high)
  return values === null ? null : [...new Set(values)].sort((a, b) => a - b)
}

function positions(rule: RecurrenceRule): number[] | null {
  const values = numbers('bySetPosition', rule.bySetPosition, 1, 366 * DAY_SECONDS, true)
  return values === null ? null : [...new Set(values)]
}

function weekdays({ byDay }: RecurrenceRule): PlannedWeekday[] | null {
  if (byDay === undefined) return null
  if (!Array.isArray(byDay)) refuse('byDay is no list')
  if (byDay.length === 0) return null
  return byDay.map((entry) => {
    const nth = entry?.nthOfPeriod ?? 0
    if (!Number.isInteger(nth) || Math.abs(nth) > 53) refuse(`byDay holds the ${String(nth)}th of a day`)
    return { weekday: weekday(entry?.day), nth }
  })
}
