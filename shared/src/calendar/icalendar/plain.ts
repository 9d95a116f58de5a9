import type { Alert, CalendarEvent } from '../event.ts'
import { isObject } from '../json.ts'
import { alertKey, MAIN_LOCATION } from '../keys.ts'

type Test = (value: unknown) => boolean

/**
 * Whether the text of a normalised event is certain to be read as this very event with this mark, so that whoever has just printed it
 * need not parse it. True for most events that people make; false says nothing.
 */
export function isPlain(event: CalendarEvent, mark: string | null): boolean {
  if (event.updated === undefined || (mark !== null && !isName(mark))) return false
  for (const property in event) {
    const test = TESTS.get(property)
    if (test === undefined || !test(event[property])) return false
  }
  const { duration, showWithoutTime } = event
  return duration === undefined || (showWithoutTime === true ? DAYS : TIME).test(duration)
}

const MOST_CHARACTERS = 20_000
const MOST_ENTRIES = 50
const DAYS = /^P\d{1,3}D$/
const TIME = /^PT(?:\d{1,3}H)?(?:\d{1,2}M)?$/
const OFFSET = /^-?P(?:T\d{1,3}[HM]|\d{1,3}D)$/
const WORD = /^[\p{L}\p{M}\p{N}\p{P}\p{S}](?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,1000}[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u

const isText: Test = (value) => typeof value === 'string' && value.length <= MOST_CHARACTERS
const isMatching =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value)
const isWord = isMatching(WORD)
const isName = isMatching(/^[\w.@:/-]{1,500}$/)
const isInstant = isMatching(/^(?:19[7-9]|20\d)\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
const isOneOf =
  (...values: unknown[]): Test =>
  (value) =>
    values.includes(value)
const isCount: Test = (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 1000

/** A map with some entries, of which each passes. */
const isMapOf =
  (test: (key: string, entry: unknown) => boolean): Test =>
  (map) => {
    const entries = isObject(map) ? Object.entries(map) : []
    return entries.length > 0 && entries.length <= MOST_ENTRIES && entries.every(([key, entry]) => test(key, entry))
  }
const hasOnly = (value: object, ...names: string[]): boolean => Object.keys(value).every((name) => names.includes(name))

const isRule: Test = (rule) =>
  isObject(rule) &&
  hasOnly(rule, 'frequency', 'interval', 'count') &&
  (rule['frequency'] === 'daily' || rule['frequency'] === 'weekly') &&
  (rule['interval'] === undefined || isCount(rule['interval'])) &&
  (rule['count'] === undefined || isCount(rule['count']))

const isAlert = (key: string, alert: unknown): boolean =>
  isObject(alert) &&
  hasOnly(alert, 'trigger') &&
  isObject(alert['trigger']) &&
  hasOnly(alert['trigger'], '@type', 'offset') &&
  alert['trigger']['@type'] === 'OffsetTrigger' &&
  isMatching(OFFSET)(alert['trigger']['offset']) &&
  key === alertKey(alert as Alert)

const TESTS = new Map<string, Test>([
  ['@type', isOneOf('Event')],
  ['uid', isName],
  ['title', isText],
  ['description', isText],
  ['start', isMatching(/^(?:19[7-9]|20\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d$/)],
  ['timeZone', isText],
  // By the kind of event.
  ['duration', isText],
  ['showWithoutTime', isOneOf(true)],
  ['recurrenceRules', (rules) => Array.isArray(rules) && rules.length === 1 && isRule(rules[0])],
  ['status', isOneOf('tentative', 'cancelled')],
  ['freeBusyStatus', isOneOf('free')],
  ['privacy', isOneOf('private', 'secret')],
  ['keywords', isMapOf((word) => isWord(word))],
  [
    'locations',
    isMapOf(
      (key, place) => key === MAIN_LOCATION && isObject(place) && hasOnly(place, 'name') && isWord(place['name']),
    ),
  ],
  ['alerts', isMapOf(isAlert)],
  ['sequence', isCount],
  ['created', isInstant],
  ['updated', isInstant],
  // Replaced by that of whoever prints.
  ['prodId', isText],
])
