import type { AdminApi } from '@chroniton/shared/contract/hub'
import type { Instant } from '@chroniton/shared/contract/ids'
import { noteTrace } from '../observe/request-traces.ts'
import { doer } from '../audit/audit.ts'
import { audited } from './audited.ts'
import { agentIdFor } from './agent-names.ts'
import type { HubParts } from './parts.ts'
import { agentViews } from './views/agents.ts'
import { calendarViews } from './views/calendars.ts'
import { conflictPage, oneConflict } from './views/conflicts.ts'
import { oneEvent } from './views/event.ts'
import { eventPage } from './views/events.ts'
import { historyPage } from './views/history.ts'
import { holdViews } from './views/holds.ts'
import type { LastChanges } from './views/last-changes.ts'
import { occurrencesWithin } from './views/occurrences.ts'
import { problemViews } from './views/problems.ts'
import { queuePage } from './views/queue.ts'
import { routeViews } from './views/routes.ts'

/** What the hub does for people and their scripts. */
export function adminApi(parts: HubParts, lastChanges: LastChanges): AdminApi {
  const { clock, gate, live, log, sources, spans, state } = parts
  return {
    overview: async () => live.overview(),
    agents: async () => agentViews(sources),

    async createJoinToken(session, { agentName, expiresInMinutes }) {
      const agentId = agentIdFor(agentName, state.agents.all(), gate.agents.promised())
      const expiresAt = new Date(Date.parse(clock.now()) + expiresInMinutes * 60_000).toISOString() as Instant
      const token = gate.agents.createJoinToken({ agentId, agentName }, expiresAt)
      const detail = `${agentName}, until ${expiresAt}`
      gate.audit.record({ ...doer(session), action: 'agent-token', object: agentId, ok: true, detail })
      return { token, agentName, expiresAt }
    },

    calendars: async () => calendarViews(sources, lastChanges),
    routes: async () => routeViews(sources),
    events: (query) => eventPage(sources, spans, query),
    occurrences: (query) => occurrencesWithin(sources, spans, query),
    event: async (eventId) => oneEvent(sources, eventId),
    conflicts: async (query) => conflictPage(sources, query),
    conflict: async (conflictId) => oneConflict(sources, conflictId),
    holds: async () => holdViews(sources),
    problems: async () => problemViews(sources),
    queue: async (query) => queuePage(sources, query),
    history: async (query) => historyPage(sources, query),

    decide: (session, decision) =>
      audited(gate.audit, session, decision, async () => {
        // What an agent was told to be taken, a decision may speak of.
        await parts.reached(await log.head())
        parts.check(state, decision)
        const position = await log.append({ kind: 'decision', by: session.name, decision })
        // Everything it leads to can be found by the seed of its entry.
        const trace = (await log.seedOf(position)) ?? ''
        noteTrace(trace)
        return { position, trace, notes: await parts.notesOf(position) }
      }),

    live: (session, after, signal) => live.watch(after, session.connection, signal),
  }
}
