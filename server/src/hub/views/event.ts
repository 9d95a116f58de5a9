import { CodedError } from '@chroniton/shared/contract/errors'
import type { EventId } from '@chroniton/shared/contract/ids'
import type { CopyView, EventView } from '@chroniton/shared/contract/views'
import type { CopyRecord } from '../../engine/records.ts'
import { calendarName, type Sources } from './sources.ts'

/** Errors: `not-found`. */
export function oneEvent({ state }: Sources, eventId: EventId): EventView {
  const record = state.events.get(eventId)
  if (record === undefined) throw new CodedError('not-found', `there is no event ${eventId}`)
  return {
    id: eventId,
    event: record.event,
    revision: record.revision,
    deletedAt: record.deleted?.at ?? null,
    copies: state.copies
      .ofEvent(eventId)
      .filter((copy) => copy.gone === null || copy.gone.holdId !== null || copy.outstanding !== null)
      .map((copy) => ({
        calendarId: copy.calendarId,
        calendarName: calendarName(state.calendars.get(copy.calendarId), copy.calendarId),
        role: copy.role,
        itemId: copy.itemId,
        version: copy.version,
        state: stateOf(copy),
        parked: copy.parked === null ? null : { code: copy.parked.code, detail: copy.parked.detail },
        shadow: copy.shadow,
      })),
  }
}

function stateOf({ gone, parked, outstanding }: CopyRecord): CopyView['state'] {
  if (gone !== null && gone.holdId !== null) return 'held'
  if (parked !== null) return 'parked'
  return outstanding === null ? 'in-step' : 'pending'
}
