import { isGoing } from './second-item.ts'
import { takeReleased } from './seen.ts'
import type { Turn } from './turn.ts'

/** Second items of copies that this entry has parted from their events: what they are now is looked at anew. */
export function takeLeftBehind(turn: Turn): void {
  for (const { calendarId, eventId } of turn.parted.values()) {
    if (turn.copy(calendarId, eventId) !== undefined) continue
    for (const second of turn.state.duplicates.ofCopy(calendarId, eventId)) {
      if (!isGoing(turn, second)) takeReleased(turn, second)
    }
  }
}
