import { CodedError } from '@chroniton/shared/contract/errors'
import { Hono } from 'hono'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpApp } from './app.ts'
import type { HttpEnv } from './caller.ts'
import { type Health, healthRoutes } from './health.ts'
import { adminPages } from './pages.ts'
import { httpServer, listen } from './server.ts'

let pagesPath: string

beforeAll(() => {
  pagesPath = mkdtempSync(join(tmpdir(), 'pages-'))
  mkdirSync(join(pagesPath, 'assets'))
  writeFileSync(join(pagesPath, 'index.html'), '<!doctype html><title>Chroniton</title>')
  writeFileSync(join(pagesPath, 'favicon.svg'), '<svg/>')
  writeFileSync(join(pagesPath, 'assets/main-1a2b.js'), 'export {}')
  writeFileSync(join(pagesPath, 'assets/main-1a2b.js.br'), 'brotli’s')
  writeFileSync(join(pagesPath, '..', 'outside.txt'), 'not yours')
})

afterAll(() => rmSync(pagesPath, { recursive: true, force: true }))

const silent = pino({ level: 'silent' })
const healthy = () => ({ status: 'ok', version: '1', parts: {} }) as const
const appOf = (path = pagesPath, health: () => Health = healthy) =>
  httpApp([healthRoutes(health), adminPages(path)], { logger: silent })
const get = (path: string, app = appOf()) => app.request(`http://hub${path}`)

describe('the pages', () => {
  it.each([
    ['/', 'text/html', 'no-cache'],
    ['/events/some-id', 'text/html', 'no-cache'],
    ['/favicon.svg', 'image/svg+xml', 'no-cache'],
    ['/assets/main-1a2b.js', 'text/javascript', 'public, max-age=31536000, immutable'],
  ])('%s is %s, %s', async (path, type, cache) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(type)
    expect(response.headers.get('cache-control')).toBe(cache)
  })

  it.each(['/assets/gone.js', '/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt'])(
    '%s is not there',
    async (path) => {
      const response = await get(path)
      expect(await response.text()).not.toContain('not yours')
      if (path.startsWith('/assets')) expect(response.status).toBe(404)
    },
  )

  it('are sent as small as the browser takes them', async () => {
    const small = await appOf().request('http://hub/assets/main-1a2b.js', {
      headers: { 'accept-encoding': 'gzip, br' },
    })
    expect(small.headers.get('content-encoding')).toBe('br')
    expect(await small.text()).toBe('brotli’s')
    expect(small.headers.get('cache-control')).toContain('immutable')
    const plain = await get('/assets/main-1a2b.js')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe('export {}')
  })

  it('let no other site frame, script or be talked to', async () => {
    const { headers } = await get('/')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  it('that are not built are missed in words', async () => {
    const response = await get('/', appOf('/nowhere'))
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm run build')])
  })
})

describe('a handler that fails', () => {
  const failing = (error: Error) => {
    const group = new Hono<HttpEnv>().get('/', async () => {
      throw error
    })
    return httpApp([group], { logger: silent }).request('http://hub/')
  }

  it('with a coded error answers its status, code and detail', async () => {
    const response = await failing(new CodedError('source-rate-limited', 'slowly', { retryAfterSeconds: 7 }))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await response.json()).toEqual({ code: 'source-rate-limited', detail: 'slowly' })
  })

  it('with any other tells nobody outside why', async () => {
    const response = await failing(new Error('at /secret/path'))
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ code: 'internal', detail: 'the hub’s log has the details' })
  })
})

describe('the health', () => {
  it('is 200 when the hub can do its work', async () => {
    const response = await get('/health')
    expect([response.status, await response.json()]).toEqual([200, healthy()])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('is 503 when it cannot', async () => {
    const failing = () => ({ status: 'failing', version: '1', parts: { database: 'the disk is full' } }) as const
    const response = await get('/health', appOf(pagesPath, failing))
    expect([response.status, await response.json()]).toEqual([503, failing()])
  })
})

describe('the port', () => {
  it('that is taken is named, with the way out', async () => {
    const app = appOf()
    const first = httpServer(app)
    const { port } = await listen(first, '127.0.0.1', 0)
    const second = listen(httpServer(app), '127.0.0.1', port)
    await expect(second).rejects.toMatchObject({
      code: 'invalid-configuration',
      detail: expect.stringMatching(new RegExp(`port ${port} is taken.*API_PORT`)),
    })
    await new Promise((resolve) => first.close(resolve))
  })

  it('on an address of another machine is refused in words', async () => {
    const server = httpServer(appOf())
    await expect(listen(server, '192.0.2.1', 0)).rejects.toMatchObject({ detail: expect.stringContaining('API_HOST') })
  })
})
