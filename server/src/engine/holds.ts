import type { CalendarId } from '@chroniton/shared/contract/ids'
import { toBeMadeAgain } from './copy.ts'
import { deleteAt } from './deletion.ts'
import { calendarAuthor } from './author.ts'
import type { CopyRecord, HoldRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** The deletions wait for a person; one hold per calendar takes them all. */
export function hold(turn: Turn, calendarId: CalendarId, copies: readonly CopyRecord[]): void {
  const open: HoldRecord = turn.state.holds.of(calendarId)[0] ?? {
    id: turn.newId(),
    calendarId,
    at: turn.at,
    eventIds: [],
  }
  const eventIds = [...open.eventIds, ...copies.map((copy) => copy.eventId)]
  turn.state.holds.put({ ...open, eventIds })
  for (const copy of copies) turn.putCopy({ ...copy, gone: { at: turn.at, holdId: open.id } })
}

/** The item is there again, or its calendar is not asked any more. */
export function letGoOfHold(turn: Turn, copy: CopyRecord): void {
  const held = copy.gone?.holdId ? turn.state.holds.get(copy.gone.holdId) : undefined
  if (held === undefined) return
  const eventIds = held.eventIds.filter((eventId) => eventId !== copy.eventId)
  if (eventIds.length === 0) turn.state.holds.delete(held.id)
  else turn.state.holds.put({ ...held, eventIds })
}

export function releaseHold(turn: Turn, held: HoldRecord): void {
  turn.state.holds.delete(held.id)
  for (const copy of heldCopies(turn, held)) {
    deleteAt(turn, copy, { by: calendarAuthor(held.calendarId), at: turn.at })
  }
}

/** Puts the events back where they vanished. */
export function discardHold(turn: Turn, held: HoldRecord): void {
  turn.state.holds.delete(held.id)
  for (const copy of heldCopies(turn, held)) {
    turn.putCopy(toBeMadeAgain(copy))
    turn.touch(copy.eventId)
  }
}

function heldCopies(turn: Turn, held: HoldRecord): CopyRecord[] {
  return held.eventIds.flatMap((eventId) => {
    const copy = turn.copy(held.calendarId, eventId)
    return copy?.gone?.holdId === held.id ? copy : []
  })
}
