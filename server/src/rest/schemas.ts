import { z } from 'zod'

/** Shapes that several endpoints share. Scripts may send more than is named here; nothing is made of it. */

export const Id = z.object({ id: z.string().min(1).max(1024) })

export const Status = z.object({ status: z.string(), message: z.string() })

const flag = z.enum(['true', 'false', '1', '0', '']).transform((text) => text === 'true' || text === '1' || text === '')

/** `?name`, `?name=true` or `?name=false`. */
export const Flag = flag

export const wholeNumber = (min: number, max: number, standard: number) =>
  z.coerce.number().int().min(min).max(max).default(standard)

export const Moment = z
  .string()
  .min(1)
  .max(100)
  .meta({ description: 'A date, a time, or a time with an offset; without one it is the hub’s own time.' })

export const OlderEventShape = z
  .object({
    id: z.string(),
    uid: z.string(),
    provider: z.string(),
    provider_id: z.string(),
    title: z.string(),
    description: z.string(),
    location: z.string(),
    organizer: z.object({ name: z.string().optional(), email: z.string().optional() }),
    participants: z.array(z.object({ name: z.string(), email: z.string(), response_status: z.string() })),
    start_time: z.string(),
    end_time: z.string(),
    all_day: z.boolean(),
    recurring: z.boolean(),
    recurrence_pattern: z.string().nullable(),
    calendar_id: z.string(),
    calendar_name: z.string(),
    private: z.boolean(),
    status: z.string(),
    created_at: z.string().nullable(),
    updated_at: z.string().nullable(),
    source_agent: z.string(),
  })
  .meta({ id: 'Event', description: 'An event in the shape of older agents. Naive times are the hub’s own.' })

export const Update = z
  .object({
    id: z.string(),
    type: z.enum(['calendar_metadata', 'sync_config', 'event_update', 'calendar_create', 'calendar_delete']),
    timestamp: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Update', description: 'Something that an older agent is to do.' })

export const SyncResult = z.object({
  agents_processed: z.int(),
  events_synced: z.int(),
  errors: z.array(z.string()),
})

export const Queued = z.object({
  status: z.string(),
  agents_targeted: z.int(),
  updates_queued: z.int(),
  errors: z.array(z.string()),
})
