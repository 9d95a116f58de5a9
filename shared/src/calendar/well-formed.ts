import type { CalendarEvent } from './event.ts'

type Test = (value: unknown) => boolean

/**
 * Whether `EventSchema` is certain to accept the event, asked a hundred times as fast: every event passes here several
 * times on its way. False says nothing; the schema itself then finds out, and names what is wrong.
 */
export function isWellFormed(event: unknown): event is CalendarEvent {
  if (!isPlain(event) || event['@type'] !== 'Event' || event['uid'] === undefined || event['start'] === undefined) {
    return false
  }
  for (const property in event) {
    const value = event[property]
    if (value === undefined) continue
    const test = TESTS.get(property)
    if (test !== undefined && !test(value)) return false
  }
  return true
}

const LOCAL_DATE_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const DURATION = /^P(?=[\dT])(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/

const isText: Test = (value) => typeof value === 'string'
const isTextUpTo =
  (most: number, least = 0): Test =>
  (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most
const isLocal: Test = (value) => typeof value === 'string' && LOCAL_DATE_TIME.test(value)
const isBoolean: Test = (value) => typeof value === 'boolean'
const isOneOf =
  (...values: string[]): Test =>
  (value) =>
    values.includes(value as string)
const isMapOf =
  (test: Test): Test =>
  (map) => {
    if (!isPlain(map)) return false
    for (const key in map) if (!test(map[key])) return false
    return true
  }
const isWith =
  (property: string): Test =>
  (value) =>
    isPlain(value) && typeof value[property] === 'string'
const isSet = isMapOf((value) => value === true)
const isRules: Test = (rules) => Array.isArray(rules) && rules.every(isWith('frequency'))

/** Of JSON as `JSON.parse` makes it. */
const isJson: Test = (value) => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  return Array.isArray(value) ? value.every(isJson) : isMapOf(isJson)(value)
}

const TESTS = new Map<string, Test>([
  ['uid', isTextUpTo(1024, 1)],
  ['title', isText],
  ['description', isText],
  ['start', isLocal],
  ['timeZone', (value) => value === null || isTextUpTo(255, 1)(value)],
  ['duration', (value) => typeof value === 'string' && DURATION.test(value)],
  ['showWithoutTime', isBoolean],
  ['recurrenceRules', isRules],
  ['excludedRecurrenceRules', isRules],
  [
    'recurrenceOverrides',
    (overrides) => isPlain(overrides) && Object.keys(overrides).every(isLocal) && isMapOf(isMapOf(isJson))(overrides),
  ],
  ['status', isOneOf('confirmed', 'tentative', 'cancelled')],
  ['freeBusyStatus', isOneOf('free', 'busy')],
  ['privacy', isOneOf('public', 'private', 'secret')],
  ['keywords', isSet],
  ['categories', isSet],
  ['color', isTextUpTo(64)],
  ['locations', isMapOf(isPlain)],
  ['virtualLocations', isMapOf(isWith('uri'))],
  ['links', isMapOf(isWith('href'))],
  ['participants', isMapOf(isPlain)],
  ['alerts', isMapOf((alert) => isPlain(alert) && isWith('@type')(alert['trigger']))],
  ['sequence', (value) => Number.isSafeInteger(value) && (value as number) >= 0],
  ['created', isText],
  ['updated', isText],
])

/** An object literal or one that JSON made. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
