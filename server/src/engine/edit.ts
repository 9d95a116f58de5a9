import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { apply, diff, patchOfUnit, unitsOf, unitValue } from '@chroniton/shared/calendar/patch'
import { stampOf } from './author.ts'
import { recordDecided, side } from './conflicts.ts'
import { owing } from './copy.ts'
import { asEvent, type Item, shownBy, withItem } from './item.ts'
import { counts } from './links.ts'
import { mergeEdit, type Shown } from './merge.ts'
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
    const shown = shownBy(turn, record, there, item)
    const units = unitsSent(turn, record, copy, base, shown.event)
    turn.putCopy(owing(there, units))
    for (const unit of units) recordReplaced(turn, record, unit, shown)
    const sent = apply(base, Object.assign({}, ...units.map((unit) => patchOfUnit(shown.event, unit))))
    mergeEdit(turn, record, turn.copy(copy.calendarId, record.id)!, sent, shown)
  } else {
    const units = unitsOf(diff(base, asEvent(turn, record, there, item.event)))
    turn.putCopy(units.length === 0 ? there : corrected(owing(there, units), turn.at))
  }
}

/** Units that show what a command said which was replaced: it may have been carried out all the same. */
function unitsSent(
  turn: Turn,
  record: EventRecord,
  copy: CopyRecord,
  base: CalendarEvent,
  shown: CalendarEvent,
): string[] {
  const { shadow, superseded } = copy
  if (shadow === null || superseded.length === 0) return []
  const told = superseded.map(({ patch }) => asEvent(turn, record, copy, apply(shadow, patch)))
  return unitsOf(diff(base, shown)).filter((unit) => {
    const value = unitValue(shown, unit)
    if (sameJson(value, unitValue(record.event, unit))) return false
    return told.some((event) => sameJson(unitValue(event, unit), value))
  })
}

/** Nobody can tell whether a person has made it so as well. */
function recordReplaced(turn: Turn, record: EventRecord, unit: string, shown: Shown): void {
  const stamp = stampOf(record, unit)
  const [current, other] = [side(stamp, unitValue(record.event, unit)), side(shown.act, unitValue(shown.event, unit))]
  recordDecided(turn, { eventId: record.id, path: unit, base: null, current, other, strategy: 'latest_wins' })
}
