import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { AgentId, CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import { calendarIdOf } from '../../agent/src/calendar-id.ts'
import type { NativeId, ProviderItem } from '../../agent/src/providers/provider.ts'
import type { MemoryAccount } from '../../agent/src/providers/testing/memory-account.ts'

/** One calendar of the world, as people see it. */
export interface Place {
  calendarId: CalendarId
  agentId: AgentId
  account: MemoryAccount
  quirks: readonly string[]
  nativeId: NativeId
}

export function placeOf(
  owner: { agentId: AgentId; sourceId: string; account: MemoryAccount; quirks: readonly string[] },
  nativeId: NativeId,
): Place {
  const { agentId, sourceId, account, quirks } = owner
  return { calendarId: calendarIdOf(agentId, sourceId as SourceId, nativeId), agentId, account, quirks, nativeId }
}

export function itemsIn({ account, nativeId }: Place): ProviderItem[] {
  return account.items(nativeId).filter((item) => item.kind === 'item')
}

export function itemOf(place: Place, uid: string): ProviderItem | undefined {
  return itemsIn(place).find(({ event }) => event.uid === uid)
}

export function nameOf({ account, nativeId }: Place): string {
  return account.calendars().find((calendar) => calendar.nativeId === nativeId)!.metadata.name
}

/** The event as this calendar's provider keeps it. */
export function heldBy({ account }: Place, event: CalendarEvent): CalendarEvent {
  return account.habits.holds(event)
}
