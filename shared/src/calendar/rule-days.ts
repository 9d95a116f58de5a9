import { civilOf, type Day, dayOf, daysInMonth, daysInYear, weekdayOf } from './calendar-day.ts'
import type { RulePlan } from './rule-plan.ts'

/** Whether the day passes everything the rule says about days. */
export function isRuleDay(plan: RulePlan, day: Day): boolean {
  const { year, month, date } = civilOf(day)
  return (
    (plan.months === null || plan.months.has(month)) &&
    isAmong(plan.monthDays, date, daysInMonth(year, month)) &&
    passesBeyondMonth(plan, day, year, month, date)
  )
}

/** The rule's days in a month, in order. Days that the month has not are left out or moved, as `skip` says. */
export function ruleDaysOfMonth(plan: RulePlan, year: number, month: number): Day[] {
  if (plan.months !== null && !plan.months.has(month)) return []
  const length = daysInMonth(year, month)
  const first = dayOf(year, month, 1)
  const days: Day[] = []
  for (let date = 1; date <= length; date++) {
    if (!isAmong(plan.monthDays, date, length) && !(date === length && movesBack(plan, length))) continue
    const day = first + date - 1
    if (passesBeyondMonth(plan, day, year, month, date)) days.push(day)
  }
  if (plan.skip === 'forward' && lacksDate(plan, length)) {
    const day = first + length
    const { year: nextYear, month: nextMonth } = civilOf(day)
    if (passesBeyondMonth(plan, day, nextYear, nextMonth, 1)) days.push(day)
  }
  return days
}

function movesBack(plan: RulePlan, length: number): boolean {
  return plan.skip === 'backward' && lacksDate(plan, length)
}

function lacksDate({ monthDays }: RulePlan, length: number): boolean {
  if (monthDays === null || length === 31) return false
  for (const date of monthDays) if (date > length) return true
  return false
}

function passesBeyondMonth(plan: RulePlan, day: Day, year: number, month: number, date: number): boolean {
  if (plan.yearDays !== null && !isAmong(plan.yearDays, dayOfYear(day, year), daysInYear(year))) return false
  if (plan.weeks !== null && !isInWeeks(plan.weeks, day, plan.firstDayOfWeek)) return false
  return plan.weekdays === null || isWeekday(plan, day, year, month, date)
}

function dayOfYear(day: Day, year: number): number {
  return day - dayOf(year, 1, 1) + 1
}

/** Positions count from 1, or from -1 at the end. */
function isAmong(positions: ReadonlySet<number> | null, position: number, length: number): boolean {
  return positions === null || positions.has(position) || positions.has(position - length - 1)
}

function isWeekday(plan: RulePlan, day: Day, year: number, month: number, date: number): boolean {
  const weekday = weekdayOf(day)
  for (const planned of plan.weekdays!) {
    if (planned.weekday !== weekday) continue
    if (planned.nth === 0 || plan.nthWithin === null) return true
    const inMonth = plan.nthWithin === 'month'
    const place = inMonth ? date : dayOfYear(day, year)
    const length = inMonth ? daysInMonth(year, month) : daysInYear(year)
    const nth = planned.nth > 0 ? Math.ceil(place / 7) : -Math.ceil((length - place + 1) / 7)
    if (nth === planned.nth) return true
  }
  return false
}

/** Weeks count as in ISO 8601, with any first day: the first has at least four days in its year. */
function isInWeeks(weeks: ReadonlySet<number>, day: Day, firstDayOfWeek: number): boolean {
  const monday = startOfWeek(day, firstDayOfWeek)
  const { year } = civilOf(monday + 3)
  const first = startOfWeek(dayOf(year, 1, 4), firstDayOfWeek)
  const length = (startOfWeek(dayOf(year + 1, 1, 4), firstDayOfWeek) - first) / 7
  return isAmong(weeks, (monday - first) / 7 + 1, length)
}

export function startOfWeek(day: Day, firstDayOfWeek: number): Day {
  return day - ((weekdayOf(day) - firstDayOfWeek + 7) % 7)
}
