import { civilOf, type Day, dayOf } from './calendar-day.ts'
import type { RecurrenceRule } from './event.ts'
import { DAY_SECONDS, type WallTime } from './local-time.ts'
import { isRuleDay, ruleDaysOfMonth, startOfWeek } from './rule-days.ts'
import { planRule, type RulePlan } from './rule-plan.ts'

export interface RuleTimesOptions {
  /** Leave out times before this one; costs nothing but for rules with a count, which must be counted out. */
  from?: WallTime
  /** Wall times that do not exist are no occurrences and are not counted (RFC 5545, 3.3.10). */
  exists?: (wall: WallTime) => boolean
  /** A start that the rule itself would not make is the first occurrence all the same (RFC 5545, 3.8.5.3). */
  countStart?: boolean
}

/** Years have four digits in every calendar format. */
const LAST_DAY = dayOf(9999, 12, 31)
/** The Gregorian calendar repeats after 146,097 days: a rule that finds nothing in as many never will. */
const PATIENCE = 150_000

/**
 * The wall times a rule makes, in order, from the start on (RFC 8984, 4.3.3.1). Lazy, and bounded: it ends with the
 * year 9999, and for rules that can never be met.
 */
export function* ruleTimes(
  rule: RecurrenceRule,
  start: WallTime,
  options: RuleTimesOptions = {},
): Generator<WallTime, void> {
  const plan = planRule(rule, start)
  const { from = -Infinity, exists = () => true, countStart = false } = options
  let left = plan.count
  let last = -Infinity
  const periods = isSubDaily(plan) ? subDailyPeriods : dailyPeriods
  for (const time of periods(plan, start, left === Infinity ? from : -Infinity)) {
    if (time > plan.until) return
    if (time < start || time <= last || !exists(time)) continue
    if (last === -Infinity && countStart && time !== start) left--
    if (left-- <= 0) return
    last = time
    if (time >= from) yield time
  }
}

function isSubDaily({ frequency }: RulePlan): boolean {
  return frequency === 'hourly' || frequency === 'minutely' || frequency === 'secondly'
}

/** Candidates of daily and longer periods. */
function* dailyPeriods(plan: RulePlan, start: WallTime, from: WallTime): Generator<WallTime, void> {
  const times = timesOfDay(plan)
  const daysOfPeriod = dayPeriods(plan, Math.floor(start / DAY_SECONDS))
  let idle = 0
  for (let index = daysOfPeriod.indexAt(Math.floor(from / DAY_SECONDS)); idle < PATIENCE; index++) {
    const days = daysOfPeriod.days(index)
    if (days === null) return
    idle += daysOfPeriod.length
    for (const [place, offset] of picks(plan, days.length, times)) {
      idle = 0
      yield days[place]! * DAY_SECONDS + offset
    }
  }
}

interface DayPeriods {
  /** About how many days are looked at per period. */
  length: number
  /** A period that begins no later than the day. */
  indexAt(day: Day): number
  /** The rule's days in the period, in order; `null` past the end of all calendars. */
  days(index: number): Day[] | null
}

function dayPeriods(plan: RulePlan, startDay: Day): DayPeriods {
  const { interval } = plan
  const { year: startYear, month: startMonth } = civilOf(startDay)
  const indexFor = (units: number): number => Math.max(0, Math.floor(units / interval) - 1)
  switch (plan.frequency) {
    case 'yearly':
      return {
        length: 366,
        indexAt: (day) => indexFor(Math.floor(monthsTo(day) / 12) - startYear),
        days: (index) => daysOfYear(plan, startYear + index * interval),
      }
    case 'monthly': {
      const startIndex = startYear * 12 + startMonth - 1
      return {
        length: 31,
        indexAt: (day) => indexFor(monthsTo(day) - startIndex),
        days: (index) => {
          const month = startIndex + index * interval
          const year = Math.floor(month / 12)
          return year > 9999 ? null : ruleDaysOfMonth(plan, year, (month % 12) + 1)
        },
      }
    }
    case 'weekly': {
      const firstWeek = startOfWeek(startDay, plan.firstDayOfWeek)
      return {
        length: 7,
        indexAt: (day) => indexFor((day - firstWeek) / 7),
        days: (index) => ruleDaysFrom(plan, firstWeek + index * interval * 7, 7),
      }
    }
    default:
      return {
        length: 1,
        indexAt: (day) => indexFor(day - startDay),
        days: (index) => ruleDaysFrom(plan, startDay + index * interval, 1),
      }
  }
}

/** Months from the year 0 to the one of the day. */
function monthsTo(day: Day): number {
  if (!Number.isFinite(day)) return day
  const { year, month } = civilOf(day)
  return year * 12 + month - 1
}

function daysOfYear(plan: RulePlan, year: number): Day[] | null {
  if (year > 9999) return null
  const days: Day[] = []
  for (let month = 1; month <= 12; month++) days.push(...ruleDaysOfMonth(plan, year, month))
  // A day moved forward into the next month may be one of its own as well.
  return plan.skip === 'forward' ? [...new Set(days)] : days
}

function ruleDaysFrom(plan: RulePlan, first: Day, length: number): Day[] | null {
  if (first > LAST_DAY) return null
  const days: Day[] = []
  for (let day = first; day < first + length; day++) if (isRuleDay(plan, day)) days.push(day)
  return days
}

/** Seconds from midnight, in order. */
function timesOfDay({ hours, minutes, seconds }: RulePlan): number[] {
  return offsets(hours ?? [0], minutes ?? [0], seconds ?? [0])
}

function offsets(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): number[] {
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => hour * 3600 + minute * 60 + second)),
  )
}

/** The places of a period, every unit with every time, or those that `bySetPosition` names of them. */
function* picks(plan: RulePlan, units: number, times: readonly number[]): Generator<[number, number], void> {
  if (plan.setPositions === null) {
    for (let unit = 0; unit < units; unit++) for (const time of times) yield [unit, time]
    return
  }
  const all = units * times.length
  const places = plan.setPositions.map((position) => (position > 0 ? position - 1 : all + position))
  for (const place of [...new Set(places)].sort((a, b) => a - b)) {
    if (place >= 0 && place < all) yield [Math.floor(place / times.length), times[place % times.length]!]
  }
}

const UNIT_SECONDS: Record<string, number> = { hourly: 3600, minutely: 60, secondly: 1 }

/** Candidates of hours, minutes and seconds; stretches that the rule rules out are stepped over as a whole. */
function* subDailyPeriods(plan: RulePlan, start: WallTime, from: WallTime): Generator<WallTime, void> {
  const { frequency, hours, minutes, seconds } = plan
  const unit = UNIT_SECONDS[frequency]!
  const step = plan.interval * unit
  const first = Math.floor(start / unit) * unit
  const times = offsets([0], frequency === 'hourly' ? minutes! : [0], frequency === 'secondly' ? [0] : seconds!)
  let period = from > first ? first + Math.floor((from - first) / step) * step : first
  let knownDay = NaN
  let isKnownDay = false
  for (let idle = 0; idle < PATIENCE; idle++) {
    const day = Math.floor(period / DAY_SECONDS)
    if (day > LAST_DAY) return
    if (day !== knownDay) {
      knownDay = day
      isKnownDay = isRuleDay(plan, day)
    }
    let next = period + step
    if (!isKnownDay) {
      next = (day + 1) * DAY_SECONDS
    } else if (hours !== null && !hours.includes(Math.floor((period % DAY_SECONDS) / 3600))) {
      next = (Math.floor(period / 3600) + 1) * 3600
    } else if (frequency !== 'hourly' && minutes !== null && !minutes.includes(Math.floor((period % 3600) / 60))) {
      next = (Math.floor(period / 60) + 1) * 60
    } else if (frequency !== 'secondly' || seconds === null || seconds.includes(period % 60)) {
      for (const [, offset] of picks(plan, 1, times)) {
        idle = 0
        yield period + offset
      }
    }
    period = first + Math.max(Math.ceil((next - first) / step), Math.floor((period - first) / step) + 1) * step
  }
}
