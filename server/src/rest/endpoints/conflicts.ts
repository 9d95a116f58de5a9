import { CodedError } from '@chroniton/shared/contract/errors'
import { type CalendarId, ConflictId } from '@chroniton/shared/contract/ids'
import type { ConflictView } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { endpoint, type Endpoint } from '../endpoint.ts'
import type { RestParts } from '../parts.ts'
import { wholeNumber } from '../schemas.ts'

const TAG = 'Conflicts'

const Side = z.object({
  calendar_id: z.string().nullable(),
  name: z.string(),
  value: z.unknown(),
  deleted: z.boolean(),
  at: z.string(),
})

const Conflict = z
  .object({
    id: z.string(),
    event_id: z.string(),
    title: z.string(),
    path: z.string().meta({ description: 'In the event; empty for an edit against a deletion.' }),
    base: z.unknown(),
    current: Side.meta({ description: 'What stands now.' }),
    other: Side.meta({ description: 'What lost, or waits.' }),
    strategy: z.string(),
    at: z.string(),
    state: z.enum(['open', 'decided']),
    decided_by: z.string().nullable(),
  })
  .meta({ id: 'Conflict' })

const Resolution = z.enum(['source_wins', 'destination_wins', 'latest_wins'])

export function conflictEndpoints({ hub }: RestParts): Endpoint[] {
  return [
    endpoint(TAG, 'GET /sync/conflicts/recent', {
      summary: 'Conflicts, open and decided, newest first',
      access: 'read',
      query: z.object({ limit: wholeNumber(1, 1000, 50), state: z.enum(['open', 'decided', 'all']).default('all') }),
      reply: z.object({ conflicts: z.array(Conflict), count: z.int() }),
      async handle({ query }) {
        const { items } = await hub.admin.conflicts({ ...query, cursor: null })
        return { conflicts: items.map(conflictShape), count: items.length }
      },
    }),
    endpoint(TAG, 'POST /sync/conflicts/{id}/resolve', {
      summary: 'Decides a conflict',
      access: 'operate',
      params: z.object({ id: ConflictId }),
      body: z.looseObject({ resolution: Resolution }),
      reply: Conflict,
      async handle({ params, body, person }) {
        const conflict = await hub.admin.conflict(params.id)
        const resolution = { choose: await choiceFor(conflict, body.resolution) }
        await hub.admin.decide(person(), { kind: 'conflict-resolve', conflictId: conflict.id, resolution })
        return conflictShape(await hub.admin.conflict(conflict.id))
      },
    }),
  ]

  /** Errors: `conflict` where neither side is the other's source. */
  async function choiceFor(
    { current, other }: ConflictView,
    resolution: z.infer<typeof Resolution>,
  ): Promise<'current' | 'other' | 'latest'> {
    if (resolution === 'latest_wins') return 'latest'
    const source = await sourceOf(current.calendarId, other.calendarId)
    if (source === null) {
      const detail = 'no route leads from one of the two sides to the other: use latest_wins, or decide in the admin'
      throw new CodedError('conflict', detail)
    }
    return (source === current.calendarId) === (resolution === 'source_wins') ? 'current' : 'other'
  }

  /** Which of two calendars a route leads from to the other. */
  async function sourceOf(a: CalendarId | null, b: CalendarId | null): Promise<CalendarId | null> {
    const pair = [a, b]
    const routes = await hub.admin.routes()
    const joining = routes.find(({ from, to }) => pair.includes(from) && pair.includes(to))
    if (joining !== undefined) return joining.from
    // A decision of a person in the hub has no calendar: then the calendar's own side of its routes counts.
    const [known] = pair.filter((id) => id !== null)
    if (known === undefined || (a !== null && b !== null)) return null
    return routes.some(({ from }) => from === known) ? known : null
  }
}

function conflictShape(conflict: ConflictView): z.input<typeof Conflict> {
  const side = ({ calendarId, name, value, deleted, at }: ConflictView['current']) => ({
    calendar_id: calendarId,
    name,
    value,
    deleted,
    at,
  })
  return {
    id: conflict.id,
    event_id: conflict.eventId,
    title: conflict.title,
    path: conflict.path,
    base: conflict.base,
    current: side(conflict.current),
    other: side(conflict.other),
    strategy: conflict.strategy,
    at: conflict.at,
    state: conflict.state,
    decided_by: conflict.decidedBy,
  }
}
