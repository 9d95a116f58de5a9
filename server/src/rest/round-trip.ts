import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import type { EventId } from '@chroniton/shared/contract/ids'
import type { CalendarView, EventView } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { olderProvider } from '../hub/older-agents/older-provider.ts'
import type { RestParts } from './parts.ts'
import { SyncResult } from './schemas.ts'
import { until } from './settled.ts'

export const RoundTrip = z.object({
  status: z.enum(['success', 'no_data', 'no_destination', 'error']),
  message: z.string(),
  sync_result: SyncResult,
  destination: z.object({ provider: z.string(), calendar_id: z.string() }).nullable(),
})
type RoundTrip = z.input<typeof RoundTrip>

const PATIENCE_MS = 30_000

/**
 * A test event goes through the destination's agent into its calendar, comes back as the calendar holds it, and is
 * removed again, also when it did not come back in time.
 */
export async function roundTrip(parts: RestParts, person: PersonSession, signal: AbortSignal): Promise<RoundTrip> {
  const { hub } = parts
  const calendars = await hub.admin.calendars()
  const target = calendars.find(({ isDestination, gone }) => isDestination && !gone)
  const outcome = (status: RoundTrip['status'], message: string, errors: string[] = []): RoundTrip => ({
    status,
    message,
    sync_result: {
      agents_processed: new Set(calendars.map(({ agentId }) => agentId)).size,
      events_synced: status === 'success' ? 1 : 0,
      errors,
    },
    destination: target === undefined ? null : { provider: olderProvider(target.provider), calendar_id: target.id },
  })
  if (calendars.length === 0) return outcome('no_data', 'no agent has shown a calendar yet')
  if (target === undefined) return outcome('no_destination', 'no destination is chosen, or its calendar is gone')

  const event = testEvent(parts)
  await hub.admin.decide(person, { kind: 'event-create', calendarId: target.id, event })
  const eventId = hub.listedEvents.byUid(event.uid)
  if (eventId === null) throw new CodedError('internal', 'the test event was not made')
  const wait = <Answer>(ask: (view: EventView) => Answer | null) =>
    until(parts, async () => ask(await hub.admin.event(eventId)), PATIENCE_MS, signal)

  const arrived = await wait((view) => arrival(view, target))
  await remove(parts, person, eventId)
  if (arrived === null) return outcome('error', 'the destination’s agent has not written the test event', ['timeout'])
  if (arrived.problem !== null) return outcome('error', arrived.problem, [arrived.problem])
  if (arrived.title !== event.title) {
    const problem = `the calendar holds the test event as "${arrived.title}"`
    return outcome('error', problem, [problem])
  }
  const isGone = await wait(({ copies }) => (copies.every(({ itemId }) => itemId === null) ? true : null))
  if (isGone !== true) return outcome('error', 'the test event was written but not removed yet', ['timeout'])
  return outcome('success', 'a test event was written, read back and removed again')
}

function arrival({ copies }: EventView, target: CalendarView): { title: string; problem: string | null } | null {
  const copy = copies.find(({ calendarId }) => calendarId === target.id)
  if (copy === undefined) return null
  if (copy.parked !== null) return { title: '', problem: copy.parked.detail }
  return copy.itemId === null || copy.shadow === null ? null : { title: copy.shadow.title ?? '', problem: null }
}

async function remove({ hub }: RestParts, person: PersonSession, eventId: EventId): Promise<void> {
  const { deletedAt } = await hub.admin.event(eventId)
  if (deletedAt === null) await hub.admin.decide(person, { kind: 'event-delete', eventId })
}

/** At a time that is past, so that no calendar reminds anybody of it. */
function testEvent({ now, newId }: RestParts): CalendarEvent {
  const start = new Date(now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 19)
  return {
    '@type': 'Event',
    uid: `${newId()}@chroniton-test`,
    title: 'Chroniton test event',
    description: 'Written by a test of the way to this calendar; it is removed again by itself.',
    start,
    timeZone: 'Etc/UTC',
    duration: 'PT15M',
    freeBusyStatus: 'free',
  }
}
