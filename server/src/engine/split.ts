import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import { unitsOf } from '@chroniton/shared/calendar/patch'
import { abandon } from './commands.ts'
import { isHome, isUntold, owing, withoutCommands } from './copy.ts'
import { createEvent } from './history.ts'
import type { CopyRecord, EventRecord } from './records.ts'
import { calendarAuthor } from './author.ts'
import type { Turn } from './turn.ts'
import { pendingOf } from './wanted.ts'

/**
 * What becomes of a part that the hub alone has made: it goes when it is the one in this calendar, it is at home where
 * it is from now on, or it stays as it is.
 */
export type Homeless = { delete: CalendarId } | 'settle' | 'stay'

/**
 * An event whose copies no route joins any more is as many events as there are parts. A part that the hub has marked
 * with its id goes on as this one, so that the mark stays true; else the first. A part that goes never does.
 */
export function splitEvent(turn: Turn, eventId: EventId, homeless: Homeless): void {
  const record = turn.event(eventId)
  if (record === undefined || record.deleted !== null) return
  turn.touch(eventId)
  const parts = partsOf(turn, turn.copies(eventId))
  const staying = parts.filter((part) => !goes(part, homeless))
  const kept = staying.find((part) => part.some((copy) => copy.marked && copy.itemId !== null)) ?? staying[0]
  for (const part of parts) {
    const settle = homeless === 'settle' && !part.some(isHome)
    if (goes(part, homeless)) dropPart(turn, part)
    else moveOut(turn, record, part, { settle, alone: part !== kept })
  }
}

function goes(part: readonly CopyRecord[], homeless: Homeless): boolean {
  if (part.some(isHome)) return false
  // A mirror that was never acknowledged is nothing to keep: should the agent have made it, it is taken away again.
  if (part.every((copy) => copy.itemId === null)) return true
  return typeof homeless !== 'string' && part.some((copy) => copy.calendarId === homeless.delete)
}

/** The copies, grouped by the routes that join their calendars. */
function partsOf(turn: Turn, copies: readonly CopyRecord[]): CopyRecord[][] {
  const left = new Map(copies.map((copy) => [copy.calendarId, copy]))
  const parts: CopyRecord[][] = []
  for (const first of copies) {
    if (!left.delete(first.calendarId)) continue
    const part = [first]
    for (const member of part) {
      for (const calendarId of neighbours(turn, member.calendarId)) {
        const copy = left.get(calendarId)
        if (copy === undefined) continue
        left.delete(calendarId)
        part.push(copy)
      }
    }
    parts.push(part)
  }
  return parts
}

function neighbours(turn: Turn, calendarId: CalendarId): CalendarId[] {
  return [
    ...turn.routesFrom(calendarId).map((route) => route.to),
    ...turn.routesTo(calendarId).map((route) => route.from),
  ]
}

function dropPart(turn: Turn, part: readonly CopyRecord[]): void {
  for (const copy of part) turn.putCopy({ ...copy, unwanted: true })
}

/** The part is an event of its own from now on, unless it is the one that stays. */
function moveOut(
  turn: Turn,
  record: EventRecord,
  part: readonly CopyRecord[],
  { settle, alone }: { settle: boolean; alone: boolean },
): void {
  const settled = part.map((copy): CopyRecord => (settle ? { ...copy, role: 'original' } : copy))
  if (!alone) {
    if (settle) for (const copy of settled) turn.putCopy(copy)
    return
  }
  const there = settled.filter((copy) => !isUntold(copy) && copy.gone === null)
  for (const copy of settled) if (!there.includes(copy)) turn.deleteCopy(copy)
  const [first] = there
  if (first === undefined) return
  const event = first.role === 'busy' && first.shadow !== null ? first.shadow : record.event
  const own = createEvent(turn, turn.newId(), event, { by: calendarAuthor(first.calendarId), at: turn.at })
  for (const copy of there) {
    const { patch } = pendingOf(turn, record, copy, turn.copies(record.id))
    abandon(turn, copy)
    turn.deleteCopy(copy)
    const moved = { ...withoutCommands(copy), eventId: own.id, agreedRevision: own.revision }
    turn.putCopy(owing(moved, unitsOf(patch)))
  }
}
