import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CodedError } from '@chroniton/shared/contract/errors'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { describeWithPrograms } from '../../../tests/servers/available.ts'
import { makeCertificates } from '../../../tests/servers/certificates.ts'
import { freePort } from '../../../tests/servers/port.ts'
import { startScripted, type ScriptedReply, type ScriptedRequest } from '../../../tests/servers/scripted.ts'
import type { Credentials } from './authorization.ts'
import { openHttp, type HttpAnswer, type HttpClient, type HttpOptions } from './client.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const NEVER = new AbortController().signal
const ADA: Credentials = { scheme: 'auto', username: 'Ada', password: 'Sësame' }

let closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
})

async function serve(...[answer, tls]: Parameters<typeof startScripted>) {
  const server = await startScripted(answer, tls)
  closing.push(() => server.stop())
  return server
}

function client(url: string, options: Partial<HttpOptions> & { as?: Credentials } = {}): HttpClient {
  const { as = { scheme: 'none' }, ...rest } = options
  const http = openHttp(
    { home: new URL(url), credentials: () => Promise.resolve(as), userAgent: 'test', ...rest },
    { clock: { now: () => NOW }, random: { id: () => 'c0ffee', fraction: () => 0.5 } },
  )
  closing.push(() => http.close())
  return http
}

const get = (http: HttpClient, url: string, more: { method?: string; maxBytes?: number; signal?: AbortSignal } = {}) =>
  http.request({ method: 'GET', url: new URL(url), signal: NEVER, ...more })

async function failureOf(attempt: Promise<HttpAnswer>): Promise<CodedError> {
  const error = await attempt.then(
    (answer) => answer.failure(),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CodedError)) throw error
  return error
}

describe('a request', () => {
  it('hands over status, headers and text', async () => {
    const server = await serve(() => ({ status: 207, headers: { 'X-A': 'b' }, body: 'zürich' }))
    const answer = await get(client(server.url), server.url)
    expect([answer.status, answer.header('x-a'), answer.text]).toEqual([207, 'b', 'zürich'])
  })

  it('undoes compression, and never unpacks more than it may', async () => {
    const server = await serve(() => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('a'.repeat(100_000)) }))
    const http = client(server.url)
    expect((await get(http, server.url)).text).toHaveLength(100_000)
    expect((await failureOf(get(http, server.url, { maxBytes: 5_000 }))).code).toBe('item-too-large')
  })

  it('reads the character set that is named, and Latin-1 that is not', async () => {
    const server = await serve(({ path }) => ({
      headers: path === '/named' ? { 'content-type': 'text/calendar; charset="ISO-8859-1"' } : {},
      body: Buffer.from('Zürich', 'latin1'),
    }))
    const http = client(server.url)
    expect((await get(http, `${server.url}named`)).text).toBe('Zürich')
    expect((await get(http, server.url)).text).toBe('Zürich')
  })

  it('keeps its connection, whatever the method', async () => {
    const server = await serve(() => ({ body: 'x' }))
    const http = client(server.url, { connections: 1 })
    await get(http, server.url)
    for (const method of ['PROPFIND', 'REPORT', 'PUT', 'PROPPATCH', 'MKCALENDAR', 'DELETE', 'REPORT']) {
      await http.request({ method, url: new URL(server.url), body: '<x/>', signal: NEVER })
    }
    await get(http, server.url, { method: 'OPTIONS' })
    await get(http, server.url, { method: 'DELETE' })
    expect(server.connections()).toBe(1)
  })

  it('rejects with the signal’s reason', async () => {
    const server = await serve(() => ({ hang: true }))
    const controller = new AbortController()
    const answer = get(client(server.url), server.url, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
  })

  it('is repeated once when a kept connection turns out to be closed, unless it changes something', async () => {
    const server = await serve((_, count) => (count % 2 === 1 ? { drop: true } : { body: 'again' }))
    expect((await get(client(server.url), server.url)).text).toBe('again')
    expect((await failureOf(get(client(server.url), server.url, { method: 'PUT' }))).code).toBe('source-unreachable')
  })
})

describe('what goes wrong has a code', () => {
  const CASES: [string, ScriptedReply, string][] = [
    ['401', { status: 401 }, 'source-needs-sign-in'],
    ['403', { status: 403 }, 'source-forbidden'],
    ['407', { status: 407 }, 'source-unreachable'],
    ['429', { status: 429, headers: { 'retry-after': '17' } }, 'source-rate-limited'],
    ['500', { status: 500 }, 'source-fault'],
    ['503', { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:17 GMT' } }, 'source-fault'],
    ['half a body', { body: 'x'.repeat(1000), cutAfter: 500 }, 'source-cut-short'],
    [
      'half a compressed body',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync('x').subarray(0, 12) },
      'source-cut-short',
    ],
    ['a broken connection', { drop: true }, 'source-unreachable'],
    ['silence', { hang: true }, 'source-fault'],
    ['a body larger than allowed', { body: 'x'.repeat(10_001) }, 'item-too-large'],
    ['a redirect in a circle', { status: 302, headers: { location: '/' } }, 'source-fault'],
    ['a redirect to nowhere', { status: 302, headers: { location: 'mailto:a@example.org' } }, 'source-fault'],
  ]
  it.each(CASES)('%s', async (_, reply, code) => {
    const server = await serve(() => reply)
    const http = client(server.url, { timeouts: { answerMs: 200, silenceMs: 200 } })
    const failure = await failureOf(get(http, `${server.url}path?secret=1`, { maxBytes: 10_000 }))
    expect(failure.code).toBe(code)
    expect(failure.detail).toContain('GET http://127.0.0.1')
    expect(failure.detail).not.toContain('secret')
    if (reply.headers?.['retry-after']) expect(failure.retryAfterSeconds).toBe(17)
  })

  it('nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    expect((await failureOf(get(client(url), url))).code).toBe('source-unreachable')
  })

  it('no such host', async () => {
    const url = 'http://no-such-host.invalid/'
    expect((await failureOf(get(client(url), url))).code).toBe('source-unreachable')
  })

  it('says what the server said, as plain text', async () => {
    const server = await serve(() => ({ status: 500, body: '<html><style>x</style><h1>Out of\n cheese</h1></html>' }))
    expect((await failureOf(get(client(server.url), server.url))).detail).toMatch(/answered 500: Out of cheese$/)
  })
})

describe('a proxy of the company', () => {
  afterEach(() => void vi.unstubAllEnvs())

  async function serveProxy(allow: boolean): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = []
    const proxy = createServer()
    proxy.on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '')
      socket.on('error', () => undefined)
      if (!allow) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
      const [host, port] = request.url!.split(':')
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        target.pipe(socket).pipe(target)
      })
      target.on('error', () => socket.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => proxy.close(() => resolve())))
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked }
  }

  it('is used when the environment names it', async () => {
    const server = await serve(() => ({ body: 'through' }))
    const proxy = await serveProxy(true)
    vi.stubEnv('HTTP_PROXY', proxy.url)
    expect((await get(client(server.url), server.url)).text).toBe('through')
    expect(proxy.asked).toEqual([new URL(server.url).host])
  })

  it('that refuses is named as the one that does', async () => {
    const proxy = await serveProxy(false)
    vi.stubEnv('HTTP_PROXY', proxy.url)
    const failure = await failureOf(get(client('http://example.invalid/'), 'http://example.invalid/'))
    expect([failure.code, failure.detail]).toEqual([
      'source-unreachable',
      expect.stringContaining('proxy answered 407'),
    ])
  })
})

describe('signing in', () => {
  const wantsBasic = (request: ScriptedRequest): ScriptedReply =>
    request.headers.authorization === `Basic ${Buffer.from('Ada:Sësame').toString('base64')}`
      ? { body: 'in' }
      : { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } }

  it('Basic is not sent over plain HTTP before it is asked for, and then with every request', async () => {
    const server = await serve(wantsBasic)
    const http = client(server.url, { as: ADA })
    expect((await get(http, server.url)).text).toBe('in')
    expect((await get(http, server.url)).text).toBe('in')
    expect(server.requests.map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true, true])
  })

  it('a server that lets strangers in is still told who we are', async () => {
    const server = await serve(({ headers }) => ({ body: headers.authorization ? 'known' : 'stranger' }))
    expect((await get(client(server.url, { as: ADA }), server.url)).text).toBe('known')
  })

  it('a refused password is asked for anew the next time', async () => {
    const server = await serve(wantsBasic)
    const passwords = ['wrong', 'Sësame']
    const http = client(server.url, {
      credentials: () => Promise.resolve({ scheme: 'basic', username: 'Ada', password: passwords.shift()! }),
    })
    expect((await get(http, server.url)).status).toBe(401)
    expect((await get(http, server.url)).text).toBe('in')
    expect(server.requests).toHaveLength(2)
  })

  it('a token goes as it is', async () => {
    const server = await serve(({ headers }) => ({ body: headers.authorization ?? '' }))
    expect((await get(client(server.url, { as: { scheme: 'bearer', token: 't0k' } }), server.url)).text).toBe(
      'Bearer t0k',
    )
  })

  it('a password that is wrong is tried once', async () => {
    const server = await serve(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } }))
    expect((await get(client(server.url, { as: { ...ADA, scheme: 'basic' } as Credentials }), server.url)).status).toBe(
      401,
    )
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
  ])('Digest with %s, with a nonce that expires', async (algorithm, hash) => {
    const digest = (text: string) => createHash(hash).update(text).digest('hex')
    const counts: string[] = []
    let nonce = 1
    const server = await serve(({ method, path, headers }) => {
      const value = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(headers.authorization ?? '')?.[1]
      const right = digest(
        [
          digest('Ada:the realm:Sësame'),
          `n${nonce}`,
          value('nc'),
          value('cnonce'),
          'auth',
          digest(`${method}:${path}`),
        ].join(':'),
      )
      if (value('response') === right && value('uri') === path) {
        counts.push(value('nc')!)
        return { body: 'in' }
      }
      const stale = headers.authorization ? ', stale=true' : ''
      return {
        status: 401,
        headers: {
          'www-authenticate': [
            'Basic realm="the realm"',
            `Digest realm="the realm", qop="auth,auth-int", algorithm=${algorithm}, nonce="n${nonce}", opaque="o"${stale}`,
          ],
        },
      }
    })
    const http = client(server.url, { as: ADA })
    const ask = async () => (await get(http, `${server.url}a%20b?c=d`)).text
    expect(await ask()).toBe('in')
    expect(await ask()).toBe('in')
    nonce = 2
    expect(await ask()).toBe('in')
    expect(counts).toEqual(['00000001', '00000002', '00000001'])
    expect(server.requests.some(({ headers }) => headers.authorization?.startsWith('Basic'))).toBe(false)
  })

  it('Digest with a wrong password gives up', async () => {
    const server = await serve((_, count) => ({
      status: 401,
      headers: { 'www-authenticate': `Digest realm="r", qop="auth", nonce="n${count}"` },
    }))
    expect((await get(client(server.url, { as: ADA }), server.url)).status).toBe(401)
    expect(server.requests).toHaveLength(2)
  })
})

describe('redirects', () => {
  it('keep method and body', async () => {
    const server = await serve(({ path }) =>
      path === '/old' ? { status: 301, headers: { location: '/new' } } : { body: 'here' },
    )
    const http = client(server.url)
    const answer = await http.request({
      method: 'PROPFIND',
      url: new URL('/old', server.url),
      body: '<x/>',
      signal: NEVER,
    })
    expect(answer.url.pathname).toBe('/new')
    expect(server.requests.at(-1)).toMatchObject({ method: 'PROPFIND', body: '<x/>' })
  })

  it('never carry the password to another server', async () => {
    const other = await serve(() => ({ body: 'other' }))
    const server = await serve(() => ({ status: 302, headers: { location: other.url } }))
    const failure = await failureOf(get(client(server.url, { as: ADA }), server.url))
    expect(failure.code).toBe('invalid-configuration')
    expect(failure.detail).toContain(new URL(other.url).origin)
    expect(other.requests).toEqual([])
  })

  it('lead elsewhere when there is no password to lose', async () => {
    const other = await serve(() => ({ body: 'other' }))
    const server = await serve(() => ({ status: 302, headers: { location: other.url } }))
    expect((await get(client(server.url), server.url)).text).toBe('other')
  })
})

describeWithPrograms('TLS', ['openssl'], () => {
  let folder: string
  let certificates: ReturnType<typeof makeCertificates>
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chroniton-tls-'))
    certificates = makeCertificates(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('an unknown authority is refused, and trusted when it is given', async () => {
    const server = await serve(() => ({ body: 'secure' }), {
      cert: certificates.server.cert,
      key: certificates.server.key,
    })
    const failure = await failureOf(get(client(server.url), server.url))
    expect(failure.code).toBe('source-certificate')
    const http = client(server.url, { tls: { ca: certificates.ca.cert } })
    expect((await get(http, server.url)).text).toBe('secure')
  })

  it('a certificate for another name is refused', async () => {
    const { cert, key } = certificates.client
    const server = await serve(() => ({}), { cert, key })
    const failure = await failureOf(get(client(server.url, { tls: { ca: certificates.ca.cert } }), server.url))
    expect(failure.code).toBe('source-certificate')
  })

  it('a client certificate is shown where it is asked for', async () => {
    const server = await serve(() => ({ body: 'known' }), {
      cert: certificates.server.cert,
      key: certificates.server.key,
      ca: certificates.ca.cert,
      requestCert: true,
      rejectUnauthorized: true,
    })
    const ca = certificates.ca.cert
    const failure = await failureOf(get(client(server.url, { tls: { ca } }), server.url))
    expect(failure.detail).toContain('client certificate')
    const { cert, key } = certificates.client
    const http = client(server.url, { tls: { ca, clientCertificate: { cert, key } } })
    expect((await get(http, server.url)).text).toBe('known')
  })

  it('Basic is sent at once where nobody can read it', async () => {
    const server = await serve(() => ({}), { cert: certificates.server.cert, key: certificates.server.key })
    await get(client(server.url, { as: ADA, tls: { ca: certificates.ca.cert } }), server.url)
    expect(server.requests.map(({ headers }) => headers.authorization?.split(' ')[0])).toEqual(['Basic'])
  })

  it('a redirect never leads from HTTPS to plain HTTP', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: 'http://127.0.0.1/' } }), {
      cert: certificates.server.cert,
      key: certificates.server.key,
    })
    const failure = await failureOf(get(client(server.url, { tls: { ca: certificates.ca.cert } }), server.url))
    expect(failure.detail).toContain('plain HTTP')
  })

  it('a certificate that cannot be used is a mistake in the configuration', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
    const mismatched = { cert: certificates.client.cert, key: certificates.server.key }
    for (const tls of [{ ca: broken }, { ca: 'no certificate' }, { clientCertificate: mismatched }]) {
      expect(() => client('https://127.0.0.1/', { tls })).toThrow(CodedError)
    }
  })
})
