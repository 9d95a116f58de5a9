import type { Command } from '@chroniton/shared/contract/command'
import { sameJson } from '@chroniton/shared/calendar/json'
import { apply } from '@chroniton/shared/calendar/patch'
import type { PatchObject } from '@chroniton/shared/calendar/event'
import type { CommandId } from '@chroniton/shared/contract/ids'
import { resists } from './ping-pong.ts'
import type { CopyRecord, EventRecord, OutstandingWrite } from './records.ts'
import type { Turn } from './turn.ts'
import { wantedEvent } from './wanted.ts'

/** Receipts of this many replaced commands are waited for; an older one's is met by the version it leaves behind. */
const SUPERSEDED_KEPT = 16

/** What a copy is to be told. */
export type Order = { kind: 'event-write'; patch: PatchObject } | { kind: 'event-delete' }

/**
 * Sends the order unless it is under way (or was refused) already, just as it is. A command that says something else
 * is replaced; what it would have told is in the new one.
 */
export function give(turn: Turn, record: EventRecord, copy: CopyRecord, order: Order): void {
  const present = copy.outstanding ?? copy.parked
  const write: OutstandingWrite = {
    commandId: present?.commandId ?? ('' as CommandId),
    kind: order.kind,
    itemId: copy.itemId,
    revision: record.revision,
    expectedVersion: copy.version,
    patch: order.kind === 'event-write' ? order.patch : {},
  }
  if (present !== null && saysTheSame(present, write, copy)) return
  const next = withdrawn(turn, copy)
  write.commandId = turn.newId()
  const calendar = turn.calendar(copy.calendarId)!
  turn.effects.push({ kind: 'send', agentId: calendar.agentId, command: commandFor(turn, record, copy, write) })
  if (order.kind === 'event-write' && resists(copy, turn.at)) return stopAt(turn, next, write)
  turn.putCopy({ ...next, outstanding: write })
}

function stopAt(turn: Turn, copy: CopyRecord, write: OutstandingWrite): void {
  const reason = { code: 'item-refused', detail: 'the calendar undoes the change each time it is written' } as const
  turn.effects.push({ kind: 'park', commandId: write.commandId, ...reason })
  turn.putCopy({ ...copy, parked: { ...write, ...reason } })
}

function saysTheSame(present: OutstandingWrite, write: OutstandingWrite, copy: CopyRecord): boolean {
  if (present.kind !== write.kind || present.itemId !== write.itemId) return false
  if (present.expectedVersion !== write.expectedVersion) return false
  if (write.kind === 'event-delete') return true
  return copy.itemId === null ? present.revision === write.revision : sameJson(present.patch, write.patch)
}

function commandFor(turn: Turn, record: EventRecord, copy: CopyRecord, write: OutstandingWrite): Command {
  const { commandId, itemId, expectedVersion, patch } = write
  const common = { commandId, calendarId: copy.calendarId, eventId: record.id, itemId, expectedVersion }
  if (write.kind === 'event-delete') return { kind: 'event-delete', ...common }
  const event =
    copy.shadow === null ? wantedEvent(turn, record, copy, turn.copies(record.id)) : apply(copy.shadow, patch)
  return { kind: 'event-write', ...common, role: formOf(copy), patch, event }
}

/** An original that the hub has put back is written like a mirror: nobody is invited to it a second time. */
function formOf(copy: CopyRecord): CopyRecord['role'] {
  if (copy.role === 'busy') return 'busy'
  return copy.marked ? 'mirror' : 'original'
}

/** There is nothing to tell the copy any more. */
export function withdraw(turn: Turn, copy: CopyRecord): void {
  if (copy.outstanding !== null || copy.parked !== null) turn.putCopy(withdrawn(turn, copy))
}

function withdrawn(turn: Turn, copy: CopyRecord): CopyRecord {
  const { outstanding, parked } = copy
  const command = outstanding ?? parked
  if (command === null) return copy
  turn.effects.push({ kind: 'settle', commandId: command.commandId })
  if (outstanding === null) return { ...copy, parked: null }
  const superseded = [...copy.superseded, outstanding].slice(-SUPERSEDED_KEPT)
  return { ...copy, outstanding: null, parked: null, superseded }
}

/** Takes what is under way for the copy out of the agent's queue; what becomes of the copy is for the caller to say. */
export function abandon(turn: Turn, { outstanding, parked }: CopyRecord): void {
  const command = outstanding ?? parked
  if (command !== null) turn.effects.push({ kind: 'settle', commandId: command.commandId })
}
