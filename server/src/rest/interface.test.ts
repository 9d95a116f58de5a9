import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calendarItem, eventItem } from '../hub/testing/samples.ts'
import type { Endpoint } from './endpoint.ts'
import { allEndpoints } from './endpoints.ts'
import { olderEvent, RestHub } from './testing/rest-hub.ts'

/** Every path that older agents and scripts of the original know, and one more. */
const PATHS = [
  'POST /sync/agents',
  'POST /sync/agents/register',
  'GET /sync/agents',
  'GET /sync/agents/status',
  'GET /sync/agents/{id}/status',
  'GET /sync/agents/{id}/history',
  'DELETE /sync/agents/{id}',
  'POST /sync/agents/cleanup',
  'POST /sync/agents/{id}/heartbeat',
  'POST /sync/import/{agent_id}',
  'GET /sync/agents/{id}/pending-updates',
  'POST /sync/agents/{id}/updates/{update_id}/processed',
  'POST /sync/agents/{id}/receive-updates',
  'POST /sync/push/calendar-metadata',
  'POST /sync/push/sync-config',
  'PUT /calendars/{calendar_id}',
  'POST /calendars',
  'DELETE /calendars/{calendar_id}',
  'GET /calendars',
  'GET /sync/events',
  'GET /events',
  'GET /sync/events/fullcalendar',
  'DELETE /sync/events/{agent_id}',
  'POST /sync/run',
  'POST /sync/run/{source_id}',
  'POST /sync/test/end-to-end',
  'GET /sync/stats',
  'GET /sync/activity/recent',
  'GET /sync/queues/status',
  'GET /sync/queues/stats',
  'POST /sync/queues/cleanup',
  'GET /sync/conflicts/recent',
  'POST /sync/conflicts/{id}/resolve',
  'GET /health',
  'GET /sync/health',
  'GET /sync/config',
  'POST /sync/config/destination',
  'POST /sync/config/destination/google',
  'GET /sync/config/google/auth-url',
  'POST /sync/config/google/exchange-code',
  'POST /sync/config/google/calendars',
  'GET /auth/google',
  'GET /auth/google/callback',
  'GET /auth/microsoft',
  'GET /auth/microsoft/callback',
  'POST /auth/exchange',
  'GET /auth/exchange/validate',
  'POST /sync/config/caldav/test-connection',
  'POST /sync/config/caldav/calendars',
  'POST /sync/config/destination/caldav',
  'GET /sync/sources',
  'POST /sync/sources',
  'PUT /sync/sources/{id}',
  'DELETE /sync/sources/{id}',
]

interface Document {
  openapi: string
  paths: Record<string, Record<string, { summary: string; responses: object; 'x-not-implemented'?: boolean }>>
  components: { schemas: Record<string, object> }
}

let rest: RestHub
let endpoints: Endpoint[]
let document: Document

beforeAll(async () => {
  rest = await RestHub.open()
  endpoints = allEndpoints({ hub: rest.hub.service } as never)
  document = (await rest.ask('GET /openapi.json')).body as Document
  await rest.chooseDestination()
  await rest.heartbeat([
    olderEvent('a'),
    olderEvent('b', { recurring: true, recurrence_pattern: 'FREQ=WEEKLY;COUNT=3' }),
  ])
  await rest.obey()
})

afterAll(() => rest.close())

const nameOf = ({ method, path }: Endpoint) => `${method.toUpperCase()} ${path}`
const endpointOf = (route: string): Endpoint => {
  const found = endpoints.find((endpoint) => nameOf(endpoint) === route)
  if (found === undefined) throw new Error(`no ${route}`)
  return found
}
const filled = (route: string) => route.replaceAll(/\{\w+\}/g, 'x')

describe('the interface', () => {
  it('has every path of the original, and says so in its document', () => {
    expect(endpoints.map(nameOf).toSorted()).toEqual(PATHS.toSorted())
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(told.toSorted()).toEqual(PATHS.toSorted())
  })

  it.each(PATHS)('%s answers, also under /api, and JSON alone', async (route) => {
    const { access, missing } = endpointOf(route)
    for (const path of [filled(route), filled(route).replace(' /', ' /api/')]) {
      const { status, body } = await rest.ask(path, route.startsWith('GET') ? undefined : {})
      if (access === 'anybody') expect(status).toBe(200)
      else if (access === 'registration') expect([400, 401]).toContain(status)
      else expect([status, body]).toEqual([401, { code: 'unauthenticated', detail: expect.any(String) }])
      if (missing === null) continue
      const asOwner = await rest.as('owner', path, route.startsWith('GET') ? undefined : {})
      expect(asOwner).toMatchObject({ status: 501, body: { detail: expect.stringContaining('yet') } })
    }
  })

  it('marks what is not there yet', () => {
    for (const endpoint of endpoints) {
      const told = document.paths[endpoint.path]?.[endpoint.method]
      expect(told?.['x-not-implemented'] === true).toBe(endpoint.missing !== null)
      expect(Object.keys(told?.responses ?? {})).toContain(String(endpoint.status))
    }
  })

  it('names no schema that is not there', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
    expect(new Set(names).size).toBeGreaterThan(5)
    for (const name of names) expect(document.components.schemas).toHaveProperty(name!)
    expect(JSON.stringify(document)).not.toContain('$defs')
  })

  it('tells parameters with what they may be', () => {
    expect(document.paths['/sync/events']?.['get']).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'limit', in: 'query', required: false }),
        expect.objectContaining({ name: 'agent_id', in: 'query', required: false }),
      ]),
    })
    expect(document.paths['/sync/agents/{id}/heartbeat']?.['post']).toMatchObject({
      parameters: [expect.objectContaining({ name: 'id', in: 'path', required: true })],
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Heartbeat' } } } },
    })
  })

  it('shows itself to people on a page that needs nothing from elsewhere', async () => {
    const page = await (await rest.app.request('/docs')).text()
    expect(page).toContain('/docs/page.js')
    expect(page).not.toMatch(/https?:\/\/|<style|<script>|onload=/)
    const script = await rest.app.request('/docs/page.js')
    expect(script.headers.get('content-type')).toContain('javascript')
    expect(await script.text()).not.toMatch(/https?:\/\/|innerHTML|eval/)
  })

  it('answers JSON where there is nothing', async () => {
    expect(await rest.ask('GET /sync/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await rest.ask('PATCH /api/calendars')).toMatchObject({ status: 404 })
  })

  it('leaves the admin its own addresses', async () => {
    const page = await rest.app.request('/calendars', { headers: { accept: 'text/html,*/*' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([404, expect.stringContaining('json')])
    expect((await rest.ask('GET /calendars', undefined, { accept: '*/*' })).status).toBe(401)
    expect((await rest.ask('GET /api/calendars', undefined, { accept: 'text/html' })).status).toBe(401)
  })
})

describe('what it answers', () => {
  /** Asks, holds the answer to the schema that the document shows, and hands it out. */
  const asked = async (route: string, of: string, body?: unknown, key = 'owner'): Promise<unknown> => {
    const answer = await rest.as(key, route, body)
    const { reply, status } = endpointOf(of)
    expect([answer.status, answer.body]).toEqual([status, expect.anything()])
    const parsed = reply.safeParse(answer.body)
    expect(parsed.error?.issues ?? []).toEqual([])
    // Nothing is answered that the document does not tell.
    expect(parsed.data).toEqual(answer.body)
    return answer.body
  }

  it.each([
    ['GET /sync/agents', 'GET /sync/agents'],
    ['GET /sync/agents/status', 'GET /sync/agents/status'],
    ['GET /sync/agents/old/status', 'GET /sync/agents/{id}/status'],
    ['GET /sync/agents/old/history', 'GET /sync/agents/{id}/history'],
    ['GET /sync/agents/old/pending-updates', 'GET /sync/agents/{id}/pending-updates'],
    ['POST /sync/agents/cleanup?max_inactive_days=1', 'POST /sync/agents/cleanup'],
    ['POST /sync/agents/old/heartbeat', 'POST /sync/agents/{id}/heartbeat'],
    ['GET /calendars', 'GET /calendars'],
    ['GET /sync/events', 'GET /sync/events'],
    ['GET /events?agent_id=old&limit=1', 'GET /events'],
    ['GET /sync/events/fullcalendar?start=2026-01-01&end=2026-03-01T00:00:00%2B01:00', 'GET /sync/events/fullcalendar'],
    ['GET /sync/stats', 'GET /sync/stats'],
    ['GET /sync/activity/recent', 'GET /sync/activity/recent'],
    ['GET /sync/queues/status', 'GET /sync/queues/status'],
    ['GET /sync/queues/stats', 'GET /sync/queues/stats'],
    ['POST /sync/queues/cleanup', 'POST /sync/queues/cleanup'],
    ['GET /sync/conflicts/recent', 'GET /sync/conflicts/recent'],
    ['GET /sync/health', 'GET /sync/health'],
    ['GET /sync/config', 'GET /sync/config'],
  ])('%s is of the shape that is told', async (route, of) => {
    await asked(route, of)
  })

  it('takes bare lists, packed or not', async () => {
    const { gzipSync } = await import('node:zlib')
    const body = gzipSync(JSON.stringify([olderEvent('i1', { calendar_id: 'imported' })]))
    const headers = { authorization: 'Bearer owner', 'content-encoding': 'gzip' }
    expect(await rest.ask('POST /sync/import/old', body, headers)).toMatchObject({
      status: 200,
      body: { status: 'success', events_imported: 1, sync_result: { events_synced: 1, errors: [] } },
    })
    expect(await rest.ask('POST /sync/import/old', body, { ...headers, 'content-encoding': 'zip' })).toMatchObject({
      status: 400,
    })
    expect(await rest.ask('POST /sync/import/old', '[{', headers)).toMatchObject({ status: 400 })
  })

  it('shows events in the old shape, page by page', async () => {
    const page = (await asked('GET /sync/events?agent_id=old&limit=1', 'GET /sync/events')) as {
      events: object[]
      total_events: number
      next_cursor: string
    }
    expect(page.total_events).toBeGreaterThan(1)
    expect(page.events).toMatchObject([
      {
        title: 'Event a',
        start_time: '2026-01-15T09:00:00',
        source_agent: 'old',
        calendar_id: 'work',
        provider: 'outlook',
      },
    ])
    const next = await asked(`GET /sync/events?agent_id=old&limit=1&cursor=${page.next_cursor}`, 'GET /sync/events')
    expect(next).not.toMatchObject({ events: page.events })
    expect(await rest.as('viewer', 'GET /sync/events?limit=0')).toMatchObject({ status: 400 })
    expect(await rest.as('viewer', 'GET /sync/events?cursor=x')).toMatchObject({ status: 400 })
    expect(await rest.as('viewer', 'GET /sync/events?start=tomorrow')).toMatchObject({ status: 400 })
  })

  it('expands what repeats, for FullCalendar', async () => {
    const route = 'GET /sync/events/fullcalendar?start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z'
    const events = (await asked(route, 'GET /sync/events/fullcalendar')) as {
      title: string
      start: string
      id: string
    }[]
    const starts = events.filter(({ title }) => title === 'Event b').map(({ start }) => start)
    expect(starts).toEqual(['2026-01-15T09:00:00.000Z', '2026-01-22T09:00:00.000Z', '2026-01-29T09:00:00.000Z'])
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })

  it('never shows a secret', async () => {
    expect(JSON.stringify(await asked('GET /sync/config', 'GET /sync/config'))).toContain('(secret)')
  })

  it('changes calendars by either shape of the push', async () => {
    const inner = { calendar_id: 'work', provider: 'outlook', changes: { name: 'Pushed' } }
    for (const body of [
      { changes: inner, target_agents: ['old'] },
      { ...inner, changes: { name: 'Pushed again' } },
    ]) {
      const answer = await asked('POST /sync/push/calendar-metadata', 'POST /sync/push/calendar-metadata', body)
      expect(answer).toMatchObject({ status: 'success', agents_targeted: 1, updates_queued: 1, errors: [] })
    }
    const missing = { changes: { ...inner, calendar_id: 'nowhere' } }
    expect(await rest.as('operator', 'POST /sync/push/calendar-metadata', missing)).toMatchObject({ status: 404 })
  })

  it('changes how often agents look', async () => {
    const body = {
      config_updates: { sync_interval_minutes: 15, enable_bidirectional_sync: true },
      target_agents: ['old'],
    }
    const answer = await asked('POST /sync/push/sync-config', 'POST /sync/push/sync-config', body)
    expect(answer).toMatchObject({
      status: 'partial',
      updates_queued: 1,
      errors: [expect.stringContaining('enable_bidirectional_sync')],
    })
    const { body: heartbeat } = await rest.heartbeat()
    expect(heartbeat).toMatchObject({
      pending_updates: expect.arrayContaining([
        expect.objectContaining({ type: 'sync_config', data: { changes: { sync_interval_minutes: 15 } } }),
      ]),
    })
  })

  it('has an agent make and delete calendars', async () => {
    const made = await asked('POST /calendars?provider=outlook', 'POST /calendars', { name: 'Made' }, 'owner')
    expect(made).toMatchObject({ status: 'pending', calendar: { name: 'Made', agent_id: 'old' } })
    const deleted = await asked('DELETE /calendars/work?provider=outlook', 'DELETE /calendars/{calendar_id}')
    expect(deleted).toMatchObject({ status: 'pending' })
    const { body } = await rest.heartbeat()
    expect(body).toMatchObject({
      pending_updates: expect.arrayContaining([
        expect.objectContaining({ type: 'calendar_create', data: { provider: 'outlook', calendar: { name: 'Made' } } }),
        expect.objectContaining({ type: 'calendar_delete', data: { calendar_id: 'work', provider: 'outlook' } }),
      ]),
    })
  })

  it('takes updates for an agent as decisions', async () => {
    const tell = (type: string, data: object) =>
      asked('POST /sync/agents/old/receive-updates', 'POST /sync/agents/{id}/receive-updates', { type, data })
    const event = { ...olderEvent('a'), title: 'By a script' }
    expect(await tell('event_update', { action: 'update', event })).toMatchObject({
      status: 'success',
      agent_id: 'old',
    })
    expect(rest.found('By a script').event.start).toBe('2026-01-15T09:00:00')
    await tell('event_update', { action: 'create', event: { ...olderEvent('made'), title: 'Made by a script' } })
    await tell('event_update', { action: 'delete', event: { id: 'b', calendar_id: 'work' } })
    expect(await rest.hub.admin.event(rest.found('Event b').eventId)).toMatchObject({ deletedAt: expect.any(String) })
    const path = 'POST /sync/agents/old/receive-updates'
    expect(await rest.as('viewer', path, { type: 'sync_config', data: {} })).toMatchObject({ status: 403 })
    expect(await rest.as('owner', path, { type: 'what', data: {} })).toMatchObject({ status: 400 })
    const unknown = { type: 'event_update', data: { action: 'update', event: { id: 'never', calendar_id: 'work' } } }
    expect(await rest.as('owner', path, unknown)).toMatchObject({ status: 404 })
  })

  it('decides conflicts by their sides', async () => {
    await rest.obey()
    await rest.hub.admin.decide(rest.hub.person, { kind: 'settings-change', changes: { strategy: 'manual' } })
    await rest.heartbeat([olderEvent('c', { title: 'Both', calendar_id: 'c3', calendar_name: 'C3' })])
    await rest.obey()
    const { eventId, event } = rest.found('Both')
    const item = `${eventId}.ics`
    await rest.seeInDestination(
      eventItem(
        'home/all',
        { ...event, title: 'Theirs', keywords: { C3: true } },
        { itemId: item as never, version: 'w' as never },
      ),
    )
    await rest.heartbeat([olderEvent('c', { title: 'Ours', calendar_id: 'c3', calendar_name: 'C3' })])
    const open = (await rest.hub.admin.conflicts({ state: 'open', limit: 10, cursor: null })).items
    expect(open).toHaveLength(1)
    const route = `POST /sync/conflicts/${open[0]?.id}/resolve`
    expect(await rest.as('owner', route, { resolution: 'whoever' })).toMatchObject({ status: 400 })
    const decided = await asked(route, 'POST /sync/conflicts/{id}/resolve', { resolution: 'source_wins' })
    expect(decided).toMatchObject({ state: 'decided' })
    expect((await rest.hub.admin.event(eventId)).event.title).toBe('Ours')
  })

  it('forgets what an agent has told, and takes it again', async () => {
    const before = rest.hub.service.listedEvents.count('old' as never)
    expect(before).toBeGreaterThan(0)
    await asked('DELETE /sync/events/old', 'DELETE /sync/events/{agent_id}')
    expect(rest.hub.service.listedEvents.count('old' as never)).toBe(0)
    await rest.heartbeat([olderEvent('a')])
    expect(rest.hub.service.listedEvents.count('old' as never)).toBe(1)
    await asked('DELETE /sync/events/home', 'DELETE /sync/events/{agent_id}')
    expect(rest.commands().at(-1)).toMatchObject({ kind: 'list-again', calendarId: null, full: true })
    await rest.seeInDestination(calendarItem('home/all'))
    expect(await rest.as('owner', 'DELETE /sync/events/nobody')).toMatchObject({ status: 404 })
  })

  it('chooses a destination that an agent shows', async () => {
    const body = { calendar_id: 'home/all', color_management: 'property', conflict_resolution: 'source_wins' }
    const answer = await asked('POST /sync/config/destination', 'POST /sync/config/destination', body)
    expect(answer).toMatchObject({ status: 'success', destination: { layout: 'color' } })
    expect((await rest.hub.admin.overview()).settings).toMatchObject({ strategy: 'source_wins' })
    const google = { calendar_id: 'primary', provider_type: 'google' }
    expect(await rest.as('owner', 'POST /sync/config/destination', google)).toMatchObject({ status: 501 })
    expect(await rest.as('operator', 'POST /sync/config/destination', body)).toMatchObject({ status: 403 })
  })
})
