import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Browser } from '../testing/browser.ts'
import { LiveHub } from '../testing/live-hub.ts'
import { CLIENT, OpenIdProvider } from '../testing/openid-provider.ts'

let provider: OpenIdProvider
let live: LiveHub
let browser: Browser

beforeAll(async () => {
  provider = await OpenIdProvider.start()
})

beforeEach(() => provider.forget())

afterEach(() => live.stop())

afterAll(() => provider.stop())

async function start(environment: Record<string, string> = {}) {
  live = await LiveHub.start({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_BUTTON: 'Example Inc.',
    ...environment,
  })
  provider.redirectUri = `${live.url}/auth/oidc/callback`
  browser = new Browser(live.url)
}

/** Goes to the provider and back; where the browser ends. */
async function signIn(on: Browser = browser, change: (back: string) => string = (back) => back): Promise<string> {
  const begun = await on.get('/auth/oidc')
  const back = change(await provider.authorize(begun.headers.get('location') ?? ''))
  const ended = await on.get(back.slice(live.url.length))
  expect(ended.status).toBe(303)
  return ended.headers.get('location') ?? ''
}

const HOME = '../../'
const problem = (code: string) => `../../#sign-in-problem=${code}`
const session = async (of: Browser = browser) => (await of.get('/auth/session')).body

describe('signing in at an OpenID Connect provider', () => {
  it('is offered by name, and signs in whoever an owner has added', async () => {
    await start()
    expect(await session()).toMatchObject({ signIn: { openIdConnect: 'Example Inc.' } })
    const { admin } = live
    const { id } = await admin.access.addPerson.mutate({ name: 'ann@example.com', role: 'operator' })
    expect(await signIn()).toBe(HOME)
    expect(await session()).toMatchObject({ personId: id, via: 'session', name: 'ann@example.com' })
    expect(await admin.access.people.query()).toMatchObject([
      { hasPassword: false, hasOpenIdConnect: true, sessions: 1 },
    ])
  })

  it('ends in words for whoever nobody has added', async () => {
    await start()
    expect(await signIn()).toBe(problem('sign-in-refused'))
    expect(await session()).toMatchObject({ code: 'unauthenticated' })
  })

  it('takes the role from the provider, each time', async () => {
    await start({ OIDC_ROLE_CLAIM: 'groups' })
    provider.claims['groups'] = ['staff', 'chroniton-operator']
    expect(await signIn()).toBe(HOME)
    expect(await session()).toMatchObject({ permissions: ['read', 'operate', 'configure'] })
    provider.claims['groups'] = ['/chroniton-viewer']
    await signIn()
    expect(await session()).toMatchObject({ permissions: ['read'] })
    provider.claims['groups'] = ['staff']
    const elsewhere = new Browser(live.url)
    expect(await signIn(elsewhere)).toBe(problem('sign-in-refused'))
  })

  it('gives newcomers the role that the configuration says', async () => {
    await start({ OIDC_DEFAULT_ROLE: 'viewer' })
    expect(await signIn()).toBe(HOME)
    expect(await session()).toMatchObject({ name: 'ann@example.com', permissions: ['read'] })
  })

  it.each<[string, () => void]>([
    ['another nonce', () => (provider.forged = { nonce: 'another' })],
    ['another issuer', () => (provider.forged = { iss: 'https://evil.example' })],
    ['another audience', () => (provider.forged = { aud: 'another client' })],
    ['an identity that has expired', () => (provider.forged = { exp: 1 })],
    ['a signature by another key', () => (provider.signsWrongly = true)],
  ])('fails with %s', async (_what, forge) => {
    await start({ OIDC_DEFAULT_ROLE: 'owner' })
    forge()
    expect(await signIn()).toBe(problem('sign-in-failed'))
    expect(await live.admin.access.people.query()).toEqual([])
  })

  it.each<[string, (back: string) => string]>([
    ['another state', (back) => back.replace(/state=[^&]*/, 'state=another')],
    ['another code', (back) => back.replace(/code=[^&]*/, 'code=another')],
    ['no code', (back) => back.replace(/code=[^&]*/, '')],
    ['a refusal', (back) => back.replace(/code=[^&]*/, 'error=access_denied')],
  ])('fails when it comes back with %s', async (_what, change) => {
    await start({ OIDC_DEFAULT_ROLE: 'owner' })
    expect(await signIn(browser, change)).toBe(problem('sign-in-failed'))
  })

  it('is good once, and only in the browser that began it', async () => {
    await start({ OIDC_DEFAULT_ROLE: 'viewer' })
    const begun = await browser.get('/auth/oidc')
    const back = (await provider.authorize(begun.headers.get('location') ?? '')).slice(live.url.length)
    const other = new Browser(live.url)
    expect((await other.get(back)).headers.get('location')).toBe(problem('sign-in-failed'))
    const kept = browser.cookie
    expect((await browser.get(back)).headers.get('location')).toBe(HOME)
    expect((await other.get(back, { cookie: kept })).headers.get('location')).toBe(problem('sign-in-failed'))
  })

  it('carries its beginning in a cookie that the provider’s redirect brings back, and that says nothing', async () => {
    await start()
    const cookie = (await browser.get('/auth/oidc')).headers.get('set-cookie')
    expect(cookie).toMatch(/^chroniton-oidc-\w{8}=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(cookie).not.toContain('verifier')
  })

  it('ends in words while the provider is away', async () => {
    await start({ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_DEFAULT_ROLE: 'viewer' })
    expect((await browser.get('/auth/oidc')).headers.get('location')).toBe('../#sign-in-problem=sign-in-failed')
  })
})

it.each([
  [{ OIDC_ISSUER: 'https://login.example' }, 'OIDC_ISSUER needs OIDC_CLIENT_ID'],
  [{ OIDC_ISSUER: 'http://login.example', OIDC_CLIENT_ID: 'x' }, 'OIDC_ISSUER is "http://login.example"'],
])('%j does not start', async (environment, words) => {
  await start()
  await expect(LiveHub.start(environment as never)).rejects.toMatchObject({ detail: expect.stringContaining(words) })
})
