import { isWellFormed } from '@chroniton/shared/calendar/well-formed'
import type { EventWrite } from '@chroniton/shared/contract/command'

/**
 * Whether `Command` is certain to accept what `JSON.parse` has made, asked without the schema: a first sync brings
 * thousands of these. False says nothing.
 */
export function isEventWrite(value: unknown): value is EventWrite {
  if (!isObject(value) || value['kind'] !== 'event-write') return false
  const { commandId, calendarId, eventId, role, itemId, expectedVersion, patch, event } = value
  return (
    isId(commandId) &&
    isId(calendarId) &&
    isId(eventId) &&
    (role === 'original' || role === 'mirror' || role === 'busy') &&
    (itemId === null || isId(itemId)) &&
    (expectedVersion === null || (typeof expectedVersion === 'string' && expectedVersion.length <= LONGEST)) &&
    isObject(patch) &&
    isWellFormed(event)
  )
}

const LONGEST = 1024

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
