import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import { diff, patchOfUnit, unitsOf } from '@chroniton/shared/calendar/patch'
import { abandon } from './commands.ts'
import { deletedSide, recordDecided, side, WHOLE_EVENT } from './conflicts.ts'
import { owing, toBeMadeAgain } from './copy.ts'
import { unitOfLabel } from './dress.ts'
import { takeEdit } from './edit.ts'
import { markRestored } from './history.ts'
import { millisecondsOf } from './instant.ts'
import { asEvent, type Item, shownBy, withItem } from './item.ts'
import { joinTwin } from './join.ts'
import { counts, flowsBack, joints } from './links.ts'
import { mergeEdit } from './merge.ts'
import { takeNew } from './newcomer.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { assignRoles } from './roles.ts'
import type { Turn } from './turn.ts'

/** An item of a deleted event's copy: an old sight of it, an edit that crossed the deletion, or a person's restoring it. */
export function seenAfterDeletion(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  turn.touch(record.id)
  if (copy.shadow === null && item.mark === null) {
    return seenAnewAfterDeletion(turn, record, { ...copy, role: 'original', marked: false }, item)
  }
  const there = withItem(copy, item)
  // Without a shadow it is the hub's own creation, which the deletion overtook.
  if (copy.shadow === null || !counts(turn, copy, turn.copies(record.id))) return turn.putCopy(there)
  const patch = changesOf(turn, record, copy, item)
  if (copy.gone !== null) {
    const isStale = copy.itemId === item.itemId && copy.version === item.version
    // An older item wears the labels of its time.
    const labelled = owing(there, copy.labels.map(unitOfLabel))
    return isStale ? turn.putCopy(there) : restore(turn, record, labelled, item, patch)
  }
  if (Object.keys(patch).length === 0) return turn.putCopy(there)
  if (editStands(turn, record, there, item, patch)) return reviveEdited(turn, record, there, item, copy.shadow)
  // Should the event come back by another way, it is as it was.
  turn.putCopy(owing(there, unitsOf(patch)))
}

/** What the item shows against what the copy showed before, unit by unit. */
function changesOf(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): PatchObject {
  const shown = asEvent(turn, record, copy, item.event)
  const before = copy.shadow === null ? record.event : asEvent(turn, record, copy, copy.shadow)
  return Object.assign({}, ...unitsOf(diff(before, shown)).map((unit) => patchOfUnit(shown, unit)))
}

/** The first item of a deleted event in this calendar: a mirror the deletion never reached, or the event come back. */
export function seenAnewAfterDeletion(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  const there = withItem(copy, item)
  turn.touch(record.id)
  turn.putCopy(there)
  const deletedAt = record.deleted?.at ?? turn.at
  const isLater = item.modifiedAt !== null && millisecondsOf(item.modifiedAt) > millisecondsOf(deletedAt)
  if (item.mark !== null && !isLater) return
  const patch = changesOf(turn, record, copy, item)
  // Whoever deleted the event may not have known that it is here as well.
  if (!isLater) recordAgainstDeletion(turn, record, there, item, patch, 'edit_wins')
  restore(turn, record, there, item, patch)
}

/** Edit against delete, the deletion known first. True when the edit stands. */
function editStands(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item, patch: PatchObject): boolean {
  const rule = turn.settings.editAgainstDelete
  recordAgainstDeletion(turn, record, copy, item, patch, rule)
  return rule === 'edit_wins'
}

function recordAgainstDeletion(
  turn: Turn,
  record: EventRecord,
  copy: CopyRecord,
  item: Item,
  patch: PatchObject,
  strategy: 'edit_wins' | 'delete_wins',
): void {
  const edited = side(shownBy(turn, record, copy, item).act, patch)
  const deleted = deletedSide(record.deleted ?? { by: edited.by, at: turn.at })
  const [current, other] = strategy === 'edit_wins' ? [edited, deleted] : [deleted, edited]
  recordDecided(turn, { eventId: record.id, path: WHOLE_EVENT, base: null, current, other, strategy })
}

/** The event is back as the item shows it. */
function restore(turn: Turn, record: EventRecord, there: CopyRecord, item: Item, patch: PatchObject): void {
  revive(turn, record, there, () => markRestored(turn, record, patch, shownBy(turn, record, there, item).act))
}

/** The event is back with the edit: what others had changed before the deletion is no less in conflict with it. */
function reviveEdited(turn: Turn, record: EventRecord, there: CopyRecord, item: Item, shadow: CalendarEvent): void {
  const base = asEvent(turn, record, there, shadow)
  revive(turn, record, there, () =>
    mergeEdit(turn, record, there, base, shownBy(turn, record, there, item), markRestored),
  )
}

function revive(turn: Turn, record: EventRecord, there: CopyRecord, markAlive: () => EventRecord): void {
  turn.putCopy({ ...there, unwanted: false })
  assignRoles(turn, record.id)
  const restored = markAlive()
  if (there.role === 'mirror') bringHomesBack(turn, record, there)
  // Another event may have got its UID and its place meanwhile.
  joinTwin(turn, restored, there.calendarId)
}

/** A mirror that lives on needs its home back: every one that a deletion of this mirror would have reached. */
function bringHomesBack(turn: Turn, record: EventRecord, mirror: CopyRecord): void {
  for (const copy of turn.copies(record.id)) {
    if (copy.role !== 'original' || copy.calendarId === mirror.calendarId) continue
    if (!joints(turn, mirror.calendarId, [copy]).some((route) => flowsBack(turn, route))) continue
    turn.putCopy(copy.gone === null ? { ...copy, unwanted: false } : toBeMadeAgain(copy))
  }
}

/** An item of a copy that had gone while the event lives on elsewhere. */
export function seenAfterGone(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  const isStale = copy.itemId === item.itemId && copy.version === item.version
  turn.touch(record.id)
  if (isStale || copy.role === 'busy') return turn.putCopy({ ...withItem(copy, item), unwanted: true })
  settleIn(turn, record, copy, item)
}

/** An item of a copy that is to go although the event lives on elsewhere. */
export function seenUnwanted(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  turn.touch(record.id)
  const patch = changesOf(turn, record, copy, item)
  if (copy.role === 'busy' || copy.shadow === null || Object.keys(patch).length === 0) {
    return turn.putCopy(withItem(copy, item))
  }
  if (editStands(turn, record, withItem(copy, item), item, patch)) return settleIn(turn, record, copy, item)
  turn.putCopy(owing(withItem(copy, item), unitsOf(patch)))
}

/** A person wants the item to be here: it is at home in this calendar, and an event of its own where no route leads. */
function settleIn(turn: Turn, record: EventRecord, copy: CopyRecord, item: Item): void {
  const others = turn.copies(record.id).filter((other) => other.calendarId !== copy.calendarId)
  if (joints(turn, copy.calendarId, others).length === 0) {
    abandon(turn, copy)
    turn.deleteCopy(copy)
    return takeNew(turn, item, { mark: null, isAlone: false })
  }
  const home: CopyRecord = { ...copy, role: 'original', unwanted: false, gone: null }
  turn.putCopy(home)
  assignRoles(turn, record.id)
  takeEdit(turn, record, turn.copy(copy.calendarId, record.id)!, item)
}
