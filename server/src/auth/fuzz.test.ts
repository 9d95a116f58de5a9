import fc from 'fast-check'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { LiveHub, PASSWORD } from './testing/live-hub.ts'

/** Whatever comes in where people and agents prove who they are: it is refused, and the hub goes on. */

let live: LiveHub
let cookieName: string

beforeAll(async () => {
  live = await LiveHub.start({
    JWT_SECRET: 'a secret of thirty-two bytes, or more',
    TRUSTED_PROXIES: '127.0.0.1',
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'chroniton',
    OIDC_DEFAULT_ROLE: 'owner',
  })
  const owner = await live.owner()
  cookieName = [...owner.cookies.keys()][0] ?? ''
})

afterAll(() => live.stop())

const RUNS = { numRuns: 150 }

/** Every try from another place, so that none is merely told to slow down. */
const address = fc.ipV4()
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('Ann', `${PASSWORD} `, PASSWORD.toUpperCase(), ''),
)
/** What a header can hold. */
const headerText = fc
  .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 300 })
  .map((value) => value.replaceAll(/[;,]/g, '.'))
const tokenLike = fc.tuple(headerText, headerText, headerText).map((parts) => parts.map(base64).join('.'))
const base64 = (value: string) => Buffer.from(value).toString('base64url')

async function ask(
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> },
  from: string,
) {
  const answer = await fetch(live.url + path, {
    redirect: 'manual',
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers, 'x-forwarded-for': from },
  })
  const body = await answer.text()
  return { status: answer.status, body }
}

function expectRefusal({ status, body }: { status: number; body: string }): void {
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(JSON.parse(body)).toMatchObject({ code: expect.any(String), detail: expect.any(String) })
}

describe('nothing but refusals come of', () => {
  const body = fc.oneof(
    text,
    fc.json(),
    fc.record({ name: text, password: text }, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
    fc
      .record({ name: fc.jsonValue(), password: fc.jsonValue(), token: fc.jsonValue() })
      .map((value) => JSON.stringify(value)),
  )

  it.each(['sign-in', 'setup', 'password'])('bodies sent to %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(body, address, async (sent, from) => {
        expectRefusal(await ask(`/auth/${path}`, { method: 'POST', body: sent }, from))
      }),
      RUNS,
    )
  })

  it.each([
    ['bearer tokens', (value: string) => ({ authorization: `Bearer ${value}` })],
    ['ways of signing in', (value: string) => ({ authorization: value })],
    ['keys', (value: string) => ({ 'x-api-key': value })],
    ['credentials of agents', (value: string) => ({ 'x-agent-secret': value })],
    ['sessions', (value: string) => ({ cookie: `${cookieName}=${value}`, 'sec-fetch-site': 'same-origin' })],
    ['cookies', (value: string) => ({ cookie: value })],
  ])('%s', async (_what, headersOf) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(headerText, tokenLike), address, async (value, from) => {
        expectRefusal(await ask('/auth/session', { headers: headersOf(value) }, from))
      }),
      RUNS,
    )
  })

  it('what a browser brings back from the provider', async () => {
    await fc.assert(
      fc.asyncProperty(headerText, tokenLike, address, async (query, flow, from) => {
        const cookie = `${cookieName.replace('session', 'oidc')}=${flow}`
        const path = `/auth/oidc/callback?${query.replaceAll('#', '')}`
        expect((await ask(path, { headers: { cookie } }, from)).status).toBe(303)
      }),
      RUNS,
    )
    expect(await live.admin.access.people.query()).toHaveLength(1)
  })

  it('what a socket says of itself', async () => {
    const said = fc.oneof(
      fc.json(),
      fc
        .record({ method: fc.constant('connectionParams'), data: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
      fc
        .record({ key: text, agentId: text, secret: text }, { requiredKeys: [] })
        .map((data) => JSON.stringify({ method: 'connectionParams', data })),
    )
    const call = { id: 1, method: 'query', params: { path: 'access.me', input: { json: null } } }
    await fc.assert(
      fc.asyncProperty(said, address, async (first, from) => {
        const headers = { 'x-forwarded-for': from }
        const socket = new WebSocket(`${live.url.replace('http', 'ws')}/trpc?connectionParams=1`, { headers })
        await once(socket, 'open')
        const answered = Promise.race([
          once(socket, 'message').then(String),
          once(socket, 'close').then(() => 'closed'),
        ])
        socket.send(first)
        socket.send(JSON.stringify(call))
        expect(await answered).not.toContain('"result"')
        socket.terminate()
      }),
      { numRuns: 60 },
    )
    expect(await live.admin.access.me.query()).toMatchObject({ via: 'admin-key' })
  })
})
