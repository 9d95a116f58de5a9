import type { EventId } from '@chroniton/shared/contract/ids'
import { abandon } from './commands.ts'
import type { AgentRecord, CalendarRecord } from './records.ts'
import { splitEvent } from './split.ts'
import type { Turn } from './turn.ts'

/** The agent is served no more. Its calendars are forgotten; what was copied from them to others stays there. */
export function forgetAgent(turn: Turn, agent: AgentRecord): void {
  for (const calendar of turn.state.calendars.all()) {
    if (calendar.agentId === agent.id) forgetCalendar(turn, calendar)
  }
  for (const request of turn.state.requests.all()) {
    if (request.agentId !== agent.id) continue
    turn.state.requests.delete(request.commandId)
    turn.effects.push({ kind: 'settle', commandId: request.commandId })
  }
  for (const problem of turn.state.problems.all()) {
    if (problem.agentId !== agent.id) continue
    turn.state.problems.clear(problem.agentId, problem.sourceId, problem.calendarId, problem.itemId)
  }
  turn.state.agents.put({ ...agent, removed: true })
}

/** Nothing is deleted anywhere for it: its copies are no copies any more. */
export function forgetCalendar(turn: Turn, calendar: CalendarRecord): void {
  const ids: EventId[] = []
  for (const copy of turn.storedCopies().ofCalendar(calendar.id)) ids.push(copy.eventId)
  for (const eventId of ids) forgetCopy(turn, calendar, eventId)
  for (const duplicate of turn.state.duplicates.ofCalendar(calendar.id)) turn.deleteDuplicate(duplicate)
  for (const route of [...turn.routesFrom(calendar.id), ...turn.routesTo(calendar.id)]) turn.deleteRoute(route)
  for (const hold of turn.state.holds.of(calendar.id)) turn.state.holds.delete(hold.id)
  for (const problem of turn.state.problems.ofCalendar(calendar.id)) {
    turn.state.problems.clear(problem.agentId, problem.sourceId, problem.calendarId, problem.itemId)
  }
  const command = calendar.outstanding ?? calendar.parked
  if (command !== null) turn.effects.push({ kind: 'settle', commandId: command.commandId })
  turn.deleteCalendar(calendar.id)
  for (const eventId of ids) if (turn.event(eventId) !== undefined) splitEvent(turn, eventId, 'stay')
}

function forgetCopy(turn: Turn, calendar: CalendarRecord, eventId: EventId): void {
  const copy = turn.copy(calendar.id, eventId)
  if (copy === undefined) return
  abandon(turn, copy)
  turn.deleteCopy(copy)
  // Nothing could bring it back, so nobody needs its tombstone.
  if (turn.copies(eventId).length === 0) turn.deleteEvent(eventId)
}
