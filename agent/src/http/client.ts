import { X509Certificate } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { createSecureContext, rootCertificates } from 'node:tls'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Machine } from '../ports.ts'
import { mustBePermitted, permittedLookup, type AddressPolicy } from './address-policy.ts'
import { authorize, type Authorization, type Credentials } from './authorization.ts'
import { decodeText, decompress } from './body.ts'
import { parseChallenges } from './challenge.ts'
import { BodyTooLarge, exchange, openConnections, type Exchanged } from './exchange.ts'
import {
  connectionFailure,
  describeRequest,
  isClosedConnection,
  retryAfterSeconds,
  serverWords,
  statusFailure,
} from './failure.ts'
import { mayHaveCredentials, redirectTarget } from './origin.ts'

export interface HttpOptions {
  /** The configured address: its origin gets the credentials. */
  home: URL
  /** Asked for at the first request, and again after a refused sign-in: a password may have been corrected. */
  credentials(): Promise<Credentials>
  /** Other hosts, as name suffixes like `.icloud.com`, that get the same credentials over HTTPS. */
  trustedHosts?: string[]
  /** PEM texts. `ca` is trusted besides the public authorities. */
  tls?: { ca?: string | null; clientCertificate?: { cert: string; key: string } | null }
  connections?: number
  /** Limits for connecting, for the first byte of an answer, and between two parts of it. */
  timeouts?: { connectMs?: number; answerMs?: number; silenceMs?: number }
  userAgent: string
}

export interface HttpDeps extends Pick<Machine, 'clock' | 'random'> {
  /** Absent: every address may be connected to. */
  addresses?: AddressPolicy | undefined
}

export interface HttpRequest {
  method: string
  url: URL
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
  /** Of the answer's body, before and after decompression. */
  maxBytes?: number
}

export interface HttpAnswer {
  status: number
  /** Where the answer came from, after redirects. */
  url: URL
  header(name: string): string | undefined
  text: string
  /** Method, origin and path, for messages. */
  where: string
  /** The error for this status, with what the server said. */
  failure(): CodedError
}

export interface HttpClient {
  /**
   * Every status is an answer. Throws CodedError for what keeps an answer from coming whole, `invalid-configuration`
   * for a way (or a redirect) to a server that may not see the credentials, `source-address-refused` for one that may
   * not be connected to, and `item-too-large` past `maxBytes`.
   * A redirect is followed with the same method and body.
   */
  request(request: HttpRequest): Promise<HttpAnswer>
  /** From now on this host gets the credentials as well, over HTTPS. */
  trust(hostname: string): void
  close(): Promise<void>
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MAX_REDIRECTS = 5
const MAX_SIGN_IN_TRIES = 3
const MAX_BYTES = 64 * 1024 * 1024
/** Requests that change nothing: repeated when a kept-alive connection turns out to be closed. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT'])

export function openHttp(options: HttpOptions, deps: HttpDeps): HttpClient {
  const { timeouts = {} } = options
  const { addresses } = deps
  const tls = secureContext(options)
  // Behind a proxy it is the proxy that resolves names, and its rules that count.
  const resolution = addresses ? { lookup: permittedLookup(addresses) } : {}
  const connections = openConnections({
    connections: options.connections ?? 8,
    connect: { ...tls, ...resolution, timeout: timeouts.connectMs ?? 15_000 },
    requestTls: tls,
    headersTimeout: timeouts.answerMs ?? 120_000,
    bodyTimeout: timeouts.silenceMs ?? 60_000,
  })
  const authorizations = new Map<string, Promise<Authorization>>()

  function authorizationAt({ origin, protocol }: URL): Promise<Authorization> {
    let authorization = authorizations.get(origin)
    if (!authorization) {
      authorization = options.credentials().then((found) => authorize(found, protocol === 'https:', deps.random))
      authorization.catch(() => authorizations.delete(origin))
      authorizations.set(origin, authorization)
    }
    return authorization
  }

  const trustedHosts = [...(options.trustedHosts ?? [])]
  const mayKnowUs = (url: URL) => mayHaveCredentials(url, options.home, trustedHosts)

  async function refuseStranger(url: URL, where: string): Promise<void> {
    if (mayKnowUs(url) || (await options.credentials()).scheme === 'none') return
    throw new CodedError(
      'invalid-configuration',
      `${where}: leads to another server, ${url.origin}, which does not get the password by itself; ` +
        'if it is the right one, give its address as "url"',
    )
  }

  async function send(request: HttpRequest, url: URL, authorization: string | null): Promise<Exchanged> {
    if (addresses) mustBePermitted(addresses, url)
    const sent = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: {
        'user-agent': options.userAgent,
        'accept-encoding': 'gzip, deflate',
        ...request.headers,
        ...(authorization === null ? {} : { authorization }),
      },
      body: request.body ?? null,
      // Left to itself undici closes the connection after a body it does not expect, as that of a REPORT (7.30).
      reset: false,
    }
    const ask = () => exchange(connections, sent, request.signal, request.maxBytes ?? MAX_BYTES)
    try {
      return await ask().catch((error: unknown) => {
        request.signal.throwIfAborted()
        if (isClosedConnection(error) && REPEATABLE.has(request.method)) return ask()
        throw error
      })
    } catch (error) {
      request.signal.throwIfAborted()
      if (error instanceof CodedError) throw error
      throw connectionFailure(error, describeRequest(request.method, url), false)
    }
  }

  async function sendSignedIn(request: HttpRequest, url: URL): Promise<Exchanged> {
    const authorization = mayKnowUs(url) ? await authorizationAt(url) : undefined
    for (let tries = 1; ; tries += 1) {
      const sent = authorization?.header(request.method, `${url.pathname}${url.search}`) ?? null
      const answer = await send(request, url, sent)
      const nextNonce = /nextnonce="([^"]*)"/i.exec(String(answer.headers['authentication-info'] ?? ''))?.[1]
      if (nextNonce) authorization?.nextNonce(nextNonce)
      const again =
        answer.status === 401
          ? authorization?.challenged(parseChallenges(answer.headers['www-authenticate']), sent)
          : authorization?.accepted(sent)
      if (!again || tries === MAX_SIGN_IN_TRIES) {
        if (answer.status === 401) authorizations.delete(url.origin)
        return answer
      }
      await dropped(answer)
    }
  }

  async function read(answer: Exchanged, url: URL, request: HttpRequest): Promise<HttpAnswer> {
    const where = describeRequest(request.method, url)
    const header = (name: string) => {
      const value = answer.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    }
    const maxBytes = request.maxBytes ?? MAX_BYTES
    let body: Buffer
    try {
      body = await decompress(await answer.body, header('content-encoding'), maxBytes, where)
    } catch (error) {
      request.signal.throwIfAborted()
      if (error instanceof CodedError) throw error
      if (!(error instanceof BodyTooLarge)) throw connectionFailure(error, where, true)
      throw new CodedError('item-too-large', `${where}: the answer is larger than ${maxBytes} bytes`)
    }
    const text = decodeText(body, header('content-type'))
    const failure = () =>
      statusFailure(where, answer.status, serverWords(text), retryAfterSeconds(header('retry-after'), deps.clock.now()))
    return { status: answer.status, url, header, text, where, failure }
  }

  return {
    async request(first) {
      let request = first
      let { url } = first
      await refuseStranger(url, describeRequest(first.method, options.home))
      for (let redirects = 0; ; redirects += 1) {
        request.signal.throwIfAborted()
        // One signal ends many requests at once; it is no leak that each listens.
        setMaxListeners(0, request.signal)
        const answer = await sendSignedIn(request, url)
        const location = answer.headers['location']
        if (!REDIRECTS.has(answer.status) || typeof location !== 'string') return await read(answer, url, request)
        await dropped(answer)
        const where = describeRequest(request.method, url)
        if (redirects === MAX_REDIRECTS) throw new CodedError('source-fault', `${where}: redirected in a circle`)
        url = redirectTarget(location, url, where)
        await refuseStranger(url, where)
        if (answer.status === 303) {
          const { body: _body, ...rest } = request
          request = { ...rest, method: 'GET' }
        }
      }
    },
    trust: (hostname) => void trustedHosts.push(hostname),
    async close() {
      await connections.destroy()
    },
  }
}

/** Read to its end all the same: only then is the connection free for the next request. */
async function dropped({ body }: Exchanged): Promise<void> {
  await body.catch(() => undefined)
}

/** Made once: parsing the public authorities anew for each connection would cost more than the handshake. */
function secureContext({ home, tls }: HttpOptions): object {
  if (!tls?.ca && !tls?.clientCertificate) return {}
  try {
    return {
      secureContext: createSecureContext({
        ...(tls.ca ? { ca: [...rootCertificates, ...certificatesIn(tls.ca)] } : {}),
        ...tls.clientCertificate,
      }),
    }
  } catch (cause) {
    const detail = `the certificates for ${home.origin} cannot be used: ${(cause as Error).message}`
    throw new CodedError('invalid-configuration', detail, { cause })
  }
}

/** Each read by itself: a TLS context passes over what it cannot read without a word. */
function certificatesIn(pem: string): string[] {
  const parts = pem.match(/-----BEGIN [A-Z ]*CERTIFICATE-----[\s\S]+?-----END [A-Z ]*CERTIFICATE-----/g)
  if (!parts) throw new TypeError('there is no certificate in it')
  return parts.map((part) => new X509Certificate(part).toString())
}
