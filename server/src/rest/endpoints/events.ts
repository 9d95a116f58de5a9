import { CodedError } from '@chroniton/shared/contract/errors'
import { toInstant } from '@chroniton/shared/calendar/local-time'
import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import { z } from 'zod'
import { readOlderTime } from '../../hub/older-agents/older-time.ts'
import { olderProvider } from '../../hub/older-agents/older-provider.ts'
import { olderContent, olderPeople } from '../../hub/older-agents/write-event.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { OlderAgentId } from '../older-agent-id.ts'
import { olderShape } from '../older-shape.ts'
import type { RestParts } from '../parts.ts'
import { Moment, OlderEventShape, Status, wholeNumber } from '../schemas.ts'

const TAG = 'Events and sync'
const MOST_OCCURRENCES = 10_000

const Listed = z.object({
  events: z.array(OlderEventShape),
  total_events: z.int(),
  agents: z.array(z.string()),
  next_cursor: z.string().nullable(),
})

export function eventEndpoints({ hub, zone }: RestParts): Endpoint[] {
  const list = (route: string, summary: string) =>
    endpoint(TAG, route, {
      summary,
      access: 'read',
      query: z.object({
        agent_id: OlderAgentId.optional(),
        start: Moment.optional(),
        end: Moment.optional(),
        limit: wholeNumber(1, 10_000, 1000),
        cursor: z.string().max(500).optional(),
      }),
      reply: Listed,
      async handle({ query }) {
        const agentId = query.agent_id ?? null
        const { items, nextCursor } = await hub.listedEvents.page({
          agentId,
          from: moment('start', query.start, zone),
          to: moment('end', query.end, zone),
          limit: query.limit,
          cursor: query.cursor ?? null,
        })
        const events = items.map((item) => olderShape(item, zone))
        return {
          events,
          total_events: hub.listedEvents.count(agentId),
          agents: [...new Set(events.map(({ source_agent }) => source_agent))].filter((id) => id !== '').toSorted(),
          next_cursor: nextCursor,
        }
      },
    })

  return [
    list('GET /sync/events', 'Events in the shape of older agents, by their start; a series is one event'),
    list('GET /events', 'The same as /sync/events'),
    endpoint(TAG, 'GET /sync/events/fullcalendar', {
      summary: 'An event source for FullCalendar: what takes place in a time, series by their occurrences',
      access: 'read',
      query: z.object({ start: Moment, end: Moment, timeZone: z.string().max(255).optional() }),
      reply: z.array(
        z.object({
          id: z.string(),
          groupId: z.string(),
          title: z.string(),
          start: z.string(),
          end: z.string(),
          allDay: z.boolean(),
          backgroundColor: z.string(),
          borderColor: z.string(),
          extendedProps: z.object({
            description: z.string(),
            location: z.string(),
            provider: z.string(),
            calendar_name: z.string(),
            agent_name: z.string(),
            agent_id: z.string(),
            status: z.string(),
            organizer: z.object({ name: z.string().optional(), email: z.string().optional() }),
            participants: z.array(z.object({ name: z.string(), email: z.string(), response_status: z.string() })),
          }),
        }),
      ),
      async handle({ query }) {
        const from = moment('start', query.start, zone) ?? 0
        const to = moment('end', query.end, zone) ?? 0
        if (to <= from) throw new CodedError('invalid-input', 'query.end: it must be later than the start')
        const names = new Map((await hub.admin.agents()).map(({ id, name }) => [id, name]))
        const found = await hub.listedEvents.within(from, to, zone, MOST_OCCURRENCES)
        return found.flatMap(({ id, calendar, occurrences }) =>
          occurrences.map(({ event, recurrenceId, startsAt, endsAt }) => {
            const content = olderContent(event, zone)
            const color = event.color ?? calendar?.wanted.color ?? '#3788d8'
            const times = content.all_day
              ? { start: content.start_time.slice(0, 10), end: content.end_time.slice(0, 10) }
              : { start: new Date(startsAt).toISOString(), end: new Date(endsAt).toISOString() }
            return {
              id: `${id}/${recurrenceId}`,
              groupId: id,
              title: content.title,
              ...times,
              allDay: content.all_day,
              backgroundColor: color,
              borderColor: color,
              extendedProps: {
                description: content.description,
                location: content.location,
                provider: calendar === null ? '' : olderProvider(calendar.seen.provider),
                calendar_name: calendar?.wanted.name ?? '',
                agent_name: calendar === null ? '' : (names.get(calendar.agentId) ?? calendar.agentId),
                agent_id: calendar?.agentId ?? '',
                status: content.status,
                ...olderPeople(event),
              },
            }
          }),
        )
      },
    }),
    endpoint(TAG, 'DELETE /sync/events/{agent_id}', {
      summary: 'Forgets what an agent has told and asks it for everything anew; no calendar is touched',
      access: 'configure',
      params: z.object({ agent_id: OlderAgentId }),
      reply: Status,
      async handle({ params, person }) {
        const count = hub.listedEvents.count(params.agent_id)
        await hub.admin.decide(person(), { kind: 'agent-forget', agentId: params.agent_id })
        return { status: 'success', message: `${count} events of agent ${params.agent_id} are forgotten` }
      },
    }),
  ]
}

/** Milliseconds since 1970. A `+` that was not encoded arrives as a blank. */
export function moment(name: string, text: string | undefined, zone: TimeZoneId): number | null {
  if (text === undefined) return null
  const wall = readOlderTime(text.replace(/ (\d\d:?\d\d)$/, '+$1'), zone)
  if (wall === null) throw new CodedError('invalid-input', `query.${name}: "${text}" is neither a date nor a time`)
  return toInstant(wall, zone) * 1000
}
