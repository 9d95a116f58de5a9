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
  const problem = { agentId, sourceId: null, calendarId, itemId, code, detail }
  const known = turn.failedItems(calendarId).has(itemId)
    ? turn.state.problems.ofCalendar(calendarId).find((row) => row.itemId === itemId && row.code === code)
    : undefined
  turn.state.problems.put({ ...problem, since: known?.since ?? turn.at })
  turn.failedItems(calendarId).add(itemId)
}

export function clearItemProblem(turn: Turn, calendar: CalendarRecord, itemId: ItemId): void {
  if (!turn.failedItems(calendar.id).delete(itemId)) return
  turn.state.problems.clear(calendar.agentId, null, calendar.id, itemId)
}
