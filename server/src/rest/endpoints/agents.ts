import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { AgentView } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { textOf } from '../../hub/older-agents/raw.ts'
import type { Introduction } from '../../hub/older-agents/older-agents.ts'
import { stateOfUpdate } from '../../hub/older-agents/verdicts.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { OlderAgentId } from '../older-agent-id.ts'
import type { RestParts } from '../parts.ts'
import { Flag, Status, wholeNumber } from '../schemas.ts'

const TAG = 'Agents'

const Registration = z
  .looseObject({
    id: OlderAgentId.optional(),
    name: z.string().min(1).max(200).optional(),
    environment: z.string().max(200).optional(),
    agent_type: z.string().max(200).optional(),
    interval_minutes: z.number().positive().max(100_000).optional(),
    timezone: z.string().max(255).optional().meta({ description: 'Whose clocks the agent’s naive times are.' }),
  })
  .meta({ id: 'Registration', description: 'What an agent says of itself; unknown members are tolerated.' })

const StoredAgent = z
  .object({
    id: z.string(),
    name: z.string(),
    environment: z.string(),
    agent_type: z.string(),
    interval_minutes: z.number().nullable(),
    timezone: z.string(),
    status: z.enum(['active', 'inactive']),
    last_seen: z.string().nullable(),
    event_count: z.int(),
  })
  .meta({ id: 'Agent' })

const ListedAgent = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['active', 'inactive']),
  last_seen: z.string().nullable(),
  environment: z.string(),
  event_count: z.int(),
  uptime: z.number().nullable().meta({ description: 'Seconds since it connected; null for one that polls.' }),
  last_heartbeat: z.string().nullable(),
})

export const statusOf = ({ online }: AgentView) => (online ? ('active' as const) : ('inactive' as const))

export function introductionOf(said: Record<string, unknown>): Introduction {
  const name = textOf(said, 'name')
  const environment = textOf(said, 'environment')?.slice(0, 200)
  const agentType = textOf(said, 'agent_type')?.slice(0, 200)
  const timeZone = textOf(said, 'timezone', 'time_zone')
  const minutes = said['interval_minutes']
  return {
    ...(name === null ? {} : { name: name.slice(0, 200) }),
    ...(environment === undefined ? {} : { environment }),
    ...(agentType === undefined ? {} : { agentType }),
    ...(timeZone === null ? {} : { timeZone }),
    ...(typeof minutes === 'number' && minutes > 0 ? { intervalMinutes: minutes } : {}),
  }
}

export function agentEndpoints({ hub, now }: RestParts): Endpoint[] {
  const views = () => hub.admin.agents()
  const viewOf = async (id: string): Promise<AgentView> => {
    const view = (await views()).find((agent) => agent.id === id)
    if (view === undefined) throw new CodedError('not-found', `there is no agent ${id}`)
    return view
  }
  const eventsOf = async (): Promise<Map<AgentId, number>> => {
    const counts = new Map<AgentId, number>()
    for (const { agentId, events } of await hub.admin.calendars()) {
      counts.set(agentId, (counts.get(agentId) ?? 0) + events)
    }
    return counts
  }
  const stored = async (view: AgentView): Promise<z.input<typeof StoredAgent>> => {
    const info = hub.older.rows.get(view.id)?.info
    return {
      id: view.id,
      name: view.name,
      environment: view.environment ?? '',
      agent_type: info?.agentType ?? '',
      interval_minutes: info?.intervalMinutes ?? null,
      timezone: hub.older.zoneOf(view.id),
      status: statusOf(view),
      last_seen: view.lastSeenAt,
      event_count: (await eventsOf()).get(view.id) ?? 0,
    }
  }
  const inactiveDays = ({ lastSeenAt }: AgentView) =>
    lastSeenAt === null ? Infinity : (now() - Date.parse(lastSeenAt)) / 86_400_000

  return [
    endpoint(TAG, 'POST /sync/agents', {
      summary: 'Makes an agent known, or changes what is known of it',
      access: 'registration',
      body: Registration,
      reply: StoredAgent,
      async handle({ body, agent }) {
        const { agentId, withoutCredential } = agent()
        await hub.older.register(agentId, introductionOf(body), withoutCredential)
        return stored(await viewOf(agentId))
      },
    }),
    endpoint(TAG, 'POST /sync/agents/register', {
      summary: 'Makes an agent known, as older agents ask for it',
      access: 'registration',
      body: Registration.required({ id: true }),
      status: 201,
      reply: Status.extend({ id: z.string() }),
      async handle({ body, agent }) {
        const { agentId, withoutCredential } = agent()
        await hub.older.register(agentId, introductionOf(body), withoutCredential)
        return { status: 'success', message: `agent ${agentId} is registered`, id: agentId }
      },
    }),
    endpoint(TAG, 'GET /sync/agents', {
      summary: 'Every agent',
      access: 'read',
      query: z.object({
        include_inactive: Flag.default(true),
        max_inactive_days: z.coerce.number().positive().optional(),
      }),
      reply: z.array(ListedAgent),
      async handle({ query }) {
        const counts = await eventsOf()
        return (await views())
          .filter((view) => query.include_inactive || view.online)
          .filter((view) => view.online || inactiveDays(view) <= (query.max_inactive_days ?? Infinity))
          .map((view) => ({
            id: view.id,
            name: view.name,
            status: statusOf(view),
            last_seen: view.lastSeenAt,
            environment: view.environment ?? '',
            event_count: counts.get(view.id) ?? 0,
            uptime: view.connectedAt === null ? null : Math.max(0, (now() - Date.parse(view.connectedAt)) / 1000),
            last_heartbeat: view.lastSeenAt,
          }))
      },
    }),
    endpoint(TAG, 'GET /sync/agents/status', {
      summary: 'Which agents are there',
      access: 'read',
      reply: z.object({
        total_agents: z.int(),
        active_agents: z.int(),
        inactive_agents: z.int(),
        agent_status: z.record(
          z.string(),
          z.object({ name: z.string(), status: z.string(), last_check_in: z.string().nullable() }),
        ),
      }),
      async handle() {
        const all = await views()
        const active = all.filter(({ online }) => online).length
        return {
          total_agents: all.length,
          active_agents: active,
          inactive_agents: all.length - active,
          agent_status: Object.fromEntries(
            all.map((view) => [view.id, { name: view.name, status: statusOf(view), last_check_in: view.lastSeenAt }]),
          ),
        }
      },
    }),
    endpoint(TAG, 'POST /sync/agents/cleanup', {
      summary: 'Removes agents that have not been there for long; with dry_run it only names them',
      access: 'configure',
      query: z.object({
        max_inactive_days: z.coerce.number().positive().max(36_500).default(30),
        dry_run: Flag.default(true),
      }),
      reply: Status.extend({ agents: z.array(z.string()) }),
      async handle({ query, person }) {
        const idle = (await views()).filter((view) => !view.online && inactiveDays(view) > query.max_inactive_days)
        if (!query.dry_run) {
          for (const { id } of idle) await hub.admin.decide(person(), { kind: 'agent-remove', agentId: id })
        }
        const done = query.dry_run ? 'would be removed' : 'removed'
        return { status: 'success', message: `${idle.length} agents ${done}`, agents: idle.map(({ id }) => id) }
      },
    }),
    endpoint(TAG, 'GET /sync/agents/{id}/status', {
      summary: 'One agent with its calendars',
      access: 'agent-or-read',
      params: z.object({ id: OlderAgentId }),
      reply: StoredAgent.extend({
        pending_updates: z.int(),
        calendars: z.array(
          z.object({ calendar_id: z.string(), name: z.string(), provider: z.string(), events: z.int() }),
        ),
      }),
      async handle({ params }) {
        const view = await viewOf(params.id)
        const calendars = (await hub.admin.calendars()).filter(({ agentId }) => agentId === view.id)
        return {
          ...(await stored(view)),
          pending_updates: view.pendingCommands,
          calendars: calendars.map(({ id, metadata, provider, events }) => ({
            calendar_id: id,
            name: metadata.name,
            provider,
            events,
          })),
        }
      },
    }),
    endpoint(TAG, 'GET /sync/agents/{id}/history', {
      summary: 'What a polling agent was told and what became of it, newest first',
      access: 'read',
      params: z.object({ id: OlderAgentId }),
      query: z.object({ limit: wholeNumber(1, 1000, 100), offset: wholeNumber(0, 1_000_000_000, 0) }),
      reply: z.object({
        agent_id: z.string(),
        updates: z.array(
          z.object({
            id: z.string(),
            type: z.string(),
            state: z.enum(['told', 'confirmed', 'applied', 'refused', 'dropped']).meta({
              description: 'confirmed: the agent says it has processed it, which no list has shown yet.',
            }),
            told_at: z.string(),
            confirmed_at: z.string().nullable(),
            settled_at: z.string().nullable(),
          }),
        ),
        count: z.int(),
      }),
      async handle({ params, query }) {
        const { id } = await viewOf(params.id)
        const updates = hub.older.history(id, query.limit, query.offset).map((told) => ({
          id: told.commandId,
          type: told.body?.type ?? told.command.kind,
          state: stateOfUpdate(told),
          told_at: told.toldAt,
          confirmed_at: told.confirmedAt,
          settled_at: told.settledAt,
        }))
        return { agent_id: id, updates, count: updates.length }
      },
    }),
    endpoint(TAG, 'DELETE /sync/agents/{id}', {
      summary: 'Removes an agent; nothing is deleted in any calendar',
      access: 'configure',
      params: z.object({ id: OlderAgentId }),
      query: z.object({ force: Flag.default(false) }),
      reply: Status,
      async handle({ params, query, person }) {
        const view = await viewOf(params.id)
        if (view.online && !query.force) {
          throw new CodedError('conflict', `agent ${view.id} is active; force=true removes it all the same`)
        }
        await hub.admin.decide(person(), { kind: 'agent-remove', agentId: view.id })
        return { status: 'success', message: `agent ${view.id} is removed` }
      },
    }),
  ]
}
