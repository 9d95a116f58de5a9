import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { readConfig } from './config/config.ts'
import { readAdminKey } from './auth/admin-key.ts'
import { makeLogger } from './observe/logger.ts'
import { type RunningHub, startHub } from './start-hub.ts'

let storage: string
let hub: RunningHub
let key: string
let port: number
const failures: unknown[] = []

beforeAll(async () => {
  storage = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const write = (line: string) => void failures.push(JSON.parse(line))
  const config = readConfig({
    STORAGE_PATH: storage,
    API_PORT: '0',
    RATE_LIMIT_REQUESTS_PER_MINUTE: '0',
    RATE_LIMIT_AGENTS_PER_MINUTE: '0',
  })
  hub = await startHub(config, makeLogger({ level: 'error', pretty: false }, { write }))
  key = readAdminKey(storage) ?? ''
  port = Number(new URL(hub.url).port)
})

afterAll(async () => {
  await hub.stop()
  rmSync(storage, { recursive: true, force: true })
})

/** The hub still does its work, and nothing failed inside it. */
async function isWell(): Promise<void> {
  expect((await fetch(`${hub.url}/health`)).status).toBe(200)
  expect(failures).toEqual([])
}

const RUNS = { numRuns: 150 }
const PATHS = [
  '/',
  '/health',
  '/metrics',
  '/auth/sign-in',
  '/auth/setup',
  '/auth/session',
  '/sync/agents',
  '/sync/agents/a/heartbeat',
  '/sync/import/a',
  '/sync/agents/a/updates/u/processed',
  '/sync/push/calendar-metadata',
  '/calendars/c',
  '/sync/events',
  '/openapi.json',
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']
const path = fc.oneof(
  fc.constantFrom(...PATHS),
  fc.webPath(),
  fc.string({ maxLength: 40 }).map((text) => `/${encodeURIComponent(text)}`),
)
const deep = fc.integer({ min: 1, max: 50_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth))
const json = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  deep,
  fc.string(),
)
const headerText = fc.stringMatching(/^[\x21-\x7e]{0,60}$/)

function ask(method: string, at: string, headers: Record<string, string>, body: string | Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path: at, headers, agent: false }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(0) : reject(error)))
    asked.end(body)
  })
}

describe('requests of any kind', () => {
  it('are answered by something other than a failure', { timeout: 120_000 }, async () => {
    const given = fc.record({
      method: fc.constantFrom(...METHODS),
      path,
      type: fc.constantFrom('application/json', 'text/plain', 'application/octet-stream', ''),
      encoding: fc.constantFrom('', 'gzip', 'br', 'x'),
      credential: fc.oneof(
        fc.constant('admin'),
        headerText.map((text) => `Bearer ${text}`),
        headerText,
      ),
      forwarded: headerText,
      body: fc.oneof(json, fc.uint8Array({ maxLength: 200 })),
    })
    await fc.assert(
      fc.asyncProperty(given, async ({ method, path: at, type, encoding, credential, forwarded, body }) => {
        const headers: Record<string, string> = {
          'content-type': type,
          authorization: credential === 'admin' ? `Bearer ${key}` : credential,
          'x-forwarded-for': forwarded,
          'x-agent-secret': forwarded,
          cookie: `session=${forwarded}`,
          ...(encoding !== '' && { 'content-encoding': encoding }),
        }
        const status = await ask(method, at, headers, body)
        expect([method, at, status < 500 || status === 501]).toEqual([method, at, true])
      }),
      RUNS,
    )
    await isWell()
  })

  it('that are no HTTP end the connection, not the hub', { timeout: 120_000 }, async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc
        .tuple(
          fc.constantFrom('GET / HTTP/1.1\r\n', 'POST / HTTP/1.1\r\n', 'GET /trpc HTTP/1.1\r\nUpgrade: websocket\r\n'),
          fc.string(),
        )
        .map(([start, rest]) => Buffer.from(`${start}${rest}\r\n\r\n`)),
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        const socket = connect(port, '127.0.0.1')
        await once(socket, 'connect')
        socket.on('error', () => undefined)
        socket.resume()
        socket.end(sent)
        await once(socket, 'close')
      }),
      RUNS,
    )
    await isWell()
  })
})

describe('JSON that is nested too deep', () => {
  /** Between the limit and what would take a stack with it, in lists, objects and both. */
  const nested = fc
    .tuple(fc.integer({ min: 65, max: 100_000 }), fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[{"b":', '}]']))
    .map(([depth, [open = '', close = '']]) => `${open.repeat(depth)}0${close.repeat(depth)}`)
  const places = fc.constantFrom<[path: string, before: string, after: string]>(
    ['/auth/sign-in', '{"name":"ann","password":', '}'],
    ['/sync/agents', '{"id":"deep","name":"Deep","sources":', '}'],
    ['/sync/push/sync-config', '{"config_updates":', '}'],
    ['/sync/agents/deep/heartbeat', '{"status":"active","stats":', '}'],
    ['/sync/agents/deep/heartbeat', '{"events":[{"id":"e","organizer":', '}]}'],
    ['/sync/agents/deep/heartbeat', '{"events":[],"more":', '}'],
    ['/sync/import/deep', '[{"id":"e","title":', '}]'],
  )

  it('is refused by its own name in every body', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(nested, places, async (deep, [at, before, after]) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
        const answer = await fetch(hub.url + at, { method: 'POST', headers, body: `${before}${deep}${after}` })
        expect([at, answer.status, await answer.json()]).toEqual([
          at,
          400,
          { code: 'nested-too-deep', detail: expect.stringContaining('at most 64 levels') },
        ])
      }),
      { numRuns: 60 },
    )
    await isWell()
  })

  it('is answered to nobody in a frame, which ends the socket in words', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(nested, fc.boolean(), async (deep, isCall) => {
        const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/trpc?connectionParams=1`)
        socket.on('error', () => undefined)
        await once(socket, 'open')
        socket.send(JSON.stringify({ method: 'connectionParams', data: { key } }))
        const answered = once(socket, 'message') as Promise<[Buffer]>
        const closed = once(socket, 'close') as Promise<[number, Buffer]>
        socket.send(isCall ? `{"id":1,"method":"mutation","params":{"path":"admin.decide","input":${deep}}}` : deep)
        expect((await answered)[0].toString()).toContain('"code":"nested-too-deep"')
        const [code, why] = await closed
        expect([code, why.toString()]).toEqual([4000, expect.stringContaining('nested-too-deep')])
      }),
      { numRuns: 30 },
    )
    await isWell()
  })
})

describe('frames of any kind', () => {
  const params = fc.oneof(
    fc.constant({ key: 'admin' }),
    fc.dictionary(fc.constantFrom('key', 'agentId', 'secret', 'other'), fc.oneof(fc.string(), fc.integer()), {
      maxKeys: 3,
    }),
    fc.jsonValue(),
  )
  const call = fc.record(
    {
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
      jsonrpc: fc.constantFrom('2.0', '1.0'),
      method: fc.constantFrom('query', 'mutation', 'subscription', 'subscription.stop', 'connectionParams', 'x'),
      params: fc.record(
        {
          path: fc.constantFrom(
            'admin.overview',
            'admin.decide',
            'admin.events',
            'admin.live',
            'agent.hello',
            'agent.report',
            'agent.commands',
            'agent.enroll',
            'access.people',
            'operations.change',
            'sources.add',
            '__proto__',
          ),
          input: fc.oneof(fc.record({ json: fc.jsonValue() }), fc.jsonValue()),
          lastEventId: fc.string(),
        },
        { requiredKeys: ['path'] },
      ),
    },
    { requiredKeys: ['method'] },
  )
  const frame = fc.oneof(
    call.map((value) => JSON.stringify(value)),
    fc.array(call, { maxLength: 120 }).map((value) => JSON.stringify(value)),
    json,
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.constant('PONG'),
  )

  it('are answered or end the socket', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(params, fc.array(frame, { minLength: 1, maxLength: 5 }), async (said, frames) => {
        const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/trpc?connectionParams=1`)
        socket.on('error', () => undefined)
        await once(socket, 'open')
        const data = (said as { key?: unknown } | null)?.key === 'admin' ? { key } : said
        socket.send(JSON.stringify({ method: 'connectionParams', data }))
        for (const one of frames) if (socket.readyState === WebSocket.OPEN) socket.send(one)
        const answers: string[] = []
        socket.on('message', (message: Buffer) => answers.push(message.toString()))
        socket.ping()
        await Promise.race([once(socket, 'pong'), once(socket, 'close')])
        socket.terminate()
        expect(answers.filter((answer) => answer.includes('"code":"internal"'))).toEqual([])
      }),
      RUNS,
    )
    await isWell()
  })

  it('that are too large end the socket', async () => {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/trpc?connectionParams=1`)
    socket.on('error', () => undefined)
    await once(socket, 'open')
    socket.send('x'.repeat(9 * 2 ** 20))
    const [code] = (await once(socket, 'close')) as [number]
    expect([1006, 1009]).toContain(code)
    await isWell()
  })
})
