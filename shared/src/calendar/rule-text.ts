import { CodedError } from '../contract/errors.ts'
import type { DayOfWeek, NDay, RecurrenceRule, TimeZoneId } from './event.ts'
import { DAY_SECONDS, parseLocal, printLocal, toInstant, toWall } from './local-time.ts'

/** The start that a rule belongs to: it says how UNTIL is to be read and written (RFC 5545, 3.3.10). */
export interface RuleContext {
  timeZone: TimeZoneId | null
  allDay: boolean
}

const FREQUENCIES = new Set(['secondly', 'minutely', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'])
const DAYS = new Set(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'])

const LISTS = {
  BYSECOND: 'bySecond',
  BYMINUTE: 'byMinute',
  BYHOUR: 'byHour',
  BYMONTHDAY: 'byMonthDay',
  BYYEARDAY: 'byYearDay',
  BYWEEKNO: 'byWeekNo',
  BYSETPOS: 'bySetPosition',
} as const

function refuse(text: string, what: string): never {
  throw new CodedError('item-bad-rule', `${what} in the rule "${text.slice(0, 200)}"`)
}

/** An RRULE value as a rule. Throws `item-bad-rule`; parts whose names begin with `X-` are left out. */
export function parseRule(text: string, context: RuleContext): RecurrenceRule {
  const rule: Partial<RecurrenceRule> = {}
  for (const part of text.trim().replace(/;$/, '').split(';')) {
    const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim().toUpperCase())
    if (value === '') refuse(text, `nothing after ${name || 'an equals sign'}`)
    readPart(rule, name, value, text, context)
  }
  const { frequency } = rule
  if (frequency === undefined) refuse(text, 'no FREQ')
  return { ...rule, frequency }
}

function readPart(
  rule: Partial<RecurrenceRule>,
  name: string,
  value: string,
  text: string,
  context: RuleContext,
): void {
  switch (name) {
    case 'FREQ':
      if (!FREQUENCIES.has(value.toLowerCase())) refuse(text, `unknown FREQ ${value}`)
      rule.frequency = value.toLowerCase() as RecurrenceRule['frequency']
      return
    case 'INTERVAL':
      rule.interval = numberOf(value, text)
      return
    case 'COUNT':
      rule.count = numberOf(value, text)
      return
    case 'UNTIL':
      rule.until = readUntil(value, text, context)
      return
    case 'WKST':
      rule.firstDayOfWeek = dayOfWeek(value, text)
      return
    case 'RSCALE':
      rule.rscale = value.toLowerCase()
      return
    case 'SKIP':
      rule.skip = value.toLowerCase() as NonNullable<RecurrenceRule['skip']>
      return
    case 'BYMONTH':
      rule.byMonth = value.split(',')
      return
    case 'BYDAY':
      rule.byDay = value.split(',').map((day) => nDay(day, text))
      return
  }
  if (name in LISTS) {
    rule[LISTS[name as keyof typeof LISTS]] = value.split(',').map((item) => numberOf(item, text))
  } else if (!name.startsWith('X-')) {
    refuse(text, `unknown part ${name.slice(0, 20)}`)
  }
}

function numberOf(value: string, text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(value)) refuse(text, `"${value.slice(0, 20)}" is no number that can stand`)
  return Number(value)
}

function dayOfWeek(value: string, text: string): DayOfWeek {
  const day = value.toLowerCase()
  if (!DAYS.has(day)) refuse(text, `unknown day ${value.slice(0, 20)}`)
  return day as DayOfWeek
}

function nDay(value: string, text: string): NDay {
  const day = dayOfWeek(value.slice(-2), text)
  const nth = value.slice(0, -2)
  return nth === '' ? { day } : { day, nthOfPeriod: numberOf(nth, text) }
}

/**
 * UNTIL as wall time of the start's zone. Beside a start with a time a bare date means all of that day, as the
 * programs that write it so mean it; beside a date the time says nothing.
 */
function readUntil(value: string, text: string, { timeZone, allDay }: RuleContext): string {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(value)
  if (match === null) refuse(text, `UNTIL is no time`)
  const [, year, month, date, hour, minute, second, utc] = match
  const midnight = parseLocal(`${year}-${month}-${date}T00:00:00`)
  if (midnight === null) refuse(text, `UNTIL names a day that does not exist`)
  if (allDay) return printLocal(midnight)
  if (hour === undefined) return printLocal(midnight + DAY_SECONDS - 1)
  const time = midnight + Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return printLocal(utc === 'Z' ? toWall(time, timeZone) : time)
}

/** The rule as an RRULE value, its parts in a fixed order. */
export function printRule(rule: RecurrenceRule, { timeZone, allDay }: RuleContext): string {
  const parts: string[] = []
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) parts.push(`${name}=${String(value).toUpperCase()}`)
  }
  const addList = (name: string, values: readonly unknown[] | undefined): void => {
    if (values !== undefined && values.length > 0) add(name, values.join(','))
  }
  // SKIP may stand only beside RSCALE (RFC 7529, 4.1).
  add('RSCALE', rule.rscale ?? (rule.skip === undefined ? undefined : 'gregorian'))
  add('FREQ', rule.frequency)
  if (rule.until !== undefined) add('UNTIL', printUntil(rule.until, timeZone, allDay))
  add('COUNT', rule.count)
  add('INTERVAL', rule.interval)
  addList('BYSECOND', rule.bySecond)
  addList('BYMINUTE', rule.byMinute)
  addList('BYHOUR', rule.byHour)
  addList(
    'BYDAY',
    rule.byDay?.map(({ day, nthOfPeriod }) => `${nthOfPeriod ?? ''}${day}`),
  )
  addList('BYMONTHDAY', rule.byMonthDay)
  addList('BYYEARDAY', rule.byYearDay)
  addList('BYWEEKNO', rule.byWeekNo)
  addList('BYMONTH', rule.byMonth)
  addList('BYSETPOS', rule.bySetPosition)
  add('WKST', rule.firstDayOfWeek)
  add('SKIP', rule.skip)
  return parts.join(';')
}

/** A date beside a date, UTC beside a zone, local beside floating time: anything else is refused by servers. */
function printUntil(until: string, timeZone: TimeZoneId | null, allDay: boolean): string {
  const wall = parseLocal(until)
  if (wall === null) throw new CodedError('item-bad-rule', `the rule ends at "${until}", which is no time`)
  const basic = (time: number): string => printLocal(time).replace(/[-:]/g, '')
  if (allDay) return basic(wall).slice(0, 8)
  return timeZone === null ? basic(wall) : `${basic(toInstant(wall, timeZone))}Z`
}
