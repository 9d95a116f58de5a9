import { apply, diff } from '@chroniton/shared/calendar/patch'
import { normalise } from '@chroniton/shared/calendar/normalise'
import type { PatchObject } from '@chroniton/shared/calendar/event'
import type { Decision } from '@chroniton/shared/contract/decision'
import type { AgentId } from '@chroniton/shared/contract/ids'
import { CodedError } from '@chroniton/shared/contract/errors'
import { check } from './check.ts'
import { discardCommand, retryCommand } from './command-decisions.ts'
import { newCopy, owing } from './copy.ts'
import { deleteEverywhere } from './deletion.ts'
import { forgetAgent } from './forget.ts'
import { type Act, changeEvent, createEvent } from './history.ts'
import { discardHold, releaseHold } from './holds.ts'
import { arrangeAll, arrangeDifferently } from './layout.ts'
import { impossibleChanges, wantMetadata } from './metadata.ts'
import { settleOverrides } from './overrides.ts'
import type { EventRecord } from './records.ts'
import { requestCalendar, requestConfiguration, requestDeletion, requestListing } from './requests.ts'
import { resolveConflict } from './resolution.ts'
import { addRoute, changeRoute, removeRoute } from './routes.ts'
import type { Turn } from './turn.ts'
import { undoChange } from './undo.ts'

/**
 * Does what a person decided. The hub checks a decision before it takes it into the log; what has become impossible
 * by the time it is folded is said to the person, and nothing else happens.
 */
export function decide(turn: Turn, name: string, decision: Decision): void {
  try {
    check(turn.state, decision)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    turn.notes.push(error.detail)
    return
  }
  carryOut(turn, decision, name, { by: { kind: 'person', name }, at: turn.at })
}

function carryOut(turn: Turn, decision: Decision, name: string, act: Act): void {
  const { state } = turn
  switch (decision.kind) {
    case 'settings-change':
      return changeSettings(turn, decision.changes)
    case 'agent-add':
      return addAgent(turn, decision.agentId, decision.name)
    case 'agent-remove':
      return forgetAgent(turn, state.agents.get(decision.agentId)!)
    case 'agent-forget': {
      const agent = state.agents.get(decision.agentId)!
      forgetAgent(turn, agent)
      return addAgent(turn, agent.id, agent.name)
    }
    case 'agent-configure':
      return requestConfiguration(turn, decision.agentId, decision.changes)
    case 'calendar-change':
      return changeCalendar(turn, decision)
    case 'calendar-create':
      return requestCalendar(turn, decision.agentId, decision.sourceId, decision.metadata, null)
    case 'calendar-delete':
      return requestDeletion(turn, turn.calendar(decision.calendarId)!)
    case 'list-again':
      return requestListing(turn, decision.agentId, decision.calendarId, decision.full)
    case 'route-add':
      return addRoute(turn, { ...decision.route, id: turn.newId() })
    case 'route-change':
      return changeRoute(turn, state.routes.get(decision.routeId)!, decision.changes)
    case 'route-remove':
      return removeRoute(turn, state.routes.get(decision.routeId)!, decision.copies)
    case 'event-change':
      return editEvent(turn, turn.event(decision.eventId)!, decision.patch, act)
    case 'event-create': {
      const record = createEvent(turn, turn.newId(), normalise(decision.event), act)
      return turn.putCopy(newCopy(decision.calendarId, record.id, 'original'))
    }
    case 'event-delete':
      return deleteEverywhere(turn, turn.event(decision.eventId)!, act)
    case 'conflict-resolve':
      return resolveConflict(turn, state.conflicts.get(decision.conflictId)!, decision.resolution, act, name)
    case 'hold-release':
      return releaseHold(turn, state.holds.get(decision.holdId)!)
    case 'hold-discard':
      return discardHold(turn, state.holds.get(decision.holdId)!)
    case 'command-retry':
      return retryCommand(turn, decision.commandId)
    case 'command-discard':
      return discardCommand(turn, decision.commandId, name)
    case 'undo':
      return undoChange(turn, state.changes.get(decision.changeId)!, act)
    case 'undo-entry':
      for (const change of state.changes.ofEntry(decision.position)) undoChange(turn, change, act)
  }
}

function changeSettings(turn: Turn, changes: Extract<Decision, { kind: 'settings-change' }>['changes']): void {
  const before = turn.settings
  turn.putSettings({ ...before, ...changes })
  const { destination, newCalendars } = turn.settings
  if (destination !== before.destination) arrangeDifferently(turn, before.destination)
  if (destination !== before.destination || newCalendars !== before.newCalendars) arrangeAll(turn)
}

/** One that was removed and is back is asked for everything: what it had reported is forgotten. */
function addAgent(turn: Turn, agentId: AgentId, name: string): void {
  const known = turn.state.agents.get(agentId)
  turn.state.agents.put({ id: agentId, name, removed: false, sequence: known?.sequence ?? 0 })
  if (known?.removed === true) requestListing(turn, agentId, null, true)
}

function changeCalendar(turn: Turn, { calendarId, changes }: Extract<Decision, { kind: 'calendar-change' }>): void {
  const impossible = impossibleChanges(turn.calendar(calendarId)!, changes)
  for (const field of impossible) turn.notes.push(`the ${field} of this calendar cannot be changed from here`)
  const possible = Object.fromEntries(
    Object.entries(changes).filter(([field]) => !impossible.some((other) => other === field)),
  )
  wantMetadata(turn, calendarId, possible)
}

/** Overrides go along with a series that a person moves. */
function editEvent(turn: Turn, record: EventRecord, given: PatchObject, act: Act): void {
  const { recurrenceOverrides: _all, ...series } = record.event
  const patch = diff(record.event, normalise(apply(record.event, given)))
  const settled = settleOverrides(record.event, patch, apply(series, given))
  changeEvent(turn, record, settled.patch, act)
  if (settled.moved.length === 0) return
  for (const copy of turn.copies(record.id)) turn.putCopy(owing(copy, settled.moved))
}
