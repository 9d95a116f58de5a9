import type { CalendarEvent, TimeZoneId } from '@chroniton/shared/calendar/event'
import type { Provider } from '@chroniton/shared/contract/calendar'
import type { Command } from '@chroniton/shared/contract/command'
import type { CalendarId, CommandId, Instant, ItemId } from '@chroniton/shared/contract/ids'
import { olderProvider } from './older-provider.ts'
import { olderContent, type OlderContent } from './write-event.ts'

/** The five things that an older agent can be told. */
export type UpdateBody =
  | { type: 'calendar_metadata'; data: { calendar_id: string; provider: string; changes: Record<string, unknown> } }
  | { type: 'sync_config'; data: { changes: Record<string, unknown> } }
  | { type: 'event_update'; data: { action: 'create' | 'update'; event: WrittenEvent } }
  | { type: 'event_update'; data: { action: 'delete'; event: NamedEvent } }
  | { type: 'calendar_create'; data: { provider: string; calendar: Record<string, unknown> } }
  | { type: 'calendar_delete'; data: { calendar_id: string; provider: string } }

export type OlderUpdate = { id: CommandId; timestamp: Instant } & UpdateBody

interface NamedEvent {
  id: string
  provider_id: string
  calendar_id: string
  calendar_name: string
  provider: string
}

type WrittenEvent = NamedEvent & OlderContent

/** What is needed to say a command in an older agent's words. */
export interface Words {
  zone: TimeZoneId
  calendar(calendarId: CalendarId): { nativeId: string; name: string; provider: Provider }
  /** The id by which the agent's own provider knows the item. */
  providerId(calendarId: CalendarId, itemId: ItemId): string | null
}

/** `null`: there is no such update; the hub asks for it in another way. */
export function updateBody(command: Command, words: Words): UpdateBody | null {
  switch (command.kind) {
    case 'event-write': {
      const id = command.itemId ?? command.eventId
      const event = { ...named(command.calendarId, id, command.itemId, words), ...written(command.event, words.zone) }
      return { type: 'event_update', data: { action: command.itemId === null ? 'create' : 'update', event } }
    }
    case 'event-delete': {
      if (command.itemId === null) return null
      const event = named(command.calendarId, command.itemId, command.itemId, words)
      return { type: 'event_update', data: { action: 'delete', event } }
    }
    case 'calendar-change': {
      const changes = Object.fromEntries(Object.entries(command.changes).map(([field, value]) => [field, value ?? '']))
      return { type: 'calendar_metadata', data: { ...placeOf(command.calendarId, words), changes } }
    }
    case 'calendar-create': {
      const { name, color, description } = command.metadata
      const calendar = {
        name,
        ...(color === null ? {} : { color }),
        ...(description === null ? {} : { description }),
      }
      return { type: 'calendar_create', data: { provider: command.sourceId, calendar } }
    }
    case 'calendar-delete':
      return { type: 'calendar_delete', data: placeOf(command.calendarId, words) }
    case 'config-change': {
      const { syncIntervalMinutes } = command.changes
      if (syncIntervalMinutes === undefined) return null
      return { type: 'sync_config', data: { changes: { sync_interval_minutes: syncIntervalMinutes } } }
    }
    case 'list-again':
      return null
    default:
      return command satisfies never
  }
}

function named(calendarId: CalendarId, id: string, itemId: ItemId | null, words: Words): NamedEvent {
  const { nativeId, name, provider } = words.calendar(calendarId)
  return {
    id,
    provider_id: itemId === null ? '' : (words.providerId(calendarId, itemId) ?? id),
    calendar_id: nativeId,
    calendar_name: name,
    provider: olderProvider(provider),
  }
}

/** Without its people, whom the agent's program might mail. */
function written(event: CalendarEvent, zone: TimeZoneId): OlderContent {
  return olderContent(event, zone)
}

function placeOf(calendarId: CalendarId, words: Words): { calendar_id: string; provider: string } {
  const { nativeId, provider } = words.calendar(calendarId)
  return { calendar_id: nativeId, provider: olderProvider(provider) }
}
