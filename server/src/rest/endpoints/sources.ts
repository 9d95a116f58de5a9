import { CodedError } from '@chroniton/shared/contract/errors'
import { SourceId } from '@chroniton/shared/contract/ids'
import { type SourceChange, SourceInput, type SourceView } from '@chroniton/shared/contract/source'
import { z } from 'zod'
import { endpoint, type Endpoint } from '../endpoint.ts'
import type { RestParts } from '../parts.ts'
import { Status } from '../schemas.ts'

const TAG = 'Sources'

const Direction = z.enum(['read_only', 'write_only', 'bidirectional'])
const Frequency = z.enum(['real_time', 'hourly', 'daily', 'manual'])

const fields = z.record(z.string().max(100), z.union([z.string().max(10_000), z.boolean(), z.number()]))

const Changes = z.looseObject({
  name: z.string().trim().min(1).max(200).optional(),
  provider_type: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'caldav, icloud, nextcloud, fastmail, sogo, ics, ics-file or vdir.' }),
  connection_info: fields.optional().meta({ description: 'Such as server_url and username, or url, or path.' }),
  credentials: fields.nullish().meta({ description: 'Such as password; kept encrypted and never shown again.' }),
  sync_direction: Direction.optional(),
  sync_frequency: Frequency.optional(),
  sync_method: z.enum(['api', 'agent', 'file']).optional(),
  calendars: z.array(z.string().max(1000)).max(1000).optional(),
  enabled: z.boolean().optional(),
})
const Given = Changes.required({ name: true, provider_type: true })

const Stored = z
  .object({
    id: z.string(),
    name: z.string(),
    provider_type: z.string(),
    connection_info: z.record(z.string(), z.union([z.string(), z.boolean()])),
    credentials_set: z.array(z.string()),
    sync_direction: Direction,
    sync_frequency: Frequency,
    sync_method: z.enum(['api', 'agent', 'file']),
    calendars: z.array(z.string()),
    enabled: z.boolean(),
  })
  .meta({ id: 'Source', description: 'A source that the hub’s own agent reads.' })

const Named = z.object({ id: SourceId })

export function sourceEndpoints({ hub }: RestParts): Endpoint[] {
  return [
    endpoint(TAG, 'GET /sync/sources', {
      summary: 'The sources that the hub’s own agent reads',
      access: 'read',
      reply: z.array(Stored),
      handle: async () => (await hub.sources.list()).map(storedSource),
    }),
    endpoint(TAG, 'POST /sync/sources', {
      summary: 'Adds a source; its calendars appear by themselves',
      access: 'configure',
      body: Given,
      status: 201,
      reply: Stored,
      async handle({ body, person }) {
        const source = SourceInput.parse({ ...changesOf(body), kind: kindOf(body.provider_type) })
        return storedSource(await hub.sources.add(person(), source))
      },
    }),
    endpoint(TAG, 'PUT /sync/sources/{id}', {
      summary: 'Changes a source; what is left out stays, also what is secret',
      access: 'configure',
      params: Named,
      body: Changes,
      reply: Stored,
      async handle({ params, body, person }) {
        const sources = hub.sources
        const known = (await sources.list()).find(({ sourceId }) => sourceId === params.id)
        if (known === undefined) throw new CodedError('not-found', `there is no source ${params.id}`)
        if (body.provider_type !== undefined && kindOf(body.provider_type) !== known.kind) {
          throw new CodedError('invalid-input', 'body.provider_type: a source keeps its kind; add another one instead')
        }
        return storedSource(await sources.change(person(), { sourceId: params.id, source: changesOf(body) }))
      },
    }),
    endpoint(TAG, 'DELETE /sync/sources/{id}', {
      summary: 'Removes a source; nothing is deleted in its calendars',
      access: 'configure',
      params: Named,
      reply: Status,
      async handle({ params, person }) {
        await hub.sources.remove(person(), params.id)
        return { status: 'success', message: `source ${params.id} is removed` }
      },
    }),
  ]
}

/** The original's names for what a form asks for. */
const FIELDS = new Map([
  ['server_url', 'url'],
  ['calendar_url', 'url'],
  ['file_path', 'path'],
])

const MINUTES = { real_time: null, hourly: 60, daily: 1440, manual: 1440 } as const

function changesOf(body: z.infer<typeof Changes>): SourceChange['source'] {
  const { name, connection_info: info, credentials, sync_direction: direction, sync_frequency: frequency } = body
  const given = Object.entries({ ...info, ...credentials })
  const fields = Object.fromEntries(
    given.map(([field, value]) => [FIELDS.get(field) ?? field, typeof value === 'number' ? String(value) : value]),
  )
  return {
    ...(name === undefined ? {} : { name }),
    ...(info === undefined && credentials === undefined ? {} : { fields }),
    ...(direction === undefined ? {} : { direction }),
    ...(frequency === undefined ? {} : { syncIntervalMinutes: MINUTES[frequency] }),
    ...(body.calendars === undefined ? {} : { calendars: body.calendars }),
    ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
  }
}

const KINDS = new Map([
  ['apple', 'icloud'],
  ['ical', 'ics'],
  ['ical_url', 'ics'],
])

function kindOf(provider: string): string {
  const name = provider.trim().toLowerCase()
  return KINDS.get(name) ?? name
}

function storedSource(view: SourceView): z.input<typeof Stored> {
  const { sourceId, name, kind, fields, secrets, direction, syncIntervalMinutes, calendars, enabled } = view
  return {
    id: sourceId,
    name,
    provider_type: kind,
    connection_info: fields,
    credentials_set: secrets,
    sync_direction: direction,
    sync_frequency: syncIntervalMinutes === null ? 'real_time' : syncIntervalMinutes <= 60 ? 'hourly' : 'daily',
    sync_method: view.provider === 'vdir' || kind === 'ics-file' ? 'file' : 'api',
    calendars,
    enabled,
  }
}
