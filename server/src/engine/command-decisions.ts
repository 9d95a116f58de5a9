import type { CommandId } from '@chroniton/shared/contract/ids'
import { withdraw } from './commands.ts'
import { changeMetadata } from './metadata.ts'
import { unpark, unparkMetadata } from './parking.ts'
import type { CopyRecord } from './records.ts'
import { repeatRequest } from './requests.ts'
import type { Turn } from './turn.ts'

/** A new command follows that says what is wanted now. */
export function retryCommand(turn: Turn, commandId: CommandId): void {
  const copy = turn.copyOfCommand(commandId)
  if (copy !== undefined) {
    if (copy.parked === null) withdraw(turn, copy)
    else unpark(turn, copy)
    return turn.touch(copy.eventId)
  }
  const request = turn.state.requests.get(commandId)
  if (request !== undefined) return repeatRequest(turn, request)
  const calendar = turn.state.calendars.byCommand(commandId)
  if (calendar === undefined) return
  if (calendar.parked?.commandId === commandId) return unparkMetadata(turn, calendar)
  turn.effects.push({ kind: 'settle', commandId })
  turn.putCalendar({ ...calendar, outstanding: null })
  changeMetadata(turn, calendar.id)
}

/** The calendar stays as it is, in this. */
export function discardCommand(turn: Turn, commandId: CommandId, name: string): void {
  turn.effects.push({ kind: 'settle', commandId })
  const copy = turn.copyOfCommand(commandId)
  if (copy !== undefined) return discardWrite(turn, copy, name)
  if (turn.state.requests.get(commandId) !== undefined) return turn.state.requests.delete(commandId)
  const calendar = turn.state.calendars.byCommand(commandId)
  if (calendar === undefined) return
  turn.putCalendar({ ...calendar, wanted: calendar.seen.metadata, outstanding: null, parked: null })
}

function discardWrite(turn: Turn, copy: CopyRecord, name: string): void {
  const write = copy.outstanding ?? copy.parked
  if (write === null) return
  const free: CopyRecord = { ...copy, outstanding: null, parked: null, superseded: supersededBy(copy) }
  const revision = turn.event(copy.eventId)?.revision ?? copy.agreedRevision
  if (write.kind === 'event-write' && copy.itemId !== null) {
    return turn.putCopy({ ...free, agreedRevision: revision, owed: [] })
  }
  // What was not made or not deleted has no shadow to agree with: it waits, in view, for the event to change.
  turn.putCopy({ ...free, parked: { ...write, revision, code: 'command-discarded', detail: `discarded by ${name}` } })
}

function supersededBy({ outstanding, superseded }: CopyRecord): CopyRecord['superseded'] {
  return outstanding === null ? superseded : [...superseded, outstanding]
}
