import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { trusting } from '../trpc/testing/door.ts'
import { httpApp } from '../http/app.ts'
import { metricsRoutes } from '../http/metrics.ts'
import { calendarItem, eventItem, sampleEvent } from '../hub/testing/samples.ts'
import { TestHub } from '../hub/testing/test-hub.ts'
import { hubHealth } from './health.ts'
import { measureHub } from './hub-metrics.ts'
import { METRICS } from './metrics-table.ts'
import { Metrics } from './metrics.ts'

let hub: TestHub

beforeEach(async () => {
  hub = await TestHub.open()
})

afterEach(() => hub.close())

const rename = () =>
  hub.admin.decide(hub.person, {
    kind: 'calendar-change',
    calendarId: 'cal' as CalendarId,
    changes: { name: 'Renamed' },
  })

describe('the health', () => {
  const health = (ownAgent: AgentId | null = null) =>
    hubHealth({
      database: hub.database,
      embedded: hub.embedded,
      ownAgent,
      isPresent: (agentId) => hub.service.presence.of(agentId) !== null,
      now: () => hub.clock.now(),
    })

  it('tells of every part', async () => {
    expect(await health()).toEqual({
      status: 'ok',
      version: expect.any(String),
      parts: { database: 'ok', log: 'ok', redis: 'not used', outbox: 'ok', ownAgent: 'off' },
    })
  })

  it('tells whether the hub’s own agent is there, which does not keep the hub from its work', async () => {
    expect(await health('a' as AgentId)).toMatchObject({ status: 'ok', parts: { ownAgent: 'away' } })
    await hub.connect('a' as AgentId)
    expect(await health('a' as AgentId)).toMatchObject({ status: 'ok', parts: { ownAgent: 'ok' } })
  })

  it('fails while the storage does, in words', async () => {
    hub.database.health.noticed(new CodedError('storage-failed', 'the disk is full'))
    expect(await health()).toMatchObject({ status: 'failing', parts: { database: 'the disk is full' } })
    hub.database.health.recovered()
    expect(await health()).toMatchObject({ status: 'ok' })
  })

  it('tells how long commands wait', async () => {
    const agent = await hub.connect('a' as AgentId)
    await hub.report(agent, calendarItem('cal'))
    await rename()
    hub.clock.pass(61_000)
    expect(await health()).toMatchObject({ parts: { outbox: '1 commands wait, the oldest for 61 s' } })
  })
})

describe('the metrics', () => {
  const measured = async () => {
    const metrics = new Metrics({ ofProcess: false })
    const { service, embedded } = hub
    measureHub({ metrics, service, sources: service.views, embedded, storagePath: tmpdir(), openSockets: () => 7 })
    await hub.admin.decide(hub.person, { kind: 'agent-add', agentId: 'a' as AgentId, name: 'A' })
    const agent = await hub.connect('a' as AgentId)
    await hub.report(agent, calendarItem('cal'), eventItem('cal', sampleEvent('e')))
    await rename()
    hub.clock.pass(61_000)
    return metrics
  }

  it('say how things stand when they are read', async () => {
    const { text } = await (await measured()).text()
    for (const line of [
      'chroniton_agents{state="online"} 1',
      'chroniton_sockets 7',
      'chroniton_events 1',
      'chroniton_calendars 1',
      'chroniton_outbox_commands{agent="a",state="waiting"} 1',
      'chroniton_outbox_oldest_seconds{agent="a"} 61',
      'chroniton_entries_total{kind="report"} 1',
      'chroniton_storage_failing 0',
      'chroniton_log_unfolded_entries 0',
    ]) {
      expect(text.split('\n')).toContain(line)
    }
  })

  it('of the table are all there, named as Prometheus wants it, and no others', async () => {
    const metrics = await measured()
    metrics.observe('chroniton_http_request_seconds', 0.1, { method: 'GET', status: '2xx' })
    const { text } = await metrics.text()
    const told = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type])
    expect(told).toEqual(Object.entries(METRICS).map(([name, { type }]) => [name, type]))
    for (const [name, { type, unit }] of Object.entries(METRICS)) {
      expect(name).toMatch(type === 'counter' ? /_total$/ : /(?<!_total)$/)
      if (unit === 'seconds' || unit === 'bytes') expect(name).toMatch(new RegExp(`_${unit}$`))
    }
  })
})

describe('who may read the metrics', () => {
  const token = 'a token of some length'
  const ask = (address: string, headers: Record<string, string> = {}) =>
    httpApp([metricsRoutes({ metrics: new Metrics({ ofProcess: false }), token, authenticate: trusting })], {
      logger: pino({ level: 'silent' }),
      callerOf: () => ({ address, secure: false }),
    }).request('http://hub/metrics', { headers }, { incoming: { headers } })

  it.each([
    ['this machine', '127.0.0.1', {}, 200],
    ['others behind a proxy on it', '127.0.0.1', { 'x-forwarded-for': '203.0.113.5' }, 401],
    ['anybody elsewhere', '203.0.113.5', {}, 401],
    ['who has the token', '203.0.113.5', { authorization: `Bearer ${token}` }, 200],
    ['who has another', '203.0.113.5', { authorization: 'wrong' }, 401],
    ['a person who may read', '203.0.113.5', { authorization: 'ann' }, 200],
  ])('%s', async (_who, address, headers: Record<string, string>, status) => {
    expect((await ask(address, headers)).status).toBe(status)
  })
})
