import type { CalendarChanges } from '@chroniton/shared/contract/calendar'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { Applied, Receipt, Refused } from '@chroniton/shared/contract/receipt'
import { calendarSeen, showAgain } from './calendars.ts'
import { forgetCalendar } from './forget.ts'
import { itemDeleted } from './item-deleted.ts'
import { calendarsListed, carryInto } from './layout.ts'
import { clearItemProblem, reportItemProblem } from './problems.ts'
import type { CalendarRecord, RequestRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** What became of a command that concerns no event. */
export function calendarReceipt(turn: Turn, agentId: AgentId, receipt: Receipt): void {
  const request = turn.state.requests.get(receipt.commandId)
  if (request !== undefined) {
    if (request.agentId === agentId) answered(turn, request, receipt)
    return
  }
  const found = turn.state.calendars.byCommand(receipt.commandId)
  const calendar = found && turn.calendar(found.id)
  if (calendar?.outstanding?.commandId === receipt.commandId) {
    if (calendar.agentId === agentId) metadataAnswered(turn, calendar, calendar.outstanding.changes, receipt)
  } else if (receipt.kind === 'applied' && receipt.calendar !== null) {
    // A change that was replaced before its receipt came: what the calendar shows is true all the same.
    const { calendarId } = receipt.calendar
    if (turn.calendar(calendarId)?.agentId === agentId) calendarSeen(turn, agentId, receipt.calendar)
  }
}

function answered(turn: Turn, request: RequestRecord, receipt: Receipt): void {
  if (receipt.kind === 'refused') return refused(turn, request, receipt)
  turn.effects.push({ kind: 'settle', commandId: request.commandId })
  turn.state.requests.delete(request.commandId)
  switch (request.kind) {
    case 'calendar-create':
      return created(turn, request, receipt)
    case 'calendar-delete': {
      const calendar = turn.calendar(request.calendarId)
      if (calendar !== undefined) forgetCalendar(turn, calendar)
      return
    }
    case 'item-delete':
      return secondItemDeleted(turn, request)
    case 'config-change':
      return
    case 'list-again':
      if (request.calendarId === null) calendarsListed(turn, request.agentId)
      return
  }
}

function created(turn: Turn, request: RequestRecord & { kind: 'calendar-create' }, { calendar }: Applied): void {
  if (calendar === null) return
  const owner = turn.calendar(calendar.calendarId)?.agentId ?? request.agentId
  if (owner !== request.agentId) return
  calendarSeen(turn, request.agentId, calendar)
  if (request.forCalendar !== null) carryInto(turn, request.forCalendar, calendar.calendarId)
}

function secondItemDeleted(turn: Turn, { calendarId, itemId }: RequestRecord & { kind: 'item-delete' }): void {
  const duplicate = turn.duplicate(calendarId, itemId)
  const calendar = turn.calendar(calendarId)
  if (duplicate !== undefined && calendar !== undefined) {
    turn.deleteDuplicate(duplicate)
    clearItemProblem(turn, calendar, itemId)
  }
  // The first item may have gone meanwhile, and this one taken its place.
  const copy = turn.copyOfItem(calendarId, itemId)
  if (copy === undefined || copy.gone !== null) return
  turn.touch(copy.eventId)
  itemDeleted(turn, copy)
}

/** One that somebody changed meanwhile was reported, and asked for again. */
function secondItemStays(turn: Turn, request: RequestRecord & { kind: 'item-delete' }, code: ErrorCode): void {
  const { calendarId, itemId } = request
  const calendar = turn.calendar(calendarId)
  if (code === 'version-mismatch' || calendar === undefined || turn.duplicate(calendarId, itemId) === undefined) return
  const detail = `a second item of the same event, which could not be deleted: ${code}`
  reportItemProblem(turn, calendar, itemId, 'item-duplicate-uid', detail)
}

function refused(turn: Turn, request: RequestRecord, { commandId, code, detail }: Refused): void {
  if (request.kind === 'item-delete') secondItemStays(turn, request, code)
  if (request.kind === 'list-again' || request.kind === 'item-delete') {
    turn.effects.push({ kind: 'settle', commandId })
    turn.state.requests.delete(commandId)
  } else {
    turn.effects.push({ kind: 'park', commandId, code, detail })
    turn.state.requests.put({ ...request, parked: { code, detail } })
  }
}

/** What the calendar shows now stands, as its provider wrote it; only what else changed there is a person's change. */
function metadataAnswered(turn: Turn, calendar: CalendarRecord, changes: CalendarChanges, receipt: Receipt): void {
  const { commandId } = receipt
  const shown =
    receipt.kind === 'applied'
      ? (receipt.calendar?.metadata ?? { ...calendar.seen.metadata, ...changes })
      : calendar.seen.metadata
  const fields = Object.keys(changes) as (keyof CalendarChanges)[]
  const settled = Object.fromEntries(fields.map((field) => [field, shown[field]]))
  const satisfied = fields.filter((field) => calendar.wanted[field] === changes[field])
  const standing = Object.fromEntries(satisfied.map((field) => [field, shown[field]]))
  const metadata = { ...calendar.seen.metadata, ...settled }
  const known: CalendarRecord = {
    ...calendar,
    seen: { ...calendar.seen, metadata },
    wanted: { ...calendar.wanted, ...standing },
    outstanding: null,
  }
  if (receipt.kind === 'applied') {
    turn.effects.push({ kind: 'settle', commandId })
    return showAgain(turn, known, receipt.calendar ?? known.seen)
  }
  const { code, detail } = receipt
  turn.effects.push({ kind: 'park', commandId, code, detail })
  showAgain(turn, { ...known, parked: { commandId, changes, code, detail } }, known.seen)
}
