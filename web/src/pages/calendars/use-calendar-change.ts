import type { CalendarChanges } from '@chroniton/shared/contract/calendar'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { useDecision } from '../../hub/use-decision.ts'

/**
 * The calendar's name and colour as they are about to be: what was asked here, then what the hub has asked of the
 * agent, then what the calendar itself shows.
 */
export function useCalendarChange(calendar: CalendarView) {
  const { decide, state } = useDecision()
  const asked = state.step === 'pending' && state.decision.kind === 'calendar-change' ? state.decision.changes : {}
  return {
    shown: { ...calendar.metadata, ...calendar.pendingMetadata, ...asked },
    isPending: state.step === 'pending' || calendar.pendingMetadata !== null,
    state,
    change: (changes: CalendarChanges) => decide({ kind: 'calendar-change', calendarId: calendar.id, changes }),
  }
}
