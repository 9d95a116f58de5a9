import type { Command, CommandEnvelope } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId, CommandId, EventId, Instant, Position } from '@chroniton/shared/contract/ids'
import type { Effect } from '../engine/effect.ts'

/** A command on its way to an agent, until it is settled. */
export interface OutboxRow {
  agentId: AgentId
  commandId: CommandId
  calendarId: CalendarId | null
  eventId: EventId | null
  kind: Command['kind']
  /** The command, serialised once for all who need it. */
  json: string
  queuedAt: Instant
}

/** Where the rows are kept. Writing is part of the transaction in which the engine's state is written. */
export interface OutboxRows {
  /** At a position that is higher than any there ever was. */
  add(row: OutboxRow): void
  remove(commandId: CommandId): void
  park(commandId: CommandId, code: ErrorCode, detail: string): void

  /** What waits for the agent after the position, in order, as much as fits the page and at least one if there is one. */
  waiting(agentId: AgentId, after: Position, page: PageLimit): CommandEnvelope[]
  /** The highest position there ever was; 0 for none. */
  lastPosition(): Position
}

export interface PageLimit {
  rows: number
  characters: number
}

/** Does what the engine wants done. A command that is not there (any more) is settled or parked already. */
export function carryOut(rows: OutboxRows, effects: Effect[], at: Instant): void {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'send':
        rows.add(toRow(effect.agentId, effect.command, at))
        break
      case 'settle':
        rows.remove(effect.commandId)
        break
      case 'park':
        rows.park(effect.commandId, effect.code, effect.detail)
        break
      default:
        effect satisfies never
    }
  }
}

function toRow(agentId: AgentId, command: Command, queuedAt: Instant): OutboxRow {
  return {
    agentId,
    commandId: command.commandId,
    calendarId: 'calendarId' in command ? command.calendarId : null,
    eventId: 'eventId' in command ? command.eventId : null,
    kind: command.kind,
    json: JSON.stringify(command),
    queuedAt,
  }
}
