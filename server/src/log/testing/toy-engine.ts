import type { Command } from '@chroniton/shared/contract/command'
import type { Entry } from '@chroniton/shared/contract/entry'
import type { AgentId, ChangeId, CommandId, EventId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import type { Effect, Outcome } from '../../engine/effect.ts'
import type { State } from '../../engine/state.ts'

/**
 * An engine as small as can be that writes every kind of row: each event seen becomes an event, a copy, a change and
 * a command for the agent `destination`; a receipt settles or parks. An event titled `poison` makes it throw.
 */
export function toyFold(state: State, entry: Entry): Outcome {
  const { body } = entry
  if (body.kind === 'decision') {
    if (body.decision.kind !== 'agent-add') return { effects: [], notes: [`${body.decision.kind} is not known here`] }
    state.agents.put({ id: body.decision.agentId, name: body.decision.name, removed: false, sequence: 0 })
    return { effects: [], notes: [] }
  }
  const agent = state.agents.get(body.agentId) ?? { id: body.agentId, name: body.agentId, removed: false, sequence: 0 }
  state.agents.put({ ...agent, sequence: body.sequence })
  return { effects: body.items.flatMap((item, index) => foldItem(state, entry, item, index)), notes: [] }
}

function foldItem(state: State, entry: Entry, item: ReportItem, index: number): Effect[] {
  switch (item.kind) {
    case 'event-seen': {
      if (item.event.title === 'poison') throw new Error('poison')
      const { calendarId, itemId, version, event, listingId, modifiedAt } = item
      const eventId = `${entry.seed}-${index}` as EventId
      const commandId = `${entry.seed}-${index}` as CommandId
      const by = { kind: 'calendar', calendarId } as const
      const createdAt = entry.acceptedAt
      state.events.put({ id: eventId, event, revision: 1, createdBy: by, createdAt, stamps: {}, deleted: null })
      state.copies.put({
        calendarId,
        eventId,
        role: 'original',
        marked: false,
        itemId,
        version,
        shadow: event,
        modifiedAt,
        agreedRevision: 1,
        owed: [],
        labels: [],
        outstanding: { commandId, kind: 'event-write', itemId: null, revision: 1, expectedVersion: null, patch: {} },
        parked: null,
        superseded: [],
        mismatches: 0,
        unwanted: false,
        listingId,
        unlisted: false,
        gone: null,
      })
      state.changes.put({
        id: commandId as string as ChangeId,
        eventId,
        position: entry.position,
        at: entry.acceptedAt,
        revision: 1,
        what: 'created',
        by,
        patch: {},
        inverse: {},
        undone: false,
      })
      const command: Command = {
        kind: 'event-write',
        commandId,
        calendarId,
        eventId,
        role: 'mirror',
        itemId: null,
        expectedVersion: null,
        patch: {},
        event,
      }
      return [{ kind: 'send', agentId: 'destination' as AgentId, command }]
    }
    case 'applied':
      return [{ kind: 'settle', commandId: item.commandId }]
    case 'refused':
      return [{ kind: 'park', commandId: item.commandId, code: item.code, detail: item.detail }]
    default:
      return []
  }
}
