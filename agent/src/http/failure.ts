import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'

/** Method, origin and path of a request: what a message may name. Queries and user information may be secrets. */
export function describeRequest(method: string, url: URL): string {
  return `${method} ${url.origin}${url.pathname}`
}

const UNREACHABLE: Record<string, string> = {
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  EADDRNOTAVAIL: 'there is no way to the host',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  UND_ERR_PRX_TLS: 'the secure connection to the proxy failed',
}

const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|CRL_|INVALID_PURPOSE|PATH_LENGTH)/
/** The server does not take our certificate, or asks for one and got none. */
const CLIENT_CERTIFICATE = /^ERR_SSL_.*(CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA|ACCESS_DENIED)/

/** The code of an error or of what caused it: undici and TLS wrap each other. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException
    if (code?.startsWith('ERR_SSL') || CERTIFICATE.test(code ?? '')) return code!
  }
  const errors = error instanceof AggregateError ? error.errors : []
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  const cause = error instanceof Error ? ((error.cause ?? {}) as NodeJS.ErrnoException).code : undefined
  return code ?? cause ?? (errors[0] as NodeJS.ErrnoException | undefined)?.code ?? ''
}

/** True when the connection broke before any part of an answer: a request that changes nothing may be repeated. */
export function isClosedConnection(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error))
}

/** What kept an answer from coming, or from coming whole. */
export function connectionFailure(error: unknown, where: string, duringBody: boolean): CodedError {
  const code = codeOf(error)
  const fail = (kind: ErrorCode, words: string) => new CodedError(kind, `${where}: ${words}`, { cause: error })
  if (CLIENT_CERTIFICATE.test(code))
    return fail('source-certificate', `the server refused our certificate, or asks for one (${code})`)
  if (CERTIFICATE.test(code)) return fail('source-certificate', `${(error as Error).message} (${code})`)
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return fail('source-fault', 'no answer came in time')
  if (duringBody) return fail('source-cut-short', `the answer broke off (${code || (error as Error).message})`)
  const words = UNREACHABLE[code]
  if (words) return fail('source-unreachable', `${words} (${code})${isClosedConnection(error) ? tlsHint(where) : ''}`)
  const proxied = /^Proxy response \((\d+)\)/.exec((error as Error).message)?.[1]
  if (proxied) return fail('source-unreachable', `the proxy answered ${proxied}`)
  if (code.startsWith('ERR_SSL')) return fail('source-unreachable', `the port does not speak TLS as expected (${code})`)
  return fail('source-fault', `the answer is not HTTP (${code || (error as Error).message})`)
}

/** `Retry-After` in seconds: a number, or a date measured against `now` (milliseconds). */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000))
}

/** The code for a status that is a failure whatever was asked; what 404 and the like mean is for the caller to say. */
export function statusFailure(
  where: string,
  status: number,
  words: string,
  retryAfter: number | undefined,
): CodedError {
  const wait = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }
  const fail = (code: ErrorCode, what = `answered ${status}`) =>
    new CodedError(code, `${where} ${what}${words ? `: ${words}` : ''}`, wait)
  if (status === 401) return fail('source-needs-sign-in')
  if (status === 403) return fail('source-forbidden')
  if (status === 407) return fail('source-unreachable', 'was stopped by the proxy, which asks for a sign-in (407)')
  if (status === 429) return fail('source-rate-limited')
  return fail('source-fault')
}

/** What the server says in its answer, as one short line of plain text. */
export function serverWords(text: string): string {
  const plain = text
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain
}

/** TLS 1.3 asks for a client certificate after the handshake: its lack looks like any closed connection. */
function tlsHint(where: string): string {
  return where.includes(' https://') ? '; a server that wants a client certificate does this as well' : ''
}
