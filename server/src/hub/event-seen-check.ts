import { isObject } from '@chroniton/shared/calendar/json'
import { Instant } from '@chroniton/shared/contract/ids'
import type { EventSeen } from '@chroniton/shared/contract/observation'

/*
 * A first report is ten thousand ordinary events, and the schema takes twenty times as long to say so as these few
 * comparisons. Whatever is not ordinary is left to the schema, which alone decides what is refused and why.
 */

/** True only for what the schema takes, just as it is. False says nothing. */
export function isEventSeen(item: unknown): item is EventSeen {
  if (!isObject(item) || item['kind'] !== 'event-seen' || Object.keys(item).length !== 8) return false
  return (
    isId(item['calendarId']) &&
    isId(item['itemId']) &&
    isText(item['version'], 0, 1024) &&
    (item['mark'] === null || isId(item['mark'])) &&
    (item['listingId'] === null || isId(item['listingId'])) &&
    (item['modifiedAt'] === null || isInstant(item['modifiedAt'])) &&
    isEvent(item['event'])
  )
}

type Check = (value: unknown) => boolean

const LOCAL_DATE_TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const DURATION = /^P(\d+D|T\d+H|T\d+M|T\d+H\d+M)$/
const INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/

const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'string' && value.length >= least && value.length <= most
const isId: Check = (value) => isText(value, 1, 1024)
const isInstant: Check = (value) =>
  typeof value === 'string' && (INSTANT.test(value) || Instant.safeParse(value).success)
const isString: Check = (value) => typeof value === 'string'
const isBoolean: Check = (value) => typeof value === 'boolean'
const never: Check = () => false

const isOneOf =
  (...values: string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value)

/** An object whose members all pass. */
const isKeyed =
  (isMember: Check): Check =>
  (value) => {
    if (!isObject(value)) return false
    for (const key in value) if (key === '__proto__' || !isMember(value[key])) return false
    return true
  }

const isSet = isKeyed((value) => value === true)
const isMapOfObjects = isKeyed(isObject)
const isAlerts = isKeyed((alert) => {
  const trigger = isObject(alert) ? alert['trigger'] : null
  return isObject(trigger) && typeof trigger['@type'] === 'string'
})

/** What the schema says of a property. What is not named here it lets pass. */
const PROPERTIES = new Map<string, Check>([
  ['@type', (value) => value === 'Event'],
  ['uid', isId],
  ['title', isString],
  ['description', isString],
  ['start', (value) => typeof value === 'string' && LOCAL_DATE_TIME.test(value)],
  ['timeZone', (value) => value === null || isText(value, 1, 255)],
  ['duration', (value) => typeof value === 'string' && DURATION.test(value)],
  ['showWithoutTime', isBoolean],
  ['recurrenceRules', never],
  ['excludedRecurrenceRules', never],
  ['recurrenceOverrides', never],
  ['status', isOneOf('confirmed', 'tentative', 'cancelled')],
  ['freeBusyStatus', isOneOf('free', 'busy')],
  ['privacy', isOneOf('public', 'private', 'secret')],
  ['keywords', isSet],
  ['categories', isSet],
  ['color', (value) => isText(value, 0, 64)],
  ['locations', isMapOfObjects],
  ['virtualLocations', never],
  ['links', never],
  ['participants', isMapOfObjects],
  ['alerts', isAlerts],
  ['sequence', (value) => Number.isSafeInteger(value) && (value as number) >= 0],
  ['created', isString],
  ['updated', isString],
  ['__proto__', never],
])

const isEvent: Check = (event) => {
  if (!isObject(event)) return false
  for (const property in event) {
    const check = PROPERTIES.get(property)
    if (check !== undefined && !check(event[property])) return false
  }
  return event['@type'] !== undefined && event['uid'] !== undefined && event['start'] !== undefined
}
