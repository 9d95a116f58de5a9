import type { CalendarId } from '@chroniton/shared/contract/ids'
import { minutesBefore } from './instant.ts'
import type { Turn } from './turn.ts'

/**
 * Whether so many deletions in one calendar are more than people make. `before`: items it had when the entry came.
 * Deletions that are held already count, those a person has released do not.
 */
export function guardStops(
  turn: Turn,
  calendarId: CalendarId,
  deleted: number,
  before: number,
  listsNone: boolean,
): boolean {
  const { windowMinutes, count, share } = turn.settings.deletionGuard
  const windowStart = minutesBefore(turn.at, windowMinutes)
  turn.state.deletions.forgetBefore(windowStart)
  if (listsNone) return true
  const held = turn.state.holds.of(calendarId).reduce((sum, { eventIds }) => sum + eventIds.length, 0)
  const earlier = turn.state.deletions.since(calendarId, windowStart) + held
  const all = earlier + deleted
  return all > count && all > share * (earlier + Math.max(before, deleted))
}
