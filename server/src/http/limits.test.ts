import { Hono } from 'hono'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { httpApp } from './app.ts'
import type { Caller, HttpEnv } from './caller.ts'
import { bodyLimits, requestLimits } from './limits.ts'

const logger = pino({ level: 'silent' })
const echo = () =>
  new Hono<HttpEnv>().all('*', async (context) => context.text(String((await context.req.text()).length)))

function limited(requests: number, agents: number) {
  const app = httpApp([echo()], {
    logger,
    callerOf: ({ headers }) => ({ address: String(headers['x-test-address']), secure: false }) satisfies Caller,
    gates: [requestLimits({ requests, agents }), bodyLimits()],
  })
  return async (path: string, address = '1.1.1.1') => {
    const incoming = { headers: { 'x-test-address': address } }
    return app.request(`http://hub${path}`, {}, { incoming })
  }
}

const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)

describe('too many requests', () => {
  it('from one address are refused with the time to wait, as JSON', async () => {
    const ask = limited(2, 0)
    expect(await statuses([ask('/'), ask('/sync/events')])).toEqual([200, 200])
    const refused = await ask('/')
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({
      code: 'rate-limited',
      detail: expect.stringMatching(/again in \d+ s/),
    })
    expect((await ask('/', '2.2.2.2')).status).toBe(200)
  })

  it('of older agents are counted for each agent, apart from people’s', async () => {
    const ask = limited(1, 2)
    expect(
      await statuses([ask('/'), ask('/sync/agents/a/heartbeat'), ask('/api/sync/agents/a/pending-updates')]),
    ).toEqual([200, 200, 200])
    expect((await ask('/sync/agents/a/heartbeat')).status).toBe(429)
    expect((await ask('/sync/agents/b/heartbeat')).status).toBe(200)
    expect((await ask('/')).status).toBe(429)
  })

  it('never come from those who watch the hub, nor where there is no limit', async () => {
    const ask = limited(1, 1)
    expect(await statuses([1, 2, 3].map(() => ask('/health')))).toEqual([200, 200, 200])
    const free = limited(0, 0)
    expect(await statuses([1, 2, 3].map(() => free('/')))).toEqual([200, 200, 200])
  })
})

describe('a body', () => {
  const app = httpApp([echo()], { logger, gates: [bodyLimits()] })
  const send = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    app.request(`http://hub${path}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit)

  it.each([
    ['that says it is too large', '/any', 'x', { 'content-length': String(2 ** 20 + 1) }],
    ['of a whole calendar that says it is too large', '/sync/import/a', 'x', { 'content-length': String(2 ** 26 + 1) }],
  ])('%s is refused', async (_what, path, body, headers) => {
    const refused = await send(path, body, headers)
    expect([refused.status, await refused.json()]).toEqual([413, expect.objectContaining({ code: 'body-too-large' })])
  })

  it('of unknown length is taken only where whole calendars come', async () => {
    const chunked = { 'transfer-encoding': 'chunked' }
    expect((await send('/any', 'x', chunked)).status).toBe(400)
    expect((await send('/sync/import/a', 'x', chunked)).status).toBe(200)
  })

  it.each([
    ['/any', 1000],
    ['/sync/agents/a/heartbeat', 2 ** 21],
    ['/api/sync/import/a', 2 ** 21],
  ])('at %s of %i bytes is taken', async (path, bytes) => {
    const taken = await send(path, new Uint8Array(bytes), { 'content-length': String(bytes) })
    expect([taken.status, await taken.text()]).toEqual([200, String(bytes)])
  })
})
