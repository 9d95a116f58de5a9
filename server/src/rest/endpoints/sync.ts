import { CodedError } from '@chroniton/shared/contract/errors'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { AgentView } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { failureText } from '../failure-text.ts'
import type { RestParts } from '../parts.ts'
import { roundTrip, RoundTrip } from '../round-trip.ts'
import { wholeNumber } from '../schemas.ts'
import { olderProvider } from '../../hub/older-agents/older-provider.ts'
import { until } from '../settled.ts'

const TAG = 'Events and sync'
const PATIENCE_MS = 30_000

const RunReply = z.object({
  status: z.enum(['success', 'partial', 'no_data', 'error']),
  sources_synced: z.int(),
  events_synced: z.int(),
  errors: z.array(z.string()),
  start_time: z.string(),
  end_time: z.string(),
})

export function syncEndpoints(parts: RestParts): Endpoint[] {
  const { hub, now } = parts
  const instant = () => new Date(now()).toISOString()

  const run = async (
    person: PersonSession,
    sourceId: string | null,
    signal: AbortSignal,
  ): Promise<z.input<typeof RunReply>> => {
    const start = instant()
    const calendars = (await hub.admin.calendars()).filter(
      (calendar) => sourceId === null || calendar.sourceId === sourceId || calendar.agentId === sourceId,
    )
    if (sourceId !== null && calendars.length === 0) {
      throw new CodedError('not-found', `no agent shows a calendar of a source "${sourceId}"`)
    }
    const agents = (await hub.admin.agents()).filter(({ id }) => calendars.some(({ agentId }) => agentId === id))
    const errors: string[] = []
    const asked: AgentView[] = []
    for (const agent of agents) {
      const why = whyNotAsked(agent)
      if (why !== null) {
        errors.push(`${agent.id}: ${why}`)
        continue
      }
      try {
        await hub.admin.decide(person, { kind: 'list-again', agentId: agent.id, calendarId: null, full: false })
        asked.push(agent)
      } catch (error) {
        errors.push(`${agent.id}: ${failureText(error)}`)
      }
    }
    const left = await until(
      parts,
      async () => {
        const waiting = await listing(asked.map(({ id }) => id))
        return waiting.length === 0 ? waiting : null
      },
      PATIENCE_MS,
      signal,
    )
    const late = left ?? (await listing(asked.map(({ id }) => id)))
    errors.push(...late.map((id) => `${id}: it has not listed its calendars within ${PATIENCE_MS / 1000} seconds`))
    const done = asked.filter(({ id }) => !late.includes(id))
    const synced = (await hub.admin.calendars()).filter(({ agentId }) => done.some(({ id }) => id === agentId))
    const status =
      agents.length === 0 ? 'no_data' : errors.length === 0 ? 'success' : done.length > 0 ? 'partial' : 'error'
    return {
      status,
      sources_synced: new Set(synced.map((calendar) => `${calendar.agentId}\n${calendar.sourceId}`)).size,
      events_synced: synced.reduce((sum, { events }) => sum + events, 0),
      errors,
      start_time: start,
      end_time: instant(),
    }
  }

  /** The agents that have not answered yet. */
  const listing = async (agentIds: AgentId[]): Promise<AgentId[]> => {
    const waiting: AgentId[] = []
    for (const agentId of agentIds) {
      const { items } = await hub.admin.queue({ agentId, limit: 1000, cursor: null })
      if (items.some(({ kind }) => kind === 'list-again')) waiting.push(agentId)
    }
    return waiting
  }

  return [
    endpoint(TAG, 'POST /sync/run', {
      summary: 'Has every agent list its calendars now, and waits for it',
      access: 'operate',
      reply: RunReply,
      handle: ({ person, signal }) => run(person(), null, signal),
    }),
    endpoint(TAG, 'POST /sync/run/{source_id}', {
      summary: 'Has the agents of one source list their calendars now, and waits for it',
      access: 'operate',
      params: z.object({ source_id: z.string().min(1).max(1024) }),
      reply: RunReply,
      handle: ({ params, person, signal }) => run(person(), params.source_id, signal),
    }),
    endpoint(TAG, 'POST /sync/test/end-to-end', {
      summary: 'Writes a marked event into the destination through its agent, reads it back and removes it again',
      access: 'operate',
      reply: RoundTrip,
      handle: ({ person, signal }) => roundTrip(parts, person(), signal),
    }),
    endpoint(TAG, 'GET /sync/stats', {
      summary: 'How much there is',
      access: 'read',
      reply: z.object({
        total_events: z.int(),
        total_agents: z.int(),
        active_agents: z.int(),
        events_by_agent: z.record(z.string(), z.int()),
        events_by_provider: z.record(z.string(), z.int()),
        last_updated: z.string().nullable(),
      }),
      async handle() {
        const agents = await hub.admin.agents()
        const calendars = await hub.admin.calendars()
        const byAgent: Record<string, number> = {}
        const byProvider: Record<string, number> = {}
        for (const { agentId, provider, events } of calendars) {
          const name = olderProvider(provider)
          byAgent[agentId] = (byAgent[agentId] ?? 0) + events
          byProvider[name] = (byProvider[name] ?? 0) + events
        }
        const changes = calendars.flatMap(({ lastChangeAt }) => lastChangeAt ?? []).toSorted()
        return {
          total_events: hub.listedEvents.count(null),
          total_agents: agents.length,
          active_agents: agents.filter(({ online }) => online).length,
          events_by_agent: byAgent,
          events_by_provider: byProvider,
          last_updated: changes.at(-1) ?? null,
        }
      },
    }),
    endpoint(TAG, 'GET /sync/activity/recent', {
      summary: 'The last changes of events, newest first',
      access: 'read',
      query: z.object({ limit: wholeNumber(1, 1000, 50) }),
      reply: z.object({
        activities: z.array(
          z.object({
            id: z.string(),
            type: z.enum(['created', 'changed', 'deleted', 'restored']),
            timestamp: z.string(),
            event_id: z.string(),
            title: z.string(),
            by: z.string(),
            message: z.string(),
          }),
        ),
        count: z.int(),
      }),
      async handle({ query }) {
        const { items } = await hub.admin.history({ eventId: null, limit: query.limit, cursor: null })
        const activities = items.map(({ id, what, at, eventId, title, by }) => ({
          id,
          type: what,
          timestamp: at,
          event_id: eventId,
          title,
          by: by.name,
          message: `"${title}" was ${what} in ${by.name}`,
        }))
        return { activities, count: activities.length }
      },
    }),
  ]
}

function whyNotAsked({ online, speaks }: AgentView): string | null {
  if (speaks === 'rest') return 'it polls, and tells its events when it does'
  return online ? null : 'it is not connected'
}
