import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { CalendarRecord } from './records.ts'
import type { Turn } from './turn.ts'

export function reportItemProblem(
  turn: Turn,
  calendar: CalendarRecord,
  itemId: ItemId,
  code: ErrorCode,
  detail: string,
): void {
  const { agentId, id: calendarId } = calendar
  turn.state.problems.put({ agentId, sourceId: null, calendarId, itemId, code, detail, since: turn.at })
  turn.failedItems(calendarId).add(itemId)
}

export function clearItemProblem(turn: Turn, calendar: CalendarRecord, itemId: ItemId): void {
  if (!turn.failedItems(calendar.id).delete(itemId)) return
  turn.state.problems.clear(calendar.agentId, null, calendar.id, itemId)
}
