import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { AccountFailed, ItemFailed, Observation } from '@chroniton/shared/contract/observation'
import { calendarGone, calendarSeen, listingComplete } from './calendars.ts'
import { clearItemProblem, reportItemProblem } from './problems.ts'
import type { CalendarRecord } from './records.ts'
import { recovered, worksAsShown } from './recovery.ts'
import { eventSeen } from './seen.ts'
import { type Turn, vanishedKey } from './turn.ts'

/** What an agent saw, in a calendar of its own. */
export function observed(turn: Turn, agentId: AgentId, observation: Observation): void {
  switch (observation.kind) {
    case 'calendar-seen': {
      const { calendarId, sourceId } = observation.calendar
      if (isForeign(turn, agentId, calendarId)) return
      calendarSeen(turn, agentId, observation.calendar)
      return worksAsShown(turn, agentId, sourceId, null)
    }
    case 'account-failed':
      return accountFailed(turn, agentId, observation)
    case 'account-recovered':
      return recovered(turn, agentId, observation.sourceId, observation.calendarId)
    case 'event-seen':
    case 'event-gone':
    case 'item-failed':
    case 'calendar-gone':
    case 'listing-complete': {
      if (isForeign(turn, agentId, observation.calendarId)) return
      const calendar = turn.calendar(observation.calendarId)
      if (calendar === undefined) return reportStranger(turn, agentId, observation.calendarId, 'calendar-not-found')
      return inCalendar(turn, calendar, observation)
    }
  }
}

type InCalendar = Exclude<Observation, { kind: 'calendar-seen' | 'account-failed' | 'account-recovered' }>

function inCalendar(turn: Turn, calendar: CalendarRecord, observation: InCalendar): void {
  switch (observation.kind) {
    case 'event-seen':
      return eventSeen(turn, calendar, observation)
    case 'event-gone':
      return itemGone(turn, calendar, observation.itemId)
    case 'item-failed':
      return itemFailed(turn, calendar, observation)
    case 'calendar-gone':
      return calendarGone(turn, calendar)
    case 'listing-complete':
      return listingComplete(turn, calendar, observation)
  }
}

function isForeign(turn: Turn, agentId: AgentId, calendarId: CalendarId): boolean {
  const owner = turn.calendar(calendarId)?.agentId
  if (owner === undefined || owner === agentId) return false
  reportStranger(turn, agentId, calendarId, 'forbidden')
  return true
}

function reportStranger(turn: Turn, agentId: AgentId, calendarId: CalendarId, code: ErrorCode): void {
  const detail = code === 'forbidden' ? 'the calendar is another agent’s' : 'the calendar was never reported itself'
  turn.state.problems.put({ agentId, sourceId: null, calendarId, itemId: null, code, detail, since: turn.at })
}

function itemGone(turn: Turn, calendar: CalendarRecord, itemId: ItemFailed['itemId']): void {
  clearItemProblem(turn, calendar, itemId)
  const duplicate = turn.duplicate(calendar.id, itemId)
  if (duplicate !== undefined) return turn.deleteDuplicate(duplicate)
  const copy = turn.copyOfItem(calendar.id, itemId)
  if (copy !== undefined && copy.gone === null) turn.vanished.set(vanishedKey(copy), copy)
}

/** It is there, so it is not gone; what it says now nobody can tell. */
function itemFailed(turn: Turn, calendar: CalendarRecord, failed: ItemFailed): void {
  reportItemProblem(turn, calendar, failed.itemId, failed.code, failed.detail)
  if (failed.listingId === null) return
  const copy = turn.copyOfItem(calendar.id, failed.itemId)
  if (copy !== undefined) turn.putCopy({ ...copy, listingId: failed.listingId })
  const duplicate = turn.duplicate(calendar.id, failed.itemId)
  if (duplicate !== undefined) turn.putDuplicate({ ...duplicate, listingId: failed.listingId })
}

function accountFailed(turn: Turn, agentId: AgentId, { sourceId, calendarId, code, detail }: AccountFailed): void {
  if (calendarId !== null && isForeign(turn, agentId, calendarId)) return
  turn.state.problems.put({ agentId, sourceId, calendarId, itemId: null, code, detail, since: turn.at })
}
