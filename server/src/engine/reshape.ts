import { diff, unitsOf } from '@chroniton/shared/calendar/patch'
import { owing } from './copy.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'
import { wantedEvent } from './wanted.ts'

/** The copy shows the whole event from now on, or the time alone: it owes all that makes the difference. */
export function reshape(turn: Turn, record: EventRecord, copy: CopyRecord, role: 'mirror' | 'busy'): void {
  const reshaped: CopyRecord = { ...copy, role }
  if (copy.shadow === null) return turn.putCopy(reshaped)
  const wanted = wantedEvent(turn, record, reshaped, turn.copies(record.id))
  turn.putCopy(owing(reshaped, unitsOf(diff(copy.shadow, wanted))))
}
