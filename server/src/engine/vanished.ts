import type { CalendarId } from '@chroniton/shared/contract/ids'
import { calendarAuthor, stampOf } from './author.ts'
import { deletedSide, recordDecided, side, WHOLE_EVENT } from './conflicts.ts'
import { isHome, toBeMadeAgain } from './copy.ts'
import { guardStops } from './deletion-guard.ts'
import { deleteAt } from './deletion.ts'
import { takeEdit } from './edit.ts'
import type { Act } from './history.ts'
import { hold } from './holds.ts'
import { counts } from './links.ts'
import { corrected } from './ping-pong.ts'
import { clearItemProblem } from './problems.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { nextItem } from './second-item.ts'
import type { Turn } from './turn.ts'
import { pendingOf } from './wanted.ts'

/**
 * What becomes of the copies whose items this entry reported gone. They are looked at together when the entry is
 * through: an item that came back under another name has not gone, and the guard needs to see all of them.
 */
export function settleVanished(turn: Turn): void {
  const byCalendar = new Map<CalendarId, CopyRecord[]>()
  for (const { calendarId, eventId } of turn.vanished.values()) {
    const copy = turn.copy(calendarId, eventId)
    if (copy === undefined || copy.gone !== null) continue
    byCalendar.set(calendarId, [...(byCalendar.get(calendarId) ?? []), copy])
  }
  for (const [calendarId, copies] of byCalendar) {
    const before = turn.storedCopies().count(calendarId)
    const deleted = copies.filter((copy) => isPersonsDeletion(turn, copy))
    if (deleted.length === 0) continue
    const listsNone = turn.emptied.has(calendarId) || (deleted.length > 1 && before <= copies.length)
    if (guardStops(turn, calendarId, deleted.length, before, listsNone)) hold(turn, calendarId, deleted)
    else deletePassed(turn, calendarId, deleted)
  }
}

function deletePassed(turn: Turn, calendarId: CalendarId, deleted: CopyRecord[]): void {
  turn.state.deletions.add(calendarId, turn.at, deleted.length)
  for (const { eventId } of deleted) {
    const copy = turn.copy(calendarId, eventId)
    if (copy !== undefined) deleteAt(turn, copy, { by: calendarAuthor(calendarId), at: turn.at })
  }
}

/** Sees to the copies that went for any other reason. */
function isPersonsDeletion(turn: Turn, copy: CopyRecord): boolean {
  turn.touch(copy.eventId)
  const record = turn.event(copy.eventId)
  if (record === undefined) return false
  if (record.deleted !== null || copy.unwanted) {
    turn.putCopy({ ...copy, gone: { at: turn.at, holdId: null } })
    return false
  }
  if (takenBack(copy)) {
    recordDoubt(turn, record, copy)
    turn.putCopy(toBeMadeAgain(copy))
    return false
  }
  if (!counts(turn, copy, turn.copies(record.id))) {
    turn.putCopy(corrected(toBeMadeAgain(copy), turn.at))
    return false
  }
  if (takeDuplicate(turn, record, copy)) return false
  return !editOutlives(turn, record, copy)
}

/** The hub had ordered the deletion and wants the item again since. */
function takenBack(copy: CopyRecord): boolean {
  return [copy.outstanding, ...copy.superseded].some((write) => write?.kind === 'event-delete')
}

/** Whether the order was carried out, or a person deleted the item, nobody can tell: the event stays, and it is said. */
function recordDoubt(turn: Turn, record: EventRecord, copy: CopyRecord): void {
  const [last] = turn.state.changes.ofEvent(record.id)
  const current = side(last ?? { by: record.createdBy, at: record.createdAt }, {})
  const other = deletedSide({ by: calendarAuthor(copy.calendarId), at: turn.at })
  recordDecided(turn, { eventId: record.id, path: WHOLE_EVENT, base: null, current, other, strategy: 'edit_wins' })
}

/** A second item with the same UID takes the place of the first: it was moved, or had been copied. */
function takeDuplicate(turn: Turn, record: EventRecord, copy: CopyRecord): boolean {
  const duplicate = nextItem(turn, copy)
  const calendar = turn.calendar(copy.calendarId)
  if (duplicate === undefined || calendar === undefined) return false
  turn.deleteDuplicate(duplicate)
  clearItemProblem(turn, calendar, duplicate.itemId)
  takeEdit(turn, record, copy, { ...duplicate, mark: duplicate.marked ? record.id : null })
  return true
}

/** Edit against delete, the edit known first: others changed the event and this calendar has not heard of it. */
function editOutlives(turn: Turn, record: EventRecord, copy: CopyRecord): boolean {
  const copies = turn.copies(record.id)
  const livesOn = copies.some((other) => other.calendarId !== copy.calendarId && isHome(other))
  if (copy.role === 'original' && livesOn) return false
  const { patch, behind } = pendingOf(turn, record, { ...copy, owed: [] }, copies)
  const [unit] = behind.sort((a, b) => stampOf(record, b).revision - stampOf(record, a).revision)
  if (unit === undefined || Object.keys(patch).length === 0) return false
  const rule = turn.settings.editAgainstDelete
  const edited = side(stampOf(record, unit), patch)
  const deletion: Act = { by: calendarAuthor(copy.calendarId), at: turn.at }
  const [current, other] = rule === 'edit_wins' ? [edited, deletedSide(deletion)] : [deletedSide(deletion), edited]
  recordDecided(turn, { eventId: record.id, path: WHOLE_EVENT, base: null, current, other, strategy: rule })
  if (rule === 'delete_wins') return false
  turn.putCopy(toBeMadeAgain(copy))
  return true
}
