import type { AgentId } from '@chroniton/shared/contract/ids'
import type { State } from '../engine/state.ts'
import type { Database } from '../store/database.ts'
import type { Owners } from './report-items.ts'

/** To whom calendars and commands belong by what the hub holds; a command also after it was replaced. */
export function ownersIn({ sqlite }: Database, state: State): Owners {
  const inOutbox = sqlite.prepare<[string], AgentId>('select agent_id from outbox where command_id = ?').pluck()
  const ofCalendar: Owners['ofCalendar'] = (calendarId) => state.calendars.get(calendarId)?.agentId ?? null
  return {
    ofCalendar,
    ofCommand(commandId) {
      const queued = inOutbox.get(commandId)
      if (queued !== undefined) return queued
      const copy = state.copies.byCommand(commandId)
      return copy === undefined ? null : ofCalendar(copy.calendarId)
    },
  }
}
