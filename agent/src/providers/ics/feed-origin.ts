import { readFile } from 'node:fs/promises'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { IcsConfig } from '../../config/source-config.ts'
import type { Credentials } from '../../http/authorization.ts'
import { openHttp, type HttpClient } from '../../http/client.ts'
import type { SourceDeps } from '../source-deps.ts'
import { hashOf, mustBeWhole, type Document, type Origin, type Validator } from './document.ts'

const MAX_BYTES = 64 * 1024 * 1024
const USER_AGENT = 'chroniton-agent'

/** A feed over HTTP. The path of its address is often the only secret that guards it, so no message names it. */
export function feedOrigin(address: string, config: IcsConfig, deps: SourceDeps): Origin {
  const url = new URL(address.replace(/^webcals?:/i, 'https:'))
  let http: HttpClient | null = null

  async function fetch(known: Validator | null, signal: AbortSignal): Promise<Document | null> {
    http ??= await openClient(url, config, deps)
    return fetchFeed(http, url, known, signal)
  }

  return {
    name: url.host,
    fetch: (known, signal) => withoutPaths(fetch(known, signal), url),
    close: async () => http?.close(),
  }
}

async function openClient(url: URL, config: IcsConfig, deps: SourceDeps): Promise<HttpClient> {
  const ca = config.caPath === null ? null : await readCertificate(config.caPath)
  const credentials = () => credentialsOf(config, url)
  return openHttp({ home: url, credentials, tls: { ca }, connections: 1, userAgent: USER_AGENT }, deps)
}

async function fetchFeed(
  http: HttpClient,
  url: URL,
  known: Validator | null,
  signal: AbortSignal,
): Promise<Document | null> {
  const headers: Record<string, string> = { accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1' }
  if (known?.etag) headers['if-none-match'] = known.etag
  else if (known?.lastModified) headers['if-modified-since'] = known.lastModified
  const answer = await http.request({ method: 'GET', url, headers, signal, maxBytes: MAX_BYTES }).catch((error) => {
    if (!(error instanceof CodedError) || error.code !== 'item-too-large') throw error
    throw new CodedError('source-fault', error.detail, { cause: error })
  })
  if (answer.status === 304 && known) return null
  if (answer.status === 404 || answer.status === 410) {
    throw new CodedError('calendar-not-found', `${answer.where} answered ${answer.status}`)
  }
  if (answer.status !== 200) throw answer.failure()
  const hash = hashOf(answer.text)
  if (known?.hash === hash) return null
  mustBeWhole(answer.text, answer.where)
  const validator = { hash, etag: answer.header('etag') ?? null, lastModified: answer.header('last-modified') ?? null }
  return { text: answer.text, validator }
}

async function credentialsOf({ username, password }: IcsConfig, url: URL): Promise<Credentials> {
  if (username !== null && password !== null) return { scheme: 'auto', username, password: await password.reveal() }
  if (url.username === '') return { scheme: 'none' }
  return {
    scheme: 'auto',
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
}

async function readCertificate(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CodedError('source-file', `cannot read ${path} (${error.code})`, { cause: error })
  })
}

/** Neither the path nor the query of any address, nor what the server repeats of them. */
async function withoutPaths<Result>(attempt: Promise<Result>, { pathname, search }: URL): Promise<Result> {
  try {
    return await attempt
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    let detail = error.detail.replace(/(https?:\/\/[^\s/]+\/)[^\s:,;]+/gi, '$1…')
    for (const secret of [pathname, search]) if (secret.length > 1) detail = detail.replaceAll(secret, '…')
    const { code, cause, retryAfterSeconds } = error
    throw new CodedError(code, detail, { cause, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) })
  }
}
