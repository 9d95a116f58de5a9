import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { z } from 'zod'
import { olderProvider } from '../hub/older-agents/older-provider.ts'
import { nativeIdOf } from '../hub/older-agents/seen-calendar.ts'
import { olderContent, olderPeople } from '../hub/older-agents/write-event.ts'
import type { ListedEvent } from '../hub/views/listed-events.ts'
import type { OlderEventShape } from './schemas.ts'

/** An event as scripts of the original know it. */
export function olderShape(
  { id, event, itemId, calendar }: ListedEvent,
  zone: TimeZoneId,
): z.input<typeof OlderEventShape> {
  const agentId = calendar?.agentId
  const isOlder = calendar !== null && agentId !== undefined && calendar.id.startsWith(`${agentId}/`)
  return {
    ...olderContent(event, zone),
    ...olderPeople(event),
    id,
    uid: event.uid,
    provider: calendar === null ? '' : olderProvider(calendar.seen.provider),
    provider_id: itemId ?? '',
    calendar_id: isOlder ? nativeIdOf(calendar.agentId, calendar.id) : (calendar?.id ?? ''),
    calendar_name: calendar?.wanted.name ?? '',
    source_agent: agentId ?? '',
  }
}
