import { CodedError } from '../contract/errors.ts'
import type { CalendarEvent, LocalDateTime, RecurrenceRule } from './event.ts'
import { exists, parseLocal, type WallTime } from './local-time.ts'
import { isOtherCalendar, otherCalendarTimes } from './other-calendar.ts'
import { planRule } from './rule-plan.ts'
import { ruleTimes, type RuleTimesOptions } from './rule-times.ts'
import { isKnownZone } from './zones.ts'

/** No calendar is made for more, and every program that shows one would stand still. */
const LEAST_SECONDS_APART = 60

/**
 * The wall times at which the series itself has occurrences, in order: its start, and what its rules make without
 * what the excluded rules make. Overrides are not looked at. Throws `item-bad-rule`.
 */
export function* seriesTimes(event: CalendarEvent, from: WallTime = -Infinity): Generator<WallTime, void> {
  const start = parseLocal(event.start)
  if (start === null) return
  const zone = typeof event.timeZone === 'string' && isKnownZone(event.timeZone) ? event.timeZone : null
  const options = { exists: (wall: WallTime): boolean => exists(wall, zone) }
  const isLeftOut = (event.excludedRecurrenceRules ?? []).map((rule) => membership(rule, start, options))
  const sources = (event.recurrenceRules ?? []).map((rule) =>
    timesOf(rule, start, { ...options, from, countStart: true }),
  )
  for (const time of merged([only(start, from), ...sources])) {
    if (!isLeftOut.some((isMember) => isMember(time))) yield time
  }
}

/** Whether the series has an occurrence with this recurrence id by itself; a rule that makes no sense makes none. */
export function isOccurrence(event: CalendarEvent, recurrenceId: LocalDateTime): boolean {
  const wall = parseLocal(recurrenceId)
  if (wall === null) return false
  try {
    for (const time of seriesTimes(event, wall)) return time === wall
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
  }
  return false
}

/** Throws `item-bad-rule` for a rule that is not understood, can never be met, or is met more than once a minute. */
export function checkRules(event: CalendarEvent): void {
  const start = parseLocal(event.start)
  if (start === null) return
  for (const rule of [...(event.recurrenceRules ?? []), ...(event.excludedRecurrenceRules ?? [])]) {
    checkRule(rule, start, event.showWithoutTime === true)
  }
}

const LOOKED_AT = 100

function checkRule(rule: RecurrenceRule, start: WallTime, allDay: boolean): void {
  if (allDay && ['hourly', 'minutely', 'secondly'].includes(rule.frequency)) {
    throw new CodedError('item-bad-rule', `an event of whole days repeats ${rule.frequency}`)
  }
  if (!isOtherCalendar(rule)) planRule(rule, start)
  const { count: _count, until: _until, ...pattern } = rule
  let seen = 0
  for (const _time of merged([timesOf(pattern, start, {})])) if (++seen === LOOKED_AT) return
  if (seen === 0) throw new CodedError('item-bad-rule', 'no day ever meets the rule')
}

function* timesOf(rule: RecurrenceRule, start: WallTime, options: RuleTimesOptions): Generator<WallTime, void> {
  if (!isOtherCalendar(rule)) {
    yield* ruleTimes(rule, start, options)
    return
  }
  const { from = -Infinity, exists: isReal = () => true } = options
  for (const time of otherCalendarTimes(rule, start)) if (time >= from && isReal(time)) yield time
}

function* only(time: WallTime, from: WallTime): Generator<WallTime, void> {
  if (time >= from) yield time
}

/** All times in order, each once. */
function* merged(sources: Generator<WallTime, void>[]): Generator<WallTime, void> {
  const heads = sources.map((source) => ({ source, time: nextOf(source, -Infinity) }))
  for (let last = -Infinity; ;) {
    let least = Infinity
    for (const { time } of heads) if (time < least) least = time
    if (least === Infinity) return
    for (const head of heads) if (head.time === least) head.time = nextOf(head.source, least)
    if (least > last) yield least
    last = least
  }
}

function nextOf(source: Generator<WallTime, void>, last: WallTime): WallTime {
  const { value, done } = source.next()
  if (done) return Infinity
  if (value - last < LEAST_SECONDS_APART) {
    throw new CodedError('item-bad-rule', 'the rule is met more than once a minute')
  }
  return value
}

/** Steps taken one by one before it is cheaper to look a later time up anew. */
const STEPS = 100

/** Asks whether the rule makes a time; the times must be asked for in order. */
function membership(rule: RecurrenceRule, start: WallTime, options: RuleTimesOptions): (time: WallTime) => boolean {
  let source = timesOf(rule, start, options)
  let head = -Infinity
  return (time) => {
    for (let step = 0; head < time; step++) {
      if (step === STEPS && rule.count === undefined) source = timesOf(rule, start, { ...options, from: time })
      head = nextOf(source, head)
    }
    return head === time
  }
}
