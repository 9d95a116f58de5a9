import { CodedError } from '@chroniton/shared/contract/errors'
import type { HttpAnswer, HttpClient } from '../../http/client.ts'
import { readMultistatus, type DavResponse } from './multistatus.ts'
import * as requests from './requests.ts'

/** `If-Match`, `If-None-Match`, or neither. */
export type Condition = { 'if-match': string } | { 'if-none-match': '*' } | Record<string, never>

/** The WebDAV methods, one call each; what a status means is for the caller. */
export interface Dav {
  /** The features a server names in its `DAV` header, in lower case. */
  features(url: URL, signal: AbortSignal): Promise<Set<string>>
  /** `url`: where the answer came from, after redirects. Any status but 207 is thrown. */
  propfind(
    url: URL,
    depth: 0 | 1,
    props: string[],
    signal: AbortSignal,
  ): Promise<{ url: URL; responses: DavResponse[] }>
  report(url: URL, depth: 0 | 1, body: string, signal: AbortSignal, maxBytes?: number): Promise<HttpAnswer>
  proppatch(url: URL, name: string, value: string | null, signal: AbortSignal): Promise<HttpAnswer>
  mkcalendar(url: URL, displayName: string, signal: AbortSignal): Promise<HttpAnswer>
  get(url: URL, maxBytes: number, signal: AbortSignal): Promise<HttpAnswer>
  put(url: URL, text: string, condition: Condition, signal: AbortSignal): Promise<HttpAnswer>
  delete(url: URL, condition: Condition, signal: AbortSignal): Promise<HttpAnswer>
}

export function openDav(http: HttpClient): Dav {
  const sendXml = (method: string, url: URL, body: string, signal: AbortSignal, depth?: 0 | 1, maxBytes?: number) =>
    http.request({
      method,
      url,
      headers: {
        'content-type': 'application/xml; charset=utf-8',
        ...(depth === undefined ? {} : { depth: String(depth) }),
      },
      body,
      signal,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    })

  return {
    async features(url, signal) {
      const answer = await http.request({ method: 'OPTIONS', url, signal })
      const names = (answer.header('dav') ?? '').split(',').map((name) => name.trim().toLowerCase())
      return new Set(names.filter((name) => name !== ''))
    },
    async propfind(url, depth, props, signal) {
      const answer = await sendXml('PROPFIND', url, requests.propfind(props), signal, depth)
      const responses = [...readMultistatus(answer).responses()]
      // Xandikos says inside a 207 that there is nothing (0.2.8, November 2026).
      if (responses.length === 1 && (responses[0]!.status === 404 || responses[0]!.status === 410)) {
        throw new CodedError('calendar-not-found', `${answer.where} answered ${responses[0]!.status}`)
      }
      return { url: answer.url, responses }
    },
    report: (url, depth, body, signal, maxBytes) => sendXml('REPORT', url, body, signal, depth, maxBytes),
    proppatch: (url, name, value, signal) => sendXml('PROPPATCH', url, requests.proppatch(name, value), signal),
    mkcalendar: (url, displayName, signal) => sendXml('MKCALENDAR', url, requests.mkcalendar(displayName), signal),
    get: (url, maxBytes, signal) =>
      http.request({ method: 'GET', url, headers: { accept: 'text/calendar' }, signal, maxBytes }),
    put: (url, text, condition, signal) =>
      http.request({
        method: 'PUT',
        url,
        headers: { 'content-type': 'text/calendar; charset=utf-8', ...condition },
        body: text,
        signal,
      }),
    // An attendee's copy that goes must not tell the organiser that the meeting is declined (RFC 6638, 8.1).
    delete: (url, condition, signal) =>
      http.request({ method: 'DELETE', url, headers: { 'schedule-reply': 'F', ...condition }, signal }),
  }
}
