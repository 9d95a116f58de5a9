import type { QueueRow } from '@chroniton/shared/contract/views'
import type { Instant } from '@chroniton/shared/contract/ids'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import { endpoint, type Endpoint } from '../endpoint.ts'
import type { RestParts } from '../parts.ts'
import { Status } from '../schemas.ts'

const TAG = 'Queues'
const PAGE = 1000
const DAY_MS = 24 * 60 * 60 * 1000

const Counts = z.object({
  pending: z.int().meta({ description: 'Everything that is not settled.' }),
  sent: z.int(),
  delayed: z.int().meta({ description: 'The agent holds it and tries again by itself.' }),
  parked: z.int().meta({ description: 'Refused; it waits for a person.' }),
  oldest: z.string().nullable(),
})
type Counts = z.input<typeof Counts>

export function queueEndpoints({ hub, now, retentionDays }: RestParts): Endpoint[] {
  /** Every command that is not settled, by agent. */
  const counts = async (): Promise<Map<string, Counts>> => {
    const agents = new Map<string, Counts>()
    let cursor: string | null = null
    do {
      const page: { items: QueueRow[]; nextCursor: string | null } = await hub.admin.queue({
        agentId: null,
        limit: PAGE,
        cursor,
      })
      for (const row of page.items) count(agents, row)
      cursor = page.nextCursor
      await nextTurn()
    } while (cursor !== null)
    return agents
  }

  return [
    endpoint(TAG, 'GET /sync/queues/status', {
      summary: 'What waits for each agent',
      access: 'read',
      reply: z.object({ queues: z.record(z.string(), Counts), total_pending: z.int() }),
      async handle() {
        const queues = await counts()
        for (const { id } of await hub.admin.agents()) if (!queues.has(id)) queues.set(id, empty())
        const total = [...queues.values()].reduce((sum, { pending }) => sum + pending, 0)
        return { queues: Object.fromEntries(queues), total_pending: total }
      },
    }),
    endpoint(TAG, 'GET /sync/queues/stats', {
      summary: 'All queues together, and how much has happened lately',
      access: 'read',
      reply: Counts.extend({
        oldest_age_seconds: z.number().nullable(),
        changes_last_hour: z.int().meta({ description: 'Changes of events; at most 1000 are counted.' }),
      }),
      async handle() {
        const all = empty()
        for (const one of (await counts()).values()) {
          all.pending += one.pending
          all.sent += one.sent
          all.delayed += one.delayed
          all.parked += one.parked
          all.oldest = earlier(all.oldest, one.oldest)
        }
        const { items } = await hub.admin.history({ eventId: null, limit: PAGE, cursor: null })
        const since = now() - 60 * 60 * 1000
        return {
          ...all,
          oldest_age_seconds: all.oldest === null ? null : Math.max(0, (now() - Date.parse(all.oldest)) / 1000),
          changes_last_hour: items.filter(({ at }) => Date.parse(at) >= since).length,
        }
      },
    }),
    endpoint(TAG, 'POST /sync/queues/cleanup', {
      summary: 'Forgets updates of polling agents that were settled longer ago than is kept',
      access: 'configure',
      reply: Status.extend({ removed: z.int() }),
      async handle() {
        const before = new Date(now() - retentionDays * DAY_MS).toISOString() as Instant
        const removed = hub.older.trim(before)
        return { status: 'success', message: `${removed} settled updates are forgotten`, removed }
      },
    }),
  ]
}

function empty(): Counts {
  return { pending: 0, sent: 0, delayed: 0, parked: 0, oldest: null }
}

function count(agents: Map<string, Counts>, { agentId, state, queuedAt }: QueueRow): void {
  const counts = agents.get(agentId) ?? empty()
  counts.pending++
  if (state !== 'waiting') counts[state]++
  counts.oldest = earlier(counts.oldest, queuedAt)
  agents.set(agentId, counts)
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}
