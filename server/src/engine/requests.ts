import type { CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { AgentChanges, Command } from '@chroniton/shared/contract/command'
import type { AgentId, CalendarId, SourceId } from '@chroniton/shared/contract/ids'
import type { AppliedItem } from '@chroniton/shared/contract/receipt'
import type { CalendarRecord, CopyRecord, RequestRecord } from './records.ts'
import type { Turn } from './turn.ts'

/** Asks for the whole calendar anew; once is enough until it is answered. */
export function askToListAgain(turn: Turn, calendarId: CalendarId): void {
  const calendar = turn.calendar(calendarId)
  if (calendar === undefined) return
  const isAsked = turn.state.requests
    .all()
    .some((request) => request.kind === 'list-again' && request.full && request.calendarId === calendarId)
  if (!isAsked) requestListing(turn, calendar.agentId, calendarId, true)
}

export function requestListing(turn: Turn, agentId: AgentId, calendarId: CalendarId | null, full: boolean): void {
  send(turn, { kind: 'list-again', commandId: turn.newId(), agentId, calendarId, full })
}

export function requestCalendar(
  turn: Turn,
  agentId: AgentId,
  sourceId: SourceId,
  metadata: CalendarMetadata,
  forCalendar: CalendarId | null,
): void {
  const commandId = turn.newId()
  send(turn, { kind: 'calendar-create', commandId, agentId, sourceId, metadata, forCalendar, parked: null })
}

export function requestDeletion(turn: Turn, { id: calendarId, agentId }: CalendarRecord): void {
  send(turn, { kind: 'calendar-delete', commandId: turn.newId(), agentId, calendarId, parked: null })
}

export function requestConfiguration(turn: Turn, agentId: AgentId, changes: AgentChanges): void {
  send(turn, { kind: 'config-change', commandId: turn.newId(), agentId, changes, parked: null })
}

/** The item that a receipt names is a second one of its event. */
export function requestItemDeletion(
  turn: Turn,
  copy: CopyRecord,
  { itemId, version }: Pick<AppliedItem, 'itemId' | 'version'>,
): void {
  const calendar = turn.calendar(copy.calendarId)
  if (calendar === undefined) return
  const { calendarId, eventId } = copy
  const item = { calendarId, eventId, itemId, version }
  send(turn, { kind: 'item-delete', commandId: turn.newId(), agentId: calendar.agentId, ...item, parked: null })
}

export function repeatRequest(turn: Turn, request: RequestRecord): void {
  turn.effects.push({ kind: 'settle', commandId: request.commandId })
  turn.state.requests.delete(request.commandId)
  const again: RequestRecord = { ...request, commandId: turn.newId() }
  send(turn, again.kind === 'list-again' ? again : { ...again, parked: null })
}

function send(turn: Turn, request: RequestRecord): void {
  turn.state.requests.put(request)
  turn.effects.push({ kind: 'send', agentId: request.agentId, command: commandOf(request) })
}

function commandOf(request: RequestRecord): Command {
  const { commandId } = request
  switch (request.kind) {
    case 'list-again':
      return { kind: 'list-again', commandId, calendarId: request.calendarId, full: request.full }
    case 'calendar-create':
      return { kind: 'calendar-create', commandId, sourceId: request.sourceId, metadata: request.metadata }
    case 'item-delete': {
      const { calendarId, eventId, itemId, version } = request
      return { kind: 'event-delete', commandId, calendarId, eventId, itemId, expectedVersion: version }
    }
    case 'calendar-delete':
      return { kind: 'calendar-delete', commandId, calendarId: request.calendarId }
    case 'config-change':
      return { kind: 'config-change', commandId, changes: request.changes }
  }
}
