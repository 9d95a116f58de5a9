import { sameJson } from '@chroniton/shared/calendar/json'
import { takeBusyItem } from './claim.ts'
import { give, withdraw } from './commands.ts'
import { isUntold, owing } from './copy.ts'
import { labelsOf, unitOfLabel } from './dress.ts'
import { planCopies } from './plan.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import type { Turn } from './turn.ts'
import { pendingOf } from './wanted.ts'

/** Brings every copy of every touched event on its way to what it shall show. */
export function reconcileTouched(turn: Turn): void {
  // A set lists what is added to it while it is walked: events that are joined on the way are seen to as well.
  for (const eventId of turn.touched) {
    const record = turn.event(eventId)
    if (record === undefined) continue
    if (record.deleted === null && !planCopies(turn, record)) continue
    for (const copy of turn.copies(eventId)) {
      if (copy.gone !== null) withdraw(turn, copy)
      else if (record.deleted !== null || copy.unwanted) takeAway(turn, record, copy)
      else bringUpToDate(turn, record, labelled(turn, copy))
    }
  }
}

function takeAway(turn: Turn, record: EventRecord, copy: CopyRecord): void {
  if (isUntold(copy)) {
    withdraw(turn, copy)
    turn.deleteCopy(copy)
  } else if (isWritable(turn, copy)) {
    give(turn, record, copy, { kind: 'event-delete' })
  }
}

/** A mirror that shows in another way than it shall where it comes from owes the new label, and the loss of the old. */
function labelled(turn: Turn, copy: CopyRecord): CopyRecord {
  if (copy.role !== 'mirror') return copy
  const copies = turn.copies(copy.eventId)
  const labels = labelsOf(turn, copy, copies)
  if (sameJson(labels, copy.labels) || copies.every((other) => other.role !== 'original')) return copy
  // A creation that is under way wears the old ones.
  if (copy.itemId === null) withdraw(turn, copy)
  const present = turn.copy(copy.calendarId, copy.eventId) ?? copy
  const isToBeMade = isUntold(present)
  const owed = isToBeMade ? present : owing(present, [...copy.labels, ...labels].map(unitOfLabel))
  turn.putCopy({ ...owed, labels })
  return turn.copy(copy.calendarId, copy.eventId)!
}

function bringUpToDate(turn: Turn, record: EventRecord, copy: CopyRecord): void {
  if (copy.itemId === null) {
    // Before the calendar is listed nobody knows whether the item is there already.
    if (!isWritable(turn, copy) || turn.calendar(copy.calendarId)?.listed !== true) return
    const found = copy.role === 'busy' ? takeBusyItem(turn, record, copy) : null
    if (found === null) give(turn, record, copy, { kind: 'event-write', patch: {} })
    else bringUpToDate(turn, record, found)
    return
  }
  const { patch, behind } = pendingOf(turn, record, copy, turn.copies(record.id))
  if (Object.keys(patch).length > 0) {
    if (isWritable(turn, copy)) give(turn, record, copy, { kind: 'event-write', patch })
    return
  }
  withdraw(turn, copy)
  agree(turn, record, turn.copy(copy.calendarId, copy.eventId)!, behind)
}

/** The copy shows all it shall, and nothing that others did escapes it: from here on it speaks in knowledge of that. */
function agree(turn: Turn, record: EventRecord, copy: CopyRecord, behind: string[]): void {
  const agreedRevision = behind.length === 0 ? record.revision : copy.agreedRevision
  if (agreedRevision === copy.agreedRevision && copy.owed.length === 0) return
  turn.putCopy({ ...copy, agreedRevision, owed: [] })
}

function isWritable(turn: Turn, copy: CopyRecord): boolean {
  const calendar = turn.calendar(copy.calendarId)
  return calendar !== undefined && !calendar.gone && calendar.seen.abilities.writeEvents
}
