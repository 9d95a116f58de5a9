import { mustHave } from '@chroniton/shared/contract/authorize'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { PersonSession } from '@chroniton/shared/contract/hub'
import { PERMISSION_FOR } from '@chroniton/shared/contract/permission'
import type { Destination } from '@chroniton/shared/contract/route'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { z } from 'zod'
import { Server, sourceOf } from '../caldav-server.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { calendarsNamed, one } from '../older-changes.ts'
import type { RestParts } from '../parts.ts'
import { until } from '../settled.ts'

const TAG = 'Configuration'
const PATIENCE_MS = 30_000

const Strategy = z.enum(['latest_wins', 'source_wins', 'destination_wins', 'manual'])
const ColorManagement = z.enum(['category', 'property', 'separate_calendar'])

const ChosenDestination = z.object({
  status: z.enum(['success', 'pending']),
  message: z.string(),
  destination: z.object({ calendar_id: z.string(), layout: z.string() }).nullable(),
})

const CheckReply = z.object({
  status: z.enum(['success', 'error']),
  message: z.string(),
  code: z.string().nullable(),
  calendars_found: z.int(),
})

/** Providers of the original that no path here leads to yet. */
const MISSING = new Map([
  ['google', 'Google'],
  ['microsoft', 'Microsoft 365'],
  ['outlook', 'Outlook'],
  ['exchange', 'Exchange'],
])

export function settingsEndpoints(parts: RestParts): Endpoint[] {
  const { hub } = parts

  const choose = async (
    person: PersonSession,
    calendar: CalendarView,
    asked: { color_management: z.infer<typeof ColorManagement>; conflict_resolution?: z.infer<typeof Strategy> },
  ) => {
    mustHave(person, PERMISSION_FOR['settings-change'])
    const destination = destinationFor(calendar, asked.color_management)
    const strategy = asked.conflict_resolution
    const changes = { destination, ...(strategy === undefined ? {} : { strategy }) }
    const { notes } = await hub.admin.decide(person, { kind: 'settings-change', changes })
    return {
      status: 'success' as const,
      message: ['the destination is chosen', ...notes].join('; '),
      destination: { calendar_id: calendar.id, layout: destination.layout },
    }
  }

  const chooseOnServer = async (
    person: PersonSession,
    server: z.infer<typeof Server>,
    signal: AbortSignal,
    asked: Parameters<typeof choose>[2],
  ) => {
    const { sourceId } = await hub.sources.add(person, sourceOf(server))
    const calendar = await until(
      parts,
      async () => {
        const calendars = (await hub.admin.calendars()).filter((one) => one.sourceId === sourceId && !one.gone)
        const named = calendars.find((one) => isMeant(one, server))
        return named ?? (server.calendar_url || server.calendar_name ? null : (calendars[0] ?? null))
      },
      PATIENCE_MS,
      signal,
    )
    if (calendar !== null) return choose(person, calendar, asked)
    const message = 'the account is kept as a source, but has not shown that calendar yet: choose it when it does'
    return { status: 'pending' as const, message, destination: null }
  }

  return [
    endpoint(TAG, 'GET /sync/config', {
      summary: 'How the hub is set up, without any secret',
      access: 'read',
      reply: z.object({
        settings: z.record(z.string(), z.string()).meta({ description: 'Variables of the hub that are no secret.' }),
        destination: z.unknown(),
        conflict_resolution: Strategy,
        edit_against_delete: z.string(),
        new_calendars: z.string(),
        deletion_guard: z.object({ window_minutes: z.number(), count: z.int(), share: z.number() }),
        sources: z.array(
          z.object({ id: z.string(), name: z.string(), provider_type: z.string(), enabled: z.boolean() }),
        ),
      }),
      async handle() {
        const { settings } = await hub.admin.overview()
        const { windowMinutes, count, share } = settings.deletionGuard
        const sources = await hub.sources.list()
        return {
          settings: parts.settings(),
          destination: settings.destination,
          conflict_resolution: settings.strategy,
          edit_against_delete: settings.editAgainstDelete,
          new_calendars: settings.newCalendars,
          deletion_guard: { window_minutes: windowMinutes, count, share },
          sources: sources.map(({ sourceId, name, kind, enabled }) => ({
            id: sourceId,
            name,
            provider_type: kind,
            enabled,
          })),
        }
      },
    }),
    endpoint(TAG, 'POST /sync/config/destination', {
      summary: 'Chooses the destination: a calendar that an agent shows, or one of a CalDAV account',
      access: 'configure',
      body: z.looseObject({
        provider_type: z.string().max(100).optional(),
        calendar_id: z.string().min(1).max(1024),
        connection_info: z.looseObject({}).optional(),
        credentials: z.looseObject({}).optional(),
        conflict_resolution: Strategy.optional(),
        color_management: ColorManagement.default('category'),
      }),
      reply: ChosenDestination,
      async handle({ body, person, signal }) {
        const known = await calendarsNamed(parts, body.calendar_id, null)
        if (known.length > 0) return choose(person(), one(known, body.calendar_id), body)
        const provider = body.provider_type?.toLowerCase() ?? ''
        const missing = MISSING.get(provider)
        if (missing !== undefined) {
          const detail = `this hub cannot speak to ${missing} yet: reach it through an agent and name the calendar it shows`
          throw new CodedError('not-supported', detail)
        }
        const server = Server.safeParse({
          ...body.connection_info,
          ...body.credentials,
          calendar_url: body.calendar_id,
        })
        if (!server.success) throw new CodedError('not-found', `no agent shows a calendar "${body.calendar_id}"`)
        return chooseOnServer(person(), server.data, signal, body)
      },
    }),
    endpoint(TAG, 'POST /sync/config/destination/caldav', {
      summary: 'Keeps a CalDAV account as a source of the hub, and chooses a calendar of it as the destination',
      access: 'configure',
      body: Server.extend({
        conflict_resolution: Strategy.optional(),
        color_management: ColorManagement.default('category'),
      }),
      reply: ChosenDestination,
      handle: ({ body, person, signal }) => chooseOnServer(person(), body, signal, body),
    }),
    endpoint(TAG, 'POST /sync/config/caldav/test-connection', {
      summary: 'Really signs in to a CalDAV account; success only where its calendars were found',
      access: 'configure',
      body: Server,
      reply: CheckReply,
      async handle({ body, person, signal }) {
        const check = await hub.sources.check(person(), { source: sourceOf(body), sourceId: null }, signal)
        return check.ok
          ? {
              status: 'success' as const,
              message: `signed in as ${check.account}`,
              code: null,
              calendars_found: check.calendars.length,
            }
          : { status: 'error' as const, message: check.detail, code: check.code, calendars_found: 0 }
      },
    }),
    endpoint(TAG, 'POST /sync/config/caldav/calendars', {
      summary: 'The calendars of a CalDAV account',
      access: 'configure',
      body: Server,
      reply: z.object({
        calendars: z.array(
          z.object({ id: z.string(), name: z.string(), color: z.string().nullable(), writable: z.boolean() }),
        ),
        total_count: z.int(),
      }),
      async handle({ body, person, signal }) {
        const check = await hub.sources.check(person(), { source: sourceOf(body), sourceId: null }, signal)
        if (!check.ok) throw new CodedError(check.code, check.detail)
        const calendars = check.calendars.map(({ nativeId, name, color, writable }) => ({
          id: nativeId,
          name,
          color,
          writable,
        }))
        return { calendars, total_count: calendars.length }
      },
    }),
  ]
}

function destinationFor(calendar: CalendarView, management: z.infer<typeof ColorManagement>): Destination {
  switch (management) {
    case 'category':
      return { layout: 'keyword', calendarId: calendar.id }
    case 'property':
      return { layout: 'color', calendarId: calendar.id }
    case 'separate_calendar':
      return { layout: 'calendar-per-source', sourceId: calendar.sourceId, agentId: calendar.agentId }
  }
}

function isMeant(
  { id, metadata }: CalendarView,
  { calendar_url: url, calendar_name: name }: z.infer<typeof Server>,
): boolean {
  if (url !== undefined && url !== '') {
    const path = URL.canParse(url) ? new URL(url).pathname : url
    return decodeURIComponent(id).includes(decodeURIComponent(path).replace(/\/+$/, ''))
  }
  return name !== undefined && metadata.name === name
}
