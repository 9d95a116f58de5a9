import { CodedError } from '../contract/errors.ts'
import type { CalendarEvent, LocalDateTime, RecurrenceRule } from './event.ts'
import { exists, parseLocal, type WallTime } from './local-time.ts'
import { isOtherCalendar, otherCalendarTimes } from './other-calendar.ts'
import { planRule, type RulePlan } from './rule-plan.ts'
import { ruleTimes, type RuleTimesOptions } from './rule-times.ts'
import { isKnownZone } from './zones.ts'

/** No calendar is made for more, and every program that shows one would stand still. */
const LEAST_SECONDS_APART = 60

/** More rules than any calendar program makes; each takes its time. */
const MOST_RULES = 20

/**
 * The wall times at which the series itself has occurrences, in order: its start, and what its rules make without
 * what the excluded rules make. Overrides are not looked at. Throws `item-bad-rule`.
 */
export function* seriesTimes(event: CalendarEvent, from: WallTime = -Infinity): Generator<WallTime, void> {
  const start = parseLocal(event.start)
  if (start === null) return
  const { rules, excluded } = rulesOf(event)
  const options = optionsFor(event)
  const isLeftOut = excluded.map((rule) => membership(rule, start, options))
  const sources = rules.map((rule) => timesOf(rule, start, { ...options, from, countStart: true }))
  for (const time of merged([only(start, from), ...sources])) {
    if (!isLeftOut.some((isMember) => isMember(time))) yield time
  }
}

/**
 * Asks whether the series has an occurrence with a recurrence id by itself. Ids must be asked for in order. Rules that
 * make no sense make no occurrence.
 */
export function seriesMembership(event: CalendarEvent): (recurrenceId: LocalDateTime) => boolean {
  const start = parseLocal(event.start)
  if (start === null) return () => false
  const { rules, excluded } = rulesOf(event)
  const options = optionsFor(event)
  const isMade = rules.map((rule) => membership(rule, start, { ...options, countStart: true }))
  const isLeftOut = excluded.map((rule) => membership(rule, start, options))
  return (recurrenceId) => {
    const time = parseLocal(recurrenceId)
    if (time === null) return false
    try {
      const made = time === start || isMade.some((isMember) => isMember(time))
      return made && !isLeftOut.some((isMember) => isMember(time))
    } catch (error) {
      if (error instanceof CodedError) return false
      throw error
    }
  }
}

/** Whether the series has an occurrence with this recurrence id by itself. */
export function isOccurrence(event: CalendarEvent, recurrenceId: LocalDateTime): boolean {
  return seriesMembership(event)(recurrenceId)
}

/** Rules beyond the most are left aside; `checkRules` refuses the event for them. */
function rulesOf(event: CalendarEvent): { rules: RecurrenceRule[]; excluded: RecurrenceRule[] } {
  const { recurrenceRules = [], excludedRecurrenceRules = [] } = event
  return { rules: recurrenceRules.slice(0, MOST_RULES), excluded: excludedRecurrenceRules.slice(0, MOST_RULES) }
}

function optionsFor(event: CalendarEvent): RuleTimesOptions {
  const zone = typeof event.timeZone === 'string' && isKnownZone(event.timeZone) ? event.timeZone : null
  return zone === null ? {} : { exists: (wall) => exists(wall, zone) }
}

/** Throws `item-bad-rule` for a rule that is not understood, can never be met, or is met more than once a minute. */
export function checkRules(event: CalendarEvent): void {
  const start = parseLocal(event.start)
  if (start === null) return
  const rules = [...(event.recurrenceRules ?? []), ...(event.excludedRecurrenceRules ?? [])]
  if (rules.length > MOST_RULES) {
    throw new CodedError('item-bad-rule', `the event has ${rules.length} recurrence rules, ${MOST_RULES} are allowed`)
  }
  for (const rule of rules) checkRule(rule, start, event.showWithoutTime === true)
}

const LOOKED_AT = 100

/** Its times are a day apart, so that one of them shows all there is to see. */
function isAtMostDaily({ frequency, skip, hours, minutes, seconds }: RulePlan): boolean {
  const isOneTime = hours?.length === 1 && minutes?.length === 1 && seconds?.length === 1
  return isOneTime && skip === 'omit' && !SUB_DAILY.has(frequency)
}

const SUB_DAILY = new Set(['hourly', 'minutely', 'secondly'])

function checkRule(rule: RecurrenceRule, start: WallTime, allDay: boolean): void {
  if (allDay && SUB_DAILY.has(rule.frequency)) {
    throw new CodedError('item-bad-rule', `an event of whole days repeats ${rule.frequency}`)
  }
  const plan = isOtherCalendar(rule) ? null : planRule(rule, start)
  const { count: _count, until: _until, ...pattern } = rule
  const enough = plan !== null && isAtMostDaily(plan) ? 1 : LOOKED_AT
  let seen = 0
  for (const _time of merged([timesOf(pattern, start, {})])) if (++seen === enough) return
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
