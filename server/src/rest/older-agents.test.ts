import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { first } from '../hub/testing/test-hub.ts'
import { olderEvent, type ReadUpdate, RestHub } from './testing/rest-hub.ts'

let rest: RestHub

beforeEach(async () => {
  rest = await RestHub.open()
})

afterEach(() => rest.close())

const onDay = (day: number, id = `d${day}`, changes: object = {}) =>
  olderEvent(id, {
    title: `Day ${day}`,
    start_time: `2026-01-${String(day).padStart(2, '0')}T09:00:00`,
    end_time: `2026-01-${String(day).padStart(2, '0')}T10:00:00`,
    ...changes,
  })

const days = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => onDay(from + index))

describe('what an older agent tells', () => {
  beforeEach(() => rest.chooseDestination())

  it('appears in the destination, under the calendar it lies in', async () => {
    const { status, body } = await rest.heartbeat([
      onDay(5),
      onDay(6, 'x', { calendar_id: 'c2', calendar_name: 'Home' }),
    ])
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'success', pending_updates: [] })
    await rest.obey()
    expect(rest.titles()).toEqual(['Day 5', 'Day 6'])
    const calendars = (await rest.hub.admin.calendars()).filter(({ agentId }) => agentId === 'old')
    expect(calendars.map(({ id, metadata, provider }) => [id, metadata.name, provider])).toEqual([
      ['old/c2', 'Home', 'outlook'],
      ['old/work', 'Work', 'outlook'],
    ])
  })

  it('keeps what is not named, and what no list is told of', async () => {
    await rest.heartbeat(days(5, 9))
    await rest.heartbeat()
    await rest.heartbeat([])
    await rest.heartbeat([onDay(5, 'other', { calendar_id: 'c2' })])
    await rest.obey()
    expect(rest.titles()).toHaveLength(6)
  })

  it('reports only what has changed since', async () => {
    await rest.heartbeat(days(5, 9))
    await rest.obey()
    const before = await rest.hub.embedded.log.head()
    await rest.heartbeat(days(5, 9))
    expect(await rest.hub.embedded.log.head()).toBe(before)
    await rest.heartbeat([...days(5, 8), onDay(9, 'd9', { title: 'Renamed' })])
    const [entry] = await rest.hub.embedded.log.read(before, 10)
    expect(entry?.body).toMatchObject({ items: [{ kind: 'event-seen', event: { title: 'Renamed' } }] })
  })

  it('is deleted where it lies strictly inside the time that the list covers', async () => {
    await rest.heartbeat(days(5, 9))
    await rest.obey()
    await rest.heartbeat([onDay(5), onDay(7), onDay(9)])
    await rest.obey()
    expect(rest.titles()).toEqual(['Day 5', 'Day 7', 'Day 9'])
    await rest.heartbeat([onDay(7), onDay(9)])
    await rest.heartbeat([onDay(7)])
    await rest.obey()
    expect(rest.titles()).toEqual(['Day 5', 'Day 7', 'Day 9'])
  })

  it('is not deleted where the list may have been cut off', async () => {
    const many = Array.from({ length: 201 }, (_, index) =>
      olderEvent(`m${index}`, { title: `M ${index}`, start_time: minute(index), end_time: minute(index) }),
    )
    await rest.heartbeat(many)
    await rest.heartbeat(many.filter(({ id }) => id !== 'm100'))
    await rest.obey()
    expect(rest.titles()).toContain('M 100')
    await rest.heartbeat(many.filter(({ id }) => id !== 'm100' && id !== 'm101'))
    await rest.obey()
    expect(rest.titles()).not.toContain('M 100')
  })

  it('is held by the guard when too much of it is gone', async () => {
    await rest.heartbeat(days(1, 28))
    await rest.obey()
    await rest.heartbeat([onDay(1), onDay(28)])
    await rest.obey()
    expect(rest.titles()).toHaveLength(28)
    expect(await rest.hub.admin.holds()).toHaveLength(1)
  })

  it('is known by its own clocks', async () => {
    await rest.ask('POST /sync/agents', { id: 'old', timezone: 'America/New_York' })
    await rest.heartbeat([
      onDay(5),
      onDay(6, 'utc', { start_time: '2026-01-06T14:00:00Z', end_time: '2026-01-06T15:00:00Z' }),
    ])
    expect(rest.found('Day 5').event).toMatchObject({ start: '2026-01-05T09:00:00', timeZone: 'America/New_York' })
    expect(rest.found('Day 6').event).toMatchObject({ start: '2026-01-06T09:00:00', timeZone: 'America/New_York' })
    await rest.ask('POST /sync/agents', { id: 'old', timezone: 'Europe/London' })
    await rest.heartbeat([onDay(5)])
    expect(rest.found('Day 5').event).toMatchObject({ start: '2026-01-05T09:00:00', timeZone: 'Europe/London' })
  })
})

function minute(index: number): string {
  return new Date(Date.UTC(2026, 0, 5, 0, index)).toISOString().slice(0, 19)
}

describe('what an older agent is told', () => {
  beforeEach(async () => {
    await rest.chooseDestination()
    await rest.heartbeat(days(5, 9))
    await rest.obey()
  })

  const updates = async () => ((await rest.heartbeat()).body as { pending_updates: ReadUpdate[] }).pending_updates
  const processed = (id: string) =>
    rest.ask(`POST /sync/agents/old/updates/${id}/processed`, '', { 'content-type': 'application/octet-stream' })

  it('comes in order, again and again under the same ids, until it is confirmed', async () => {
    await rest.change('Day 5', { title: 'First' })
    await rest.change('Day 6', { title: 'Second' })
    const told = await updates()
    expect(told.map(({ type, data }) => [type, data.action, data.event.id, data.event.title])).toEqual([
      ['event_update', 'update', 'd5', 'First'],
      ['event_update', 'update', 'd6', 'Second'],
    ])
    expect(first(told).data.event).toMatchObject({
      provider_id: 'provider-d5',
      calendar_id: 'work',
      provider: 'outlook',
    })
    expect(await updates()).toEqual(told)
    expect((await processed(first(told).id)).status).toBe(200)
    expect((await processed(first(told).id)).status).toBe(200)
    expect((await updates()).map(({ id }) => id)).toEqual([told[1]?.id])
    expect((await processed('never.was')).status).toBe(404)
  })

  it('is settled by the list that shows it, and not by the confirmation', async () => {
    await rest.change('Day 5', { title: 'First' })
    const told = first(await updates())
    await processed(told.id)
    expect(rest.commands('old')).toHaveLength(1)
    await rest.heartbeat([onDay(5, 'd5', { title: 'First' }), ...days(6, 9)])
    expect(rest.commands('old')).toHaveLength(0)
    const { body } = await rest.as('viewer', 'GET /sync/agents/old/history')
    expect(body).toMatchObject({ updates: [{ id: told.id, type: 'event_update', state: 'applied' }] })
  })

  it('is parked with its reason when list after list shows nothing of it', async () => {
    await rest.change('Day 5', { title: 'First' })
    await rest.obey()
    const told = first(await updates())
    await processed(told.id)
    for (let list = 0; list < 3; list++) await rest.heartbeat(days(5, 9))
    const [row] = (await rest.hub.admin.queue({ agentId: null, limit: 10, cursor: null })).items
    expect(row).toMatchObject({ commandId: told.id, state: 'parked', problem: { code: 'item-refused' } })
    // The agent's program was only slow.
    await rest.heartbeat([onDay(5, 'd5', { title: 'First' }), ...days(6, 9)])
    expect((await rest.hub.admin.queue({ agentId: null, limit: 10, cursor: null })).items).toEqual([])
    expect(await rest.hub.admin.conflicts({ state: 'all', limit: 10, cursor: null })).toMatchObject({ items: [] })
  })

  it('takes an event that the agent has made under an id of its own, and makes none twice', async () => {
    await rest.hub.admin.decide(rest.hub.person, {
      kind: 'event-create',
      calendarId: 'old/work' as never,
      event: {
        '@type': 'Event',
        uid: 'new@hub',
        title: 'New',
        start: '2026-01-07T12:00:00',
        timeZone: 'Etc/UTC',
        duration: 'PT1H',
      },
    })
    const told = first(await updates())
    expect(told).toMatchObject({
      type: 'event_update',
      data: { action: 'create', event: { title: 'New', start_time: '2026-01-07T12:00:00' } },
    })
    await processed(told.id)
    // Changed before the agent has shown it: nobody knows its id yet.
    await rest.change('New', { description: 'and more' })
    expect(await updates()).toEqual([])
    const made = onDay(7, 'AAMk-own', {
      title: 'New',
      start_time: '2026-01-07T12:00:00',
      end_time: '2026-01-07T13:00:00',
    })
    await rest.heartbeat([...days(5, 9), made])
    expect([...rest.hub.embedded.state.events.all()].filter(({ event }) => event.title === 'New')).toHaveLength(1)
    const next = first(await updates())
    expect(next).toMatchObject({ data: { action: 'update', event: { id: 'AAMk-own', description: 'and more' } } })
    await processed(next.id)
    await rest.heartbeat([...days(5, 9), { ...made, description: 'and more' }])
    expect(rest.commands('old')).toEqual([])
  })

  it('deletes, and believes it when the event is not listed any more', async () => {
    await rest.hub.admin.decide(rest.hub.person, { kind: 'event-delete', eventId: rest.found('Day 9').eventId })
    const told = first(await updates())
    expect(told).toMatchObject({ type: 'event_update', data: { action: 'delete', event: { id: 'd9' } } })
    await processed(told.id)
    await rest.heartbeat(days(5, 8))
    expect(rest.commands('old')).toEqual([])
    await rest.obey()
    expect(rest.titles()).toHaveLength(4)
  })

  it('renames, and does not take the old name for a person’s', async () => {
    const put = await rest.as('operator', 'PUT /calendars/work?provider=outlook', { name: 'Client', color: '#AABBCC' })
    expect(put.body).toMatchObject({ status: 'success', queued: { name: 'Client', color: '#aabbcc' } })
    const told = first(await updates())
    expect(told).toMatchObject({
      type: 'calendar_metadata',
      data: { calendar_id: 'work', provider: 'outlook', changes: { name: 'Client', color: '#aabbcc' } },
    })
    await rest.heartbeat(days(5, 9))
    await processed(told.id)
    await rest.heartbeat(days(5, 9).map((event) => ({ ...event, calendar_name: 'Client' })))
    const calendar = (await rest.hub.admin.calendars()).find(({ id }) => id === 'old/work')
    expect(calendar).toMatchObject({ metadata: { name: 'Client', color: '#aabbcc' }, pendingMetadata: null })
    expect(rest.commands('old')).toEqual([])
  })

  it('leaves out what an older agent cannot hold', async () => {
    await rest.change('Day 5', { keywords: { late: true } })
    expect(await updates()).toEqual([])
    await rest.folded()
    expect(rest.commands('old')).toEqual([])
  })
})

describe('who is let in', () => {
  it('registers an agent that the operator lets in, and no other', async () => {
    expect((await rest.heartbeat(undefined, 'stranger')).status).toBe(401)
    expect((await rest.heartbeat(undefined, 'old')).status).toBe(200)
    const [view] = await rest.hub.admin.agents()
    expect(view).toMatchObject({ id: 'old', speaks: 'rest', withoutCredential: true, online: true })
  })

  it('has a removed agent register anew', async () => {
    await rest.heartbeat([onDay(5)])
    expect((await rest.as('owner', 'DELETE /sync/agents/old')).status).toBe(409)
    expect((await rest.as('owner', 'DELETE /sync/agents/old?force=true')).status).toBe(200)
    const refused = await rest.heartbeat([onDay(5)])
    expect(refused).toMatchObject({ status: 404, body: { detail: expect.stringContaining('register') } })
    const registered = await rest.ask('POST /sync/agents/register', {
      id: 'old',
      name: 'Old',
      environment: 'x',
      agent_type: 'outlook',
      interval_minutes: 5,
      capabilities: [],
      config: {},
    })
    expect(registered).toMatchObject({ status: 201, body: { status: 'success', id: 'old' } })
    await rest.heartbeat([onDay(5)])
    expect(rest.found('Day 5')).toBeDefined()
  })

  it('takes a key, and the agent’s own credential', async () => {
    const asKey = (key: string) => rest.as(key, 'POST /sync/agents/new/heartbeat', {})
    expect((await asKey('viewer')).status).toBe(403)
    expect((await asKey('operator')).status).toBe(404)
    expect((await asKey('owner')).status).toBe(200)
    expect((await asKey('operator')).status).toBe(200)
    const token = await rest.hub.token('Enrolled')
    const { agentId, agentSecret } = await rest.hub.agent.enroll({ token, hostname: 'x' })
    const path = `POST /sync/agents/${agentId}/heartbeat`
    expect((await rest.ask(path, {}, { 'x-agent-secret': agentSecret })).status).toBe(200)
    expect((await rest.ask(path, {}, { authorization: `Bearer ${agentSecret}` })).status).toBe(200)
    expect((await rest.ask(path, {}, { 'x-agent-secret': 'wrong' })).status).toBe(401)
    expect((await rest.ask(path, {})).status).toBe(401)
    expect((await rest.ask('POST /sync/agents/old/heartbeat', {}, { 'x-agent-secret': agentSecret })).status).toBe(401)
  })

  it('is away when it was not heard of for long', async () => {
    await rest.heartbeat()
    rest.hub.clock.pass(11 * 60_000)
    expect((await rest.as('viewer', 'GET /sync/agents')).body).toMatchObject([{ id: 'old', status: 'inactive' }])
    expect((await rest.as('viewer', 'GET /sync/agents?include_inactive=false')).body).toEqual([])
  })
})
