import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { EventWrite } from '@chroniton/shared/contract/command'
import type { ItemId, ItemVersion } from '@chroniton/shared/contract/ids'

let commands = 0

/** The command to make a mirror. */
export function creation(
  calendarId: string,
  eventId: string,
  event: CalendarEvent,
  changes: Partial<EventWrite> = {},
): Record<string, unknown> {
  return {
    kind: 'event-write',
    commandId: `command-${++commands}`,
    calendarId,
    eventId,
    role: 'mirror',
    itemId: null,
    expectedVersion: null,
    patch: {},
    event,
    ...changes,
  }
}

/** The command to write a mirror anew. */
export function change(
  calendarId: string,
  eventId: string,
  itemId: ItemId,
  version: ItemVersion,
  event: CalendarEvent,
): Record<string, unknown> {
  return creation(calendarId, eventId, event, { itemId, expectedVersion: version, patch: { title: event.title! } })
}
