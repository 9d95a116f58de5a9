import { CodedError } from '@chroniton/shared/contract/errors'
import { CommandId } from '@chroniton/shared/contract/ids'
import { z } from 'zod'
import { isRaw, textOf } from '../../hub/older-agents/raw.ts'
import type { TakenList } from '../../hub/older-agents/survey.ts'
import { readBytes } from '../body.ts'
import { type CallingAgent, endpoint, type Endpoint } from '../endpoint.ts'
import { ListScanner } from '../../hub/older-agents/list-scanner.ts'
import { OlderAgentId } from '../older-agent-id.ts'
import { changesFor } from '../older-changes.ts'
import type { RestParts } from '../parts.ts'
import { Status, SyncResult, Update } from '../schemas.ts'
import { introductionOf } from './agents.ts'

const TAG = 'Agents'

const Heartbeat = z
  .looseObject({
    timestamp: z.string().optional(),
    status: z.string().optional(),
    environment: z.string().optional(),
    timezone: z.string().optional(),
    events: z
      .array(z.looseObject({ id: z.string() }))
      .optional()
      .meta({
        description:
          'The agent’s present view of each calendar that occurs in it. Absent or empty: nothing is said of any.',
      }),
  })
  .meta({ id: 'Heartbeat', description: 'Any object; up to 64 MiB, gzip is taken.' })

const OfAgent = z.object({ id: OlderAgentId })

export function pollingEndpoints(parts: RestParts): Endpoint[] {
  const { hub } = parts

  /** Errors: `not-found` where it must register first. */
  const admit = async (agent: CallingAgent): Promise<void> => {
    const { agentId, mayRegister, withoutCredential } = agent
    if (hub.older.isKnown(agentId)) return
    if (!mayRegister || hub.older.wasRemoved(agentId)) {
      throw new CodedError('not-found', `agent ${agentId} is not registered here: register it first`)
    }
    await hub.older.register(agentId, {}, withoutCredential)
  }
  const mustBeKnown = ({ agentId }: CallingAgent): void => {
    if (!hub.older.isKnown(agentId)) throw new CodedError('not-found', `there is no agent ${agentId}`)
  }

  return [
    endpoint(TAG, 'POST /sync/agents/{id}/heartbeat', {
      summary: 'An agent is there; it tells its events and learns what to do',
      access: 'agent',
      params: OfAgent,
      rawBody: Heartbeat,
      reply: Status.extend({ pending_updates: z.array(Update) }),
      async handle({ agent, context }) {
        const caller = agent()
        await admit(caller)
        const { agentId, withoutCredential } = caller
        const bytes = await readBytes(context)
        const body = ListScanner.ofMember(bytes.length === 0 ? Buffer.from('{}') : bytes, 'events')
        const taken = await hub.older.take(agentId, body)
        const said = isRaw(body.rest) ? body.rest : {}
        const status = textOf(said, 'status')?.slice(0, 100)
        const introduction = introductionOf({ environment: said['environment'], timezone: said['timezone'] })
        hub.older.sighted(agentId, { ...introduction, ...(status === undefined ? {} : { status }) }, withoutCredential)
        return {
          status: 'success',
          message: messageFor(taken),
          pending_updates: await hub.older.updates(agentId),
        }
      },
    }),
    endpoint(TAG, 'POST /sync/import/{agent_id}', {
      summary: 'The events of an agent as a bare list; the same as a heartbeat with these events',
      access: 'agent',
      params: z.object({ agent_id: OlderAgentId }),
      rawBody: z.array(z.looseObject({ id: z.string() })),
      reply: z.object({ status: z.string(), events_imported: z.int(), sync_result: SyncResult }),
      async handle({ agent, context }) {
        const caller = agent()
        await admit(caller)
        const body = ListScanner.ofList(await readBytes(context))
        const taken = await hub.older.take(caller.agentId, body)
        hub.older.sighted(caller.agentId, {}, caller.withoutCredential)
        const events = taken.events - taken.skipped
        const errors = taken.skipped === 0 ? [] : [messageFor(taken)]
        return {
          status: 'success',
          events_imported: events,
          sync_result: { agents_processed: 1, events_synced: events, errors },
        }
      },
    }),
    endpoint(TAG, 'GET /sync/agents/{id}/pending-updates', {
      summary: 'What the agent is to do, oldest first',
      access: 'agent',
      params: OfAgent,
      reply: z.object({ agent_id: z.string(), updates: z.array(Update), count: z.int() }),
      async handle({ agent }) {
        const caller = agent()
        mustBeKnown(caller)
        const updates = await hub.older.updates(caller.agentId)
        return { agent_id: caller.agentId, updates, count: updates.length }
      },
    }),
    endpoint(TAG, 'POST /sync/agents/{id}/updates/{update_id}/processed', {
      summary: 'The agent says that it has processed the update; the next list of events shows what became of it',
      access: 'agent',
      params: OfAgent.extend({ update_id: CommandId }),
      reply: z.object({ status: z.string(), agent_id: z.string(), update_id: z.string(), message: z.string() }),
      async handle({ agent, params }) {
        const { agentId } = agent()
        await hub.older.processed(agentId, params.update_id)
        return {
          status: 'success',
          agent_id: agentId,
          update_id: params.update_id,
          message: 'confirmed; the next list of events will show it',
        }
      },
    }),
    endpoint(TAG, 'POST /sync/agents/{id}/receive-updates', {
      summary: 'Has an agent do something: the update becomes a decision like any other',
      access: 'operate',
      params: OfAgent,
      body: Update.pick({ type: true, data: true }),
      reply: z.object({ status: z.string(), agent_id: z.string(), update_id: z.string(), message: z.string() }),
      async handle({ params, body, person }) {
        const agentId = params.id
        if (!hub.older.isKnown(agentId)) throw new CodedError('not-found', `there is no agent ${agentId}`)
        const { updateId, notes } = await changesFor(parts, person(), agentId, body)
        const message = notes.length === 0 ? 'queued' : notes.join('; ')
        return { status: 'success', agent_id: agentId, update_id: updateId, message }
      },
    }),
  ]
}

function messageFor({ events, skipped, changed }: TakenList): string {
  if (events === 0) return 'the agent is there; it told no events'
  const unknown = skipped === 0 ? '' : `; ${skipped} without an id, or with one that came twice, were left out`
  return `${events} events taken, ${changed} of them new or changed${unknown}`
}
