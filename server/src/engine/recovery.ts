import { ERRORS, type ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import { arrangeAll } from './layout.ts'
import { retryParked } from './parking.ts'
import type { Turn } from './turn.ts'

const AFTER_SIGN_IN = new Set(
  (Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].retry === 'after-sign-in'),
)

/** The source, or one calendar of it, works again: what has waited for that goes on. */
export function recovered(turn: Turn, agentId: AgentId, sourceId: SourceId, calendarId: CalendarId | null): void {
  turn.state.problems.clear(agentId, sourceId, calendarId, null)
  for (const calendar of turn.state.calendars.ofSource(agentId, sourceId)) {
    if (calendarId === null || calendar.id === calendarId) retryParked(turn, calendar.id, AFTER_SIGN_IN)
  }
  if (calendarId === null) arrangeAll(turn)
}

/** What an agent shows works, though it tells of no recovery when it has lost its journal. */
export function worksAsShown(turn: Turn, agentId: AgentId, sourceId: SourceId, calendarId: CalendarId | null): void {
  if (turn.state.problems.clear(agentId, sourceId, calendarId, null)) recovered(turn, agentId, sourceId, calendarId)
}
