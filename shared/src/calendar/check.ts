import { CodedError } from '../contract/errors.ts'
import { EventSchema, MAX_EVENT_CHARACTERS } from '../contract/event.ts'
import { parseSpan } from './duration.ts'
import type { CalendarEvent } from './event.ts'
import { instanceByRule, isExcluded, overridden } from './instance.ts'
import { DAY_SECONDS, parseLocal } from './local-time.ts'
import { checkRules } from './series.ts'
import { isWellFormed } from './well-formed.ts'
import { isKnownZone } from './zones.ts'

/** The end of the last year that calendar formats can write. */
const END_OF_TIME = parseLocal('9999-12-31T23:59:59')!

/**
 * Throws the reason why nobody can keep this event: `item-too-large`, `item-bad-time`, `item-unknown-zone`,
 * `item-bad-rule`, or `item-malformed` for an exception. Exceptions are looked at like the event itself.
 */
export function checkEvent(event: CalendarEvent): void {
  // Most events are so small that they need not be measured.
  const size = mostCharacters(event) > MAX_EVENT_CHARACTERS ? JSON.stringify(event).length : 0
  if (size > MAX_EVENT_CHARACTERS) {
    throw new CodedError('item-too-large', `the event takes ${size} characters, ${MAX_EVENT_CHARACTERS} are allowed`)
  }
  checkTimes(event, 'the event')
  for (const [recurrenceId, override] of Object.entries(event.recurrenceOverrides ?? {})) {
    if (parseLocal(recurrenceId) === null) {
      throw new CodedError('item-bad-time', `an exception is for "${recurrenceId}", which is no time`)
    }
    if (isExcluded(override)) continue
    const instance = overridden(instanceByRule(event, recurrenceId), override)
    checkTimes(instance, `the exception for ${recurrenceId}`)
    checkShape(instance, `the exception for ${recurrenceId}`)
  }
  checkRules(event)
}

/** No less than the JSON of the value takes: a character may become `\u0000`, a number has at most 25. */
function mostCharacters(value: unknown): number {
  if (typeof value === 'string') return 2 + value.length * 6
  if (typeof value !== 'object' || value === null) return 25
  let characters = 2
  for (const key in value) {
    characters += 4 + key.length * 6 + mostCharacters((value as Record<string, unknown>)[key])
  }
  return characters
}

function checkTimes({ start, duration = 'PT0S', timeZone }: CalendarEvent, what: string): void {
  const begin = parseLocal(start)
  if (begin === null) throw new CodedError('item-bad-time', `${what} starts at "${start}", which is no time`)
  const span = parseSpan(duration)
  if (span === null) throw new CodedError('item-bad-time', `${what} lasts "${duration}", which is no duration`)
  if (span.sign < 0) throw new CodedError('item-bad-time', `${what} ends before it starts`)
  if (begin + span.days * DAY_SECONDS + span.seconds > END_OF_TIME) {
    throw new CodedError('item-bad-time', `${what} lasts beyond the year 9999`)
  }
  if (timeZone !== null && timeZone !== undefined && !isKnownZone(String(timeZone))) {
    throw new CodedError('item-unknown-zone', `${what} is in the time zone "${String(timeZone).slice(0, 100)}"`)
  }
}

/** An override is a patch, in which any value passes the rim; what it makes of the occurrence is seen only here. */
function checkShape(instance: CalendarEvent, what: string): void {
  if (isWellFormed(instance)) return
  const { error } = EventSchema.safeParse(instance)
  if (error === undefined) return
  const [issue] = error.issues
  throw new CodedError('item-malformed', `${what} has a wrong ${issue?.path.join('/')}: ${issue?.message}`)
}
