import { CodedError } from '@chroniton/shared/contract/errors'
import { SourceId } from '@chroniton/shared/contract/ids'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { olderProvider } from '../../hub/older-agents/older-provider.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { calendarsNamed, one, readChanges, readMetadata } from '../older-changes.ts'
import type { RestParts } from '../parts.ts'
import { Status } from '../schemas.ts'

const TAG = 'Calendars'

const CalendarShape = z
  .object({
    id: z.string(),
    name: z.string(),
    color: z.string().nullable(),
    description: z.string().nullable(),
    provider: z.string(),
    agent_id: z.string(),
    account: z.string(),
    events: z.int(),
    is_destination: z.boolean(),
    sync_status: z.enum(['ok', 'pending', 'error', 'gone']),
    problem: z.string().nullable(),
    last_change: z.string().nullable(),
  })
  .meta({ id: 'Calendar' })

const ByProvider = z.object({ provider: z.string().max(100).optional() })
const Named = z.object({ calendar_id: z.string().min(1).max(1024) })
const Changes = z.looseObject({
  name: z.string().optional(),
  color: z.string().nullish(),
  description: z.string().nullish(),
})

export function calendarEndpoints(parts: RestParts): Endpoint[] {
  const { hub } = parts
  const find = async (id: string, provider: string | undefined) =>
    one(await calendarsNamed(parts, id, provider ?? null), id)

  return [
    endpoint(TAG, 'GET /calendars', {
      summary: 'Every calendar, by provider',
      access: 'read',
      reply: z.object({ calendars: z.record(z.string(), z.array(CalendarShape)), total_calendars: z.int() }),
      async handle() {
        const all = await hub.admin.calendars()
        const calendars: Record<string, z.input<typeof CalendarShape>[]> = {}
        for (const calendar of all) {
          const shown = calendarShape(calendar)
          ;(calendars[shown.provider] ??= []).push(shown)
        }
        return { calendars, total_calendars: all.length }
      },
    }),
    endpoint(TAG, 'PUT /calendars/{calendar_id}', {
      summary: 'Changes the name, colour or description of a calendar',
      access: 'operate',
      params: Named,
      query: ByProvider,
      body: Changes,
      reply: z.object({
        status: z.string(),
        calendar: CalendarShape,
        queued: z.record(z.string(), z.unknown()),
        notes: z.array(z.string()),
      }),
      async handle({ params, query, body, person }) {
        const calendar = await find(params.calendar_id, query.provider)
        const changes = readChanges(body)
        const { notes } = await hub.admin.decide(person(), {
          kind: 'calendar-change',
          calendarId: calendar.id,
          changes,
        })
        const after = await find(calendar.id, undefined)
        return { status: 'success', calendar: calendarShape(after), queued: after.pendingMetadata ?? {}, notes }
      },
    }),
    endpoint(TAG, 'POST /calendars', {
      summary: 'Has an agent make a calendar; it appears when the agent has made it',
      access: 'configure',
      query: ByProvider,
      body: Changes.extend({ name: z.string().min(1).max(1000), agent_id: z.string().max(200).optional() }),
      reply: z.object({
        status: z.literal('pending'),
        message: z.string(),
        calendar: z.object({ name: z.string(), provider: z.string(), agent_id: z.string() }),
      }),
      async handle({ query, body, person }) {
        const { agentId, sourceId, provider } = await placeFor(query.provider, body.agent_id)
        const metadata = readMetadata({ name: body.name, color: body.color, description: body.description })
        await hub.admin.decide(person(), { kind: 'calendar-create', agentId, sourceId, metadata })
        return {
          status: 'pending' as const,
          message: `agent ${agentId} was asked to make the calendar`,
          calendar: { name: metadata.name, provider: olderProvider(provider), agent_id: agentId },
        }
      },
    }),
    endpoint(TAG, 'DELETE /calendars/{calendar_id}', {
      summary: 'Has an agent delete a calendar, with all that is in it',
      access: 'configure',
      params: Named,
      query: ByProvider,
      reply: Status,
      async handle({ params, query, person }) {
        const { id, agentId } = await find(params.calendar_id, query.provider)
        await hub.admin.decide(person(), { kind: 'calendar-delete', calendarId: id })
        return { status: 'pending', message: `agent ${agentId} was asked to delete the calendar` }
      },
    }),
  ]

  /** Where a calendar of this provider can be made. Errors: `not-found`, `conflict` where there are several places. */
  async function placeFor(provider: string | undefined, agentId: string | undefined) {
    const wanted = provider?.toLowerCase().replaceAll('_', '-')
    const known = (await hub.admin.calendars()).filter(
      (calendar) =>
        (wanted === undefined || calendar.provider === wanted || calendar.sourceId === wanted) &&
        (agentId === undefined || calendar.agentId === agentId),
    )
    const places = new Map(known.map((calendar) => [`${calendar.agentId}\n${calendar.sourceId}`, calendar]))
    const [place] = places.values()
    if (place === undefined) {
      throw new CodedError('not-found', `no agent shows a calendar of the provider "${provider ?? 'any'}"`)
    }
    if (places.size > 1) {
      const agents = [...new Set([...places.values()].map((calendar) => calendar.agentId))].join(', ')
      throw new CodedError('conflict', `there are several places for it: name provider and agent_id (${agents})`)
    }
    return { agentId: place.agentId, sourceId: SourceId.parse(place.sourceId), provider: place.provider }
  }
}

function calendarShape(calendar: CalendarView): z.input<typeof CalendarShape> {
  const { problem, pendingMetadata, gone } = calendar
  return {
    id: calendar.id,
    name: calendar.metadata.name,
    color: calendar.metadata.color,
    description: calendar.metadata.description,
    provider: olderProvider(calendar.provider),
    agent_id: calendar.agentId,
    account: calendar.account,
    events: calendar.events,
    is_destination: calendar.isDestination,
    sync_status: gone ? 'gone' : problem !== null ? 'error' : pendingMetadata !== null ? 'pending' : 'ok',
    problem: problem === null ? null : problem.detail,
    last_change: calendar.lastChangeAt,
  }
}
