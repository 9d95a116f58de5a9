import { CodedError } from '../contract/errors.ts'

/**
 * The socket's address behind what a person types: `hub.example.com:8008`, `https://hub.example.com`,
 * `https://example.com/calendars/`. A query or fragment (the key of an admin link) is no part of it.
 */
export function socketUrl(hubUrl: string): string {
  const text = hubUrl.trim()
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(withScheme)) throw unusable(hubUrl)
  const url = new URL(withScheme)
  const scheme = SOCKET_SCHEMES[url.protocol]
  if (scheme === undefined || url.hostname === '') throw unusable(hubUrl)
  const path = url.pathname.replace(/\/+$/, '')
  return `${scheme}//${url.host}${path.endsWith('/trpc') ? path : `${path}/trpc`}`
}

const SOCKET_SCHEMES: Record<string, string> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' }

function unusable(hubUrl: string): CodedError {
  return new CodedError('invalid-configuration', `"${hubUrl}" is no address of a hub; expected http(s)://host[:port]`)
}
