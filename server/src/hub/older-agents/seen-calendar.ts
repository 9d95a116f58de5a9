import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { AgentId, CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import type { CalendarRecord } from '../../engine/records.ts'
import { olderProvider } from './older-provider.ts'
import type { OlderCalendar } from './read-event.ts'

/** An agent's id holds no slash, so no two calendars come to have one id. */
export function calendarIdOf(agentId: AgentId, nativeId: string): CalendarId {
  return `${agentId}/${encodeURIComponent(nativeId)}` as CalendarId
}

export function nativeIdOf(agentId: AgentId, calendarId: CalendarId): string {
  return decodeURIComponent(calendarId.slice(agentId.length + 1))
}

/**
 * A calendar as an older agent's events tell of it. They tell neither colour nor description: what was known of those
 * stands.
 */
export function seenCalendar(
  agentId: AgentId,
  calendar: OlderCalendar,
  known: CalendarRecord | undefined,
): SeenCalendar {
  const provider = calendar.provider ?? known?.seen.provider ?? 'outlook'
  const isFeed = provider === 'ics'
  return {
    calendarId: calendarIdOf(agentId, calendar.nativeId),
    sourceId: (known?.seen.sourceId ?? olderProvider(provider)) as SourceId,
    provider: known?.seen.provider ?? provider,
    account: calendar.account ?? known?.seen.account ?? '',
    metadata: {
      name: calendar.name ?? known?.seen.metadata.name ?? calendar.nativeId,
      color: known?.seen.metadata.color ?? null,
      description: known?.seen.metadata.description ?? null,
    },
    timeZone: null,
    abilities: {
      writeEvents: !isFeed,
      changeName: !isFeed,
      changeColor: !isFeed,
      changeDescription: !isFeed,
      deleteCalendar: !isFeed,
    },
  }
}
