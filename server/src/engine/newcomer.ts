import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { diff } from '@chroniton/shared/calendar/patch'
import type { EventId } from '@chroniton/shared/contract/ids'
import { isBusyUid } from './busy-uid.ts'
import { newCopy } from './copy.ts'
import { labelsInto, undress } from './dress.ts'
import { takeEdit } from './edit.ts'
import { changeEvent, createEvent, eventAt } from './history.ts'
import { editedAt, type Item, shownBy, withItem } from './item.ts'
import { shedLabels } from './labels.ts'
import { counts } from './links.ts'
import { actIn, type Better, mergeFirstSight } from './merge.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { assignRoles } from './roles.ts'
import type { Turn } from './turn.ts'

/**
 * An item of an event nobody knows. `mark`: a hub that has lost its database wrote it for the event of that id, which
 * it is from now on; it stays a mirror until its original turns up. `isAlone`: no event has its UID.
 */
export function takeNew(turn: Turn, item: Item, { mark, isAlone }: { mark: EventId | null; isAlone: boolean }): void {
  const act = actIn(item.calendarId, editedAt(turn, item))
  const event = mark === null ? item.event : undress(item.event, labelsInto(turn, item.calendarId), undefined)
  // A busy time is not the event that it stands for: it waits for that to claim it.
  const isBusy = item.mark !== null && isBusyUid(item.event.uid)
  const record = createEvent(turn, isBusy || mark === null ? turn.newId() : mark, event, act)
  if (mark !== null) turn.putEvent({ ...record, adopted: true })
  if (isAlone) turn.alone.add(record.id)
  // Of an event that is known, but that no route brings here, a person may have made a copy.
  const copy = newCopy(item.calendarId, record.id, isBusy || mark !== null ? 'mirror' : 'original')
  turn.putCopy({ ...withItem({ ...copy, marked: false }, item), agreedRevision: record.revision })
}

/** The first sight of a copy that the hub has asked for, or that a route brings to an event known from elsewhere. */
export function takeFirstSight(turn: Turn, known: EventRecord, empty: CopyRecord, item: Item): void {
  const { formerly, ...copy } = empty
  const record = item.mark === null ? shedLabels(turn, known) : known
  turn.putCopy({ ...withItem({ ...copy, marked: copy.marked && item.mark !== null }, item), agreedRevision: 0 })
  turn.touch(record.id)
  if (copy.role === 'busy') return
  if (item.mark === null) makeHome(turn, record.id, copy)
  else assignRoles(turn, record.id)
  const copies = turn.copies(record.id)
  const there = turn.copy(copy.calendarId, record.id)!
  // A marked one of that name may be the hub's own work.
  if (item.mark === null && formerly?.itemId === item.itemId) {
    return takeEdit(turn, record, { ...there, ...formerly }, item)
  }
  if (!counts(turn, there, copies)) return
  const others = copies.filter((other) => other.calendarId !== there.calendarId)
  if (known.adopted === true && item.mark === null && !others.some((other) => counts(turn, other, copies))) {
    // What a hub that was lost had written where no edit counts tells nothing beyond what is at home here.
    const shown = shownBy(turn, record, there, item)
    return void changeEvent(turn, record, diff(record.event, shown.event), shown.act)
  }
  const told = item.mark === record.id ? eventsTold(turn, record, copy) : []
  mergeFirstSight(turn, record, shownBy(turn, record, there, item), betterWitness(item, there, copies), told)
}

/** The event as creations told it whose receipts have not come: the item may be the work of any of them. */
function eventsTold(turn: Turn, record: EventRecord, { outstanding, superseded }: CopyRecord): CalendarEvent[] {
  const sent = outstanding === null ? superseded : [...superseded, outstanding]
  const creations = sent.filter((write) => write.kind === 'event-write' && write.itemId === null)
  return creations.flatMap((write) => eventAt(turn, record, write.revision) ?? [])
}

/** What a person made in a calendar is at home there, unless a route leads to it from where it is at home as well. */
function makeHome(turn: Turn, eventId: EventId, { calendarId }: CopyRecord): void {
  turn.putCopy({ ...turn.copy(calendarId, eventId)!, role: 'original' })
  assignRoles(turn, eventId)
}

/** What a person made is believed before what a hub once wrote. */
function betterWitness(item: Item, copy: CopyRecord, copies: readonly CopyRecord[]): Better {
  const isKnownFirstHand = copies.some(
    (other) => other.calendarId !== copy.calendarId && other.shadow !== null && !other.marked,
  )
  if (item.mark === null) return isKnownFirstHand ? null : 'incoming'
  return isKnownFirstHand ? 'present' : null
}
