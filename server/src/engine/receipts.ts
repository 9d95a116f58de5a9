import { normalise } from '@chroniton/shared/calendar/normalise'
import { apply, diff, unitsOf } from '@chroniton/shared/calendar/patch'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Applied, AppliedItem, Receipt, Refused } from '@chroniton/shared/contract/receipt'
import { calendarReceipt } from './calendar-receipts.ts'
import { awaitedAfter, owing } from './copy.ts'
import { takeCrossedEdit, takeCrossedMove } from './crossed-edit.ts'
import { itemDeleted } from './item-deleted.ts'
import { askToListAgain } from './requests.ts'
import type { CopyRecord, OutstandingWrite } from './records.ts'
import { dropSpare, type Spare } from './second-item.ts'
import { type Turn, vanishedKey } from './turn.ts'
import { wantedEvent } from './wanted.ts'

/** So often is a write repeated that was refused for a version nobody has seen; then it waits for a person. */
const MISMATCHES_BORNE = 3

/** What became of a command. Receipts of commands that nobody waits for any more change nothing. */
export function receiptOf(turn: Turn, agentId: AgentId, receipt: Receipt): void {
  const copy = turn.copyOfCommand(receipt.commandId)
  if (copy === undefined) return calendarReceipt(turn, agentId, receipt)
  const calendar = turn.calendar(copy.calendarId)
  if (calendar?.agentId !== agentId) return
  turn.touch(copy.eventId)
  const { outstanding } = copy
  if (outstanding?.commandId === receipt.commandId) answered(turn, copy, outstanding, receipt)
  else lateAnswer(turn, copy, receipt)
}

function answered(turn: Turn, copy: CopyRecord, write: OutstandingWrite, receipt: Receipt): void {
  if (receipt.kind === 'refused') return refused(turn, copy, write, receipt)
  turn.effects.push({ kind: 'settle', commandId: write.commandId })
  const free = answeredBy(copy, write)
  if (write.kind === 'event-delete') return itemDeleted(turn, free)
  const written = new Set(unitsOf(write.patch))
  const owed = copy.itemId === null ? [] : copy.owed.filter((unit) => !written.has(unit))
  const agreedRevision = Math.max(copy.agreedRevision, write.revision)
  const before = write.itemId === null ? otherItem(copy, receipt.item) : null
  const problem = itemWritten(turn, { ...free, owed, agreedRevision }, receipt, write)
  if (problem === null && before !== null) dropSpare(turn, turn.copy(copy.calendarId, copy.eventId)!, before)
  if (problem !== null) park(turn, { ...free, owed, agreedRevision }, write, problem.code, problem.detail)
}

function answeredBy(copy: CopyRecord, write: OutstandingWrite): CopyRecord {
  return { ...copy, outstanding: null, superseded: awaitedAfter(copy.superseded, write) }
}

/**
 * The agent had the command before it was replaced. What it did counts, and that its item is not there; what else it
 * refused was not wanted any more.
 */
function lateAnswer(turn: Turn, copy: CopyRecord, receipt: Receipt): void {
  const write = copy.superseded.find(({ commandId }) => commandId === receipt.commandId)
  if (write === undefined) return
  const later: CopyRecord = { ...copy, superseded: awaitedAfter(copy.superseded, write) }
  if (receipt.kind === 'refused') {
    turn.putCopy(later)
    const isItsOwn = write.itemId !== null && write.itemId === later.itemId && later.gone === null
    if (receipt.code === 'item-not-found' && isItsOwn) turn.vanished.set(vanishedKey(later), later)
    return
  }
  if (write.kind === 'event-delete') {
    // One that names no item deletes what carries the mark.
    const isOther = write.itemId === null ? copy.itemId !== null && !copy.marked : write.itemId !== copy.itemId
    return isOther ? turn.putCopy(later) : itemDeleted(turn, later)
  }
  const { item } = receipt
  if (item !== null && copy.itemId !== null && copy.itemId !== item.itemId && copy.gone === null) {
    return otherWritten(turn, later, write, item)
  }
  // Whatever the copy had agreed with since, it shows that revision now.
  const shows = owing({ ...later, agreedRevision: write.revision }, outdatedUnits(turn, later, write))
  const problem = itemWritten(turn, shows, receipt, write)
  if (problem !== null) turn.putCopy(later)
}

/** Units that the command set to something else than is wanted by now. */
function outdatedUnits(turn: Turn, copy: CopyRecord, { patch }: OutstandingWrite): string[] {
  const record = turn.event(copy.eventId)
  if (record === undefined || Object.keys(patch).length === 0) return []
  const wanted = wantedEvent(turn, record, copy, turn.copies(record.id))
  return unitsOf(diff(apply(wanted, patch), wanted))
}

/** What was made for it under another event's id, if that was told of first. */
function otherItem(copy: CopyRecord, item: AppliedItem | null): Spare | null {
  const { itemId, version, shadow, modifiedAt, listingId, marked, gone } = copy
  if (itemId === null || itemId === item?.itemId || version === null || shadow === null) return null
  return marked && gone === null ? { itemId, version, event: shadow, modifiedAt, listingId } : null
}

/** The copy has got another item meanwhile: one that the hub has made is not needed any more. */
function otherWritten(turn: Turn, copy: CopyRecord, write: OutstandingWrite, item: AppliedItem): void {
  turn.putCopy(copy)
  if (write.itemId !== null && turn.duplicate(copy.calendarId, item.itemId)?.marked !== true) return
  const listingId = turn.calendar(copy.calendarId)?.listingId ?? null
  dropSpare(turn, copy, { ...item, event: normalise(item.event), listingId })
}

interface ReceiptProblem {
  code: ErrorCode
  detail: string
}

/** The copy shows what the receipt says, with what a person edited meanwhile; or why it cannot. */
function itemWritten(turn: Turn, copy: CopyRecord, { item }: Applied, write: OutstandingWrite): ReceiptProblem | null {
  if (item === null) return { code: 'internal', detail: 'the receipt does not say what the calendar holds now' }
  if (!isFree(turn, copy, item)) {
    return { code: 'item-duplicate-uid', detail: `the item "${item.itemId}" belongs to another event already` }
  }
  turn.vanished.delete(vanishedKey(copy))
  const calendar = turn.calendar(copy.calendarId)
  const written: CopyRecord = {
    ...copy,
    itemId: item.itemId,
    version: item.version,
    shadow: normalise(item.event),
    modifiedAt: item.modifiedAt,
    mismatches: 0,
    listingId: calendar?.listingId ?? copy.listingId,
    unlisted: true,
    gone: null,
  }
  turn.putCopy(written)
  if (copy.shadow !== null) takeCrossedEdit(turn, written, copy.shadow, write.patch)
  else takeCrossedMove(turn, written, write.revision)
  return null
}

/** A copy that has lost the item gives up its name; one that has it keeps it. */
function isFree(turn: Turn, copy: CopyRecord, item: AppliedItem): boolean {
  const holder = turn.copyOfItem(copy.calendarId, item.itemId)
  if (holder === undefined || holder.eventId === copy.eventId) return true
  if (holder.gone === null) return false
  turn.putCopy({ ...holder, itemId: null, version: null })
  return true
}

function refused(turn: Turn, copy: CopyRecord, write: OutstandingWrite, { code, detail }: Refused): void {
  switch (code) {
    case 'version-mismatch':
      return mismatched(turn, copy, write, detail)
    case 'item-not-found':
      return notFound(turn, copy, write, detail)
    default:
      return park(turn, copy, write, code, detail)
  }
}

/** The command goes out again with what is known now, and when that is nothing new, not for ever. */
function mismatched(turn: Turn, copy: CopyRecord, write: OutstandingWrite, detail: string): void {
  const isKnown = write.expectedVersion !== copy.version
  const mismatches = isKnown ? copy.mismatches : copy.mismatches + 1
  if (mismatches > MISMATCHES_BORNE) return park(turn, { ...copy, mismatches: 0 }, write, 'version-mismatch', detail)
  turn.effects.push({ kind: 'settle', commandId: write.commandId })
  turn.putCopy({ ...answeredBy(copy, write), mismatches })
  if (mismatches === MISMATCHES_BORNE) askToListAgain(turn, copy.calendarId)
}

function notFound(turn: Turn, copy: CopyRecord, write: OutstandingWrite, detail: string): void {
  if (write.kind === 'event-write' && copy.itemId === null) return park(turn, copy, write, 'item-not-found', detail)
  turn.effects.push({ kind: 'settle', commandId: write.commandId })
  const free = answeredBy(copy, write)
  if (write.kind === 'event-delete' || copy.gone !== null) return itemDeleted(turn, free)
  turn.putCopy(free)
  turn.vanished.set(vanishedKey(free), free)
}

function park(turn: Turn, copy: CopyRecord, write: OutstandingWrite, code: ErrorCode, detail: string): void {
  turn.effects.push({ kind: 'park', commandId: write.commandId, code, detail })
  turn.putCopy({ ...answeredBy(copy, write), parked: { ...write, code, detail } })
}
