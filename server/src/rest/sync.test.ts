import type { SourcesApi } from '@chroniton/shared/contract/hub'
import type { SourceInput, SourceView } from '@chroniton/shared/contract/source'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withoutAgent } from '../sources/without-agent.ts'
import { olderEvent, RestHub } from './testing/rest-hub.ts'

let rest: RestHub

beforeEach(async () => {
  rest = await RestHub.open()
})

afterEach(() => rest.close())

/** Waits for the answer while the destination's agent goes on doing what it is told. */
const whileObeying = async <Result>(work: Promise<Result>): Promise<Result> => {
  let turn: Promise<unknown> = Promise.resolve()
  const stopListening = rest.hub.service.onFolded(() => {
    turn = turn.then(() => rest.obey())
  })
  try {
    return await work
  } finally {
    stopListening()
    await turn
  }
}

describe('a round trip', () => {
  const trip = () => rest.as('operator', 'POST /sync/test/end-to-end')

  it('needs calendars and a destination', async () => {
    expect(await trip()).toMatchObject({ status: 200, body: { status: 'no_data', destination: null } })
    await rest.heartbeat([olderEvent('a')])
    expect(await trip()).toMatchObject({ body: { status: 'no_destination', destination: null } })
  })

  it('writes a marked event, reads it back and removes it', async () => {
    await rest.chooseDestination()
    const answer = await whileObeying(trip())
    expect(answer.body).toEqual({
      status: 'success',
      message: expect.any(String),
      sync_result: { agents_processed: 1, events_synced: 1, errors: [] },
      destination: { provider: 'vdir', calendar_id: 'home/all' },
    })
    expect(rest.titles()).toEqual([])
    expect(await rest.as('viewer', 'POST /sync/test/end-to-end')).toMatchObject({ status: 403 })
  })
})

describe('asking agents to list', () => {
  it('waits until they have', async () => {
    await rest.chooseDestination()
    await rest.heartbeat([olderEvent('a')])
    await rest.obey()
    const { body } = await whileObeying(rest.as('operator', 'POST /sync/run'))
    expect(body).toMatchObject({
      status: 'partial',
      sources_synced: 1,
      events_synced: 1,
      errors: ['old: it polls, and tells its events when it does'],
    })
    const one = await whileObeying(rest.as('operator', 'POST /api/sync/run/source'))
    expect(one.body).toMatchObject({ status: 'success', sources_synced: 1, errors: [] })
    expect(await rest.as('operator', 'POST /sync/run/nowhere')).toMatchObject({ status: 404 })
  })

  it('says that there is nobody to ask', async () => {
    expect((await rest.as('operator', 'POST /sync/run')).body).toMatchObject({ status: 'no_data', sources_synced: 0 })
  })
})

/** The hub's own sources, of which one account lets anybody in who knows the word. */
class Sources implements Pick<SourcesApi, 'list' | 'check' | 'add' | 'change' | 'remove'> {
  readonly views: SourceView[] = []

  async list() {
    return this.views
  }

  async check(_session: unknown, { source }: { source: SourceInput }) {
    if (source.fields['password'] !== 'sesame') {
      return { ok: false as const, code: 'source-needs-sign-in' as const, detail: 'the password is wrong' }
    }
    const calendars = [{ nativeId: '/ann/work/', name: 'Work', color: '#112233', writable: true }]
    return { ok: true as const, account: 'ann', calendars }
  }

  async add(_session: unknown, source: SourceInput) {
    const { password: _password, ...fields } = source.fields
    const view = {
      ...source,
      sourceId: 'source',
      provider: 'caldav',
      fields,
      secrets: ['password'],
      createdAt: '2026-01-01T00:00:00Z',
    }
    this.views.push(view as SourceView)
    return view as SourceView
  }

  async change(_session: unknown, { source }: { source: Partial<SourceInput> }) {
    Object.assign(this.views[0]!, source)
    return this.views[0]!
  }

  async remove() {
    this.views.pop()
  }
}

describe('sources of the hub itself', () => {
  const account = { server_url: 'https://dav.example.com/', username: 'ann', password: 'sesame' }
  let sources: Sources

  beforeEach(() => {
    sources = new Sources()
    rest.hub.service.sources = sources as unknown as SourcesApi
  })

  it('are tried by really signing in', async () => {
    const ask = (password: string) =>
      rest.as('owner', 'POST /sync/config/caldav/test-connection', { ...account, password })
    expect(await ask('sesame')).toMatchObject({ status: 200, body: { status: 'success', calendars_found: 1 } })
    expect(await ask('open')).toMatchObject({ status: 200, body: { status: 'error', code: 'source-needs-sign-in' } })
    const list = (password: string) => rest.as('owner', 'POST /sync/config/caldav/calendars', { ...account, password })
    expect(await list('sesame')).toMatchObject({
      body: { calendars: [{ id: '/ann/work/', name: 'Work' }], total_count: 1 },
    })
    expect(await list('open')).toMatchObject({ status: 401, body: { detail: 'the password is wrong' } })
    expect(
      await rest.as('owner', 'POST /sync/config/caldav/calendars', { ...account, server_url: 'file:///etc' }),
    ).toMatchObject({ status: 400 })
  })

  it('are kept without showing what is secret', async () => {
    const source = {
      id: 'mine',
      name: 'Dav',
      provider_type: 'caldav',
      connection_info: { server_url: account.server_url, username: 'ann' },
      credentials: { password: 'sesame' },
      sync_frequency: 'hourly',
    }
    const added = await rest.as('owner', 'POST /sync/sources', source)
    expect(added).toMatchObject({
      status: 201,
      body: {
        id: 'source',
        provider_type: 'caldav',
        connection_info: { url: account.server_url, username: 'ann' },
        credentials_set: ['password'],
        sync_frequency: 'hourly',
      },
    })
    expect(JSON.stringify(added.body)).not.toContain('sesame')
    const changed = await rest.as('owner', 'PUT /sync/sources/source', { enabled: false, sync_direction: 'read_only' })
    expect(changed).toMatchObject({ body: { enabled: false, sync_direction: 'read_only', name: 'Dav' } })
    expect(await rest.as('owner', 'PUT /sync/sources/other', {})).toMatchObject({ status: 404 })
    expect((await rest.as('viewer', 'GET /sync/sources')).body).toHaveLength(1)
    expect(await rest.as('operator', 'DELETE /sync/sources/source')).toMatchObject({ status: 403 })
    expect(await rest.as('owner', 'DELETE /sync/sources/source')).toMatchObject({ status: 200 })
    expect((await rest.as('viewer', 'GET /sync/sources')).body).toEqual([])
  })

  it('become the destination as soon as they show the calendar', async () => {
    const chosen = rest.as('owner', 'POST /sync/config/destination/caldav', { ...account, calendar_name: 'home/all' })
    await rest.showHome()
    expect(await chosen).toMatchObject({
      status: 200,
      body: { status: 'success', destination: { calendar_id: 'home/all', layout: 'keyword' } },
    })
    expect((await rest.hub.admin.overview()).settings.destination).toMatchObject({ calendarId: 'home/all' })
  })

  it('are none where the hub has no agent of its own', async () => {
    rest.hub.service.sources = withoutAgent()
    expect(await rest.as('owner', 'GET /sync/sources')).toMatchObject({ status: 200, body: [] })
    const source = { name: 'Dav', provider_type: 'caldav', connection_info: account }
    expect(await rest.as('owner', 'POST /sync/sources', source)).toMatchObject({ status: 501 })
  })
})
