import type { Me } from '@chroniton/shared/contract/access'
import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { SignJWT } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { failureOf } from '../../trpc/testing/door.ts'
import { Browser } from '../testing/browser.ts'
import { LiveHub, PASSWORD } from '../testing/live-hub.ts'

let live: LiveHub | undefined

afterEach(async () => {
  await live?.stop()
  live = undefined
})

const start = async (environment: Record<string, string> = {}) => (live = await LiveHub.start(environment))
const eventually = (assertion: () => Promise<void> | void) => vi.waitFor(assertion, { timeout: 10_000, interval: 10 })
const refusal = (code: string) => ({ code, detail: expect.any(String) })

describe('setting a hub up', () => {
  it('needs the admin key, makes an owner and signs them in', async () => {
    const { url, adminKey } = await start()
    const browser = new Browser(url)
    expect((await browser.get('/auth/session')).body).toMatchObject({ signIn: { setupNeeded: true } })
    const body = { name: 'Ann', password: PASSWORD }
    expect(await browser.post('/auth/setup', body)).toMatchObject({ status: 401, body: refusal('unauthenticated') })
    const wrong = { authorization: 'Bearer wrong' }
    expect(await browser.post('/auth/setup', body, wrong)).toMatchObject({ status: 401 })
    const key = { authorization: `Bearer ${adminKey}` }
    expect(await browser.post('/auth/setup', body, key)).toMatchObject({
      status: 200,
      body: { name: 'Ann', permissions: PERMISSIONS_OF.owner, via: 'session', signIn: { setupNeeded: false } },
    })
    expect(await browser.get('/auth/session')).toMatchObject({ status: 200, body: { name: 'Ann' } })
    expect(await browser.post('/auth/setup', body, key)).toMatchObject({ status: 409, body: refusal('conflict') })
  })

  it('is not for an API key, whatever it may do', async () => {
    const { admin, url } = await start()
    const { key } = await admin.access.createApiKey.mutate({
      name: 'all',
      permissions: [...PERMISSIONS_OF.owner],
      expiresAt: null,
    })
    const answer = await new Browser(url).post(
      '/auth/setup',
      { name: 'Ann', password: PASSWORD },
      { authorization: `Bearer ${key}` },
    )
    expect(answer).toMatchObject({ status: 403, body: refusal('forbidden') })
  })

  it('may be left to the configuration', async () => {
    const { hub, url } = await start({ OWNER_NAME: 'Ann', OWNER_PASSWORD: PASSWORD })
    expect(hub.isSetUp).toBe(true)
    expect(await new Browser(url).post('/auth/sign-in', { name: 'ann', password: PASSWORD })).toMatchObject({
      status: 200,
    })
  })
})

describe('a session', () => {
  it('lives in a cookie that no script reads and no other site sends', async () => {
    const { owner } = await withOwner()
    const again = await owner.post('/auth/sign-in', { name: 'Ann', password: PASSWORD })
    expect(again.headers.get('set-cookie')).toMatch(
      /^chroniton-session-\w{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(again.headers.get('cache-control')).toBe('no-store')
  })

  it('takes the place of the one the browser had', async () => {
    const { owner, live } = await withOwner()
    const kept = owner.cookie
    await owner.post('/auth/sign-in', { name: 'Ann', password: PASSWORD })
    expect(await new Browser(live.url).get('/auth/session', { cookie: kept })).toMatchObject({ status: 401 })
    expect(await owner.get('/auth/session')).toMatchObject({ status: 200 })
    expect(await live.admin.access.people.query()).toMatchObject([{ name: 'Ann', sessions: 1 }])
  })

  it('ends with signing out, on the hub too, and closes the sockets of the page', async () => {
    const { owner, live } = await withOwner()
    const kept = owner.cookie
    const reasons: string[] = []
    const page = live.keep(owner.link({ closed: (why) => reasons.push(why) }))
    expect(await page.calls.access.me.query()).toMatchObject({ name: 'Ann', via: 'session' })
    expect(await owner.post('/auth/sign-out', null)).toMatchObject({ status: 200 })
    expect(owner.cookie).toBe('')
    await eventually(() => expect(reasons).toContain('you signed out'))
    const thief = new Browser(live.url)
    expect(await thief.get('/auth/session', { cookie: kept })).toMatchObject({ status: 401 })
    expect(await failureOf(page.calls.access.me.query())).toMatchObject({ code: 'unauthenticated' })
  })

  it('does not count for other sites, nor for programs that change something without saying so', async () => {
    const { owner, live } = await withOwner()
    const evil = { origin: 'http://evil.example' }
    expect(await owner.get('/auth/session', evil)).toMatchObject({ status: 401 })
    expect(await owner.get('/auth/session', { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 401 })
    expect(await owner.post('/auth/sign-out', null, evil)).toMatchObject({ status: 403, body: refusal('forbidden') })
    expect(await owner.post('/auth/sign-in', { name: 'Ann', password: PASSWORD }, evil)).toMatchObject({ status: 403 })
    const bare = await fetch(`${live.url}/auth/sign-out`, { method: 'POST', headers: { cookie: owner.cookie } })
    expect(bare.status).toBe(403)
    expect(await owner.get('/auth/session')).toMatchObject({ status: 200 })
  })

  it('over TLS has a name that the browser guards', async () => {
    const { url, adminKey } = await start({ TRUSTED_PROXIES: '127.0.0.1' })
    const browser = new Browser(url)
    const secure = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' }
    const answer = await browser.post(
      '/auth/setup',
      { name: 'Ann', password: PASSWORD },
      { ...secure, authorization: `Bearer ${adminKey}` },
    )
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-chroniton-session-.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(await browser.get('/auth/session', secure)).toMatchObject({ status: 200 })
    // What came without TLS may have been set by anybody on the way.
    const plain = { ...secure, cookie: browser.cookie.replace('__Host-', '') }
    expect(await new Browser(url).get('/auth/session', plain)).toMatchObject({ status: 401 })
  })

  it('over a socket of another site is nobody’s', async () => {
    const { owner, live } = await withOwner({ CORS_ORIGINS: '*' })
    const page = live.keep(owner.link({ origin: 'http://evil.example' }))
    expect(await failureOf(page.calls.access.me.query())).toMatchObject({ code: 'unauthenticated' })
  })
})

describe('what a person may do counts at once', () => {
  it('when their role changes: the socket comes back with the new one', async () => {
    const { admin, bob, page } = await withBob()
    expect(await page.calls.access.me.query()).toMatchObject({ permissions: PERMISSIONS_OF.viewer })
    await admin.access.changePerson.mutate({ personId: bob.id, changes: { role: 'operator' } })
    await eventually(async () =>
      expect(await page.calls.access.me.query()).toMatchObject({ permissions: PERMISSIONS_OF.operator }),
    )
  })

  it.each(['removePerson', 'endSessions'] as const)('when an owner calls %s', async (call) => {
    const { admin, bob, browser, page, reasons } = await withBob()
    await page.calls.access.me.query()
    await admin.access[call].mutate(bob.id)
    await eventually(() => expect(reasons).toHaveLength(1))
    expect(await failureOf(page.calls.access.me.query())).toMatchObject({ code: 'unauthenticated' })
    expect(await browser.get('/auth/session')).toMatchObject({ status: 401 })
  })

  it('when they change their password, which ends their other sessions and not this one', async () => {
    const { bob, browser, live, page } = await withBob()
    const elsewhere = new Browser(live.url)
    await elsewhere.post('/auth/sign-in', { name: 'Bob', password: PASSWORD })
    const wrong = page.calls.access.changePassword.mutate({ current: 'guess', next: 'another password' })
    expect(await failureOf(wrong)).toMatchObject({ code: 'invalid-input' })
    await page.calls.access.changePassword.mutate({ current: PASSWORD, next: 'another password' })
    expect(await browser.get('/auth/session')).toMatchObject({ status: 200, body: { personId: bob.id } })
    expect(await elsewhere.get('/auth/session')).toMatchObject({ status: 401 })
    expect(await elsewhere.post('/auth/sign-in', { name: 'Bob', password: 'another password' })).toMatchObject({
      status: 200,
    })
  })
})

describe('a key', () => {
  it('opens what it permits until it is revoked, when its socket closes', async () => {
    const { admin, url } = await start()
    const request = { name: 'script', permissions: ['read' as const], expiresAt: null }
    const { id, key } = await admin.access.createApiKey.mutate(request)
    const script = live!.link({ key })
    expect(await script.calls.access.me.query()).toMatchObject({
      name: 'script',
      via: 'api-key',
      permissions: ['read'],
    })
    for (const header of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }]) {
      expect(await new Browser(url).get('/auth/session', header as never)).toMatchObject({ status: 200 })
    }
    expect(await admin.access.apiKeys.query()).toMatchObject([{ id, lastUsedAt: expect.any(String) }])
    await admin.access.revokeApiKey.mutate(id)
    await eventually(async () =>
      expect(await failureOf(script.calls.access.me.query())).toMatchObject({ code: 'unauthenticated' }),
    )
  })

  it('that is wrong is not made good by a session', async () => {
    const { owner } = await withOwner()
    expect(await owner.get('/auth/session', { 'x-api-key': 'guess' })).toMatchObject({ status: 401 })
  })

  it('may be a signed token, where a secret is set', async () => {
    const secret = 'a secret of thirty-two bytes, or more'
    const sign = () =>
      new SignJWT({ sub: 'nightly', role: 'viewer' })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(secret))
    const { url } = await start({ JWT_SECRET: secret })
    const bearer = { authorization: `Bearer ${await sign()}` }
    expect((await new Browser(url).get('/auth/session', bearer)).body).toMatchObject({ name: 'nightly', via: 'token' })
    await live?.stop()
    const without = await start()
    expect(await new Browser(without.url).get('/auth/session', bearer)).toMatchObject({ status: 401 })
  })
})

describe('a hub that asks nobody', () => {
  it('lets everybody on this machine in, and no page of another site', async () => {
    const { url } = await start({ AUTH_ENABLED: 'false' })
    const { calls } = live!.link(null)
    expect(await calls.access.me.query()).toMatchObject({ via: 'open', permissions: PERMISSIONS_OF.owner })
    expect((await new Browser(url).get('/auth/session')).status).toBe(200)
    const evil = { origin: 'http://evil.example' }
    expect((await new Browser(url).get('/auth/session', evil)).status).toBe(401)
    expect((await new Browser(url).get('/auth/session', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(401)
  })

  it.each<Record<string, string>>([{ AUTH_ENABLED: 'false' }, { LEGACY_AGENTS: '*' }])(
    'does not start where others reach it: %j',
    async (unsafe) => {
      await expect(LiveHub.start({ ...unsafe, API_HOST: '0.0.0.0' })).rejects.toMatchObject({
        code: 'invalid-configuration',
        detail: expect.stringContaining('API_HOST 0.0.0.0'),
      })
    },
  )
})

async function withOwner(environment: Record<string, string> = {}) {
  const started = await start(environment)
  return { live: started, owner: await started.owner() }
}

/** Bob, a viewer, who has chosen a password by a link and looks at the page. */
async function withBob() {
  const started = await start()
  await started.owner()
  const admin = started.admin
  const bob = await admin.access.addPerson.mutate({ name: 'Bob', role: 'viewer' })
  const { path } = await admin.access.passwordLink.mutate(bob.id)
  const browser = new Browser(started.url)
  const token = new URLSearchParams(path.slice(2)).get('password-token')
  const { body } = await browser.post('/auth/password', { token, password: PASSWORD })
  expect((body as Me).personId).toBe(bob.id)
  const reasons: string[] = []
  const page = started.keep(browser.link({ closed: (why) => reasons.push(why) }))
  return { live: started, admin, bob, browser, page, reasons }
}
