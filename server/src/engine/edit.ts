import { diff, unitsOf } from '@chroniton/shared/calendar/patch'
import { owing } from './copy.ts'
import { asEvent, type Item, shownBy, withItem } from './item.ts'
import { counts } from './links.ts'
import { mergeEdit } from './merge.ts'
import { corrected } from './ping-pong.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'

/**
 * The item of a copy that was seen before. What changed since is merged into the event; where an edit does not count,
 * the copy is owed what it showed.
 */
export function takeEdit(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  const there = withItem(copy, item)
  const base = asEvent(turn, record, there, copy.shadow ?? item.event)
  turn.touch(record.id)
  if (counts(turn, there, turn.copies(record.id))) {
    turn.putCopy(there)
    mergeEdit(turn, record, there, base, shownBy(turn, record, there, item))
  } else {
    const units = unitsOf(diff(base, asEvent(turn, record, there, item.event)))
    turn.putCopy(units.length === 0 ? there : corrected(owing(there, units), turn.at))
  }
}
