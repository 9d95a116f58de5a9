import { describe, expect, it } from 'vitest'
import type { Presented } from './authenticate.ts'
import { asksOwnPage } from './own-page.ts'
import { isLoopbackHost } from '../http/networks.ts'
import { isThisMachine } from './this-machine.ts'

const asked = (method: string | null, headers: Record<string, string>, address = '127.0.0.1'): Presented => ({
  connectionParams: null,
  header: (name) => headers[name],
  method,
  caller: { address, secure: false },
})

const host = 'hub.example:8008'
const page = { 'x-chroniton-request': '1' }
const own = { host, origin: 'http://hub.example:8008' }
const other = { host, origin: 'http://evil.example' }

describe('a session counts', () => {
  it.each<[string, string | null, Record<string, string>, boolean]>([
    ['to read, for a browser that is older', 'GET', { host }, true],
    ['to read, from the own page', 'GET', { host, 'sec-fetch-site': 'same-origin' }, true],
    ['to read, typed into the address bar', 'GET', { host, 'sec-fetch-site': 'none' }, true],
    ['to read, from another port of the host', 'GET', { host, 'sec-fetch-site': 'same-site' }, false],
    ['to read, from elsewhere', 'GET', { host, 'sec-fetch-site': 'cross-site' }, false],
    ['to change, from the own page', 'POST', { ...own, ...page }, true],
    [
      'to change, from the own page without an origin',
      'DELETE',
      { host, 'sec-fetch-site': 'same-origin', ...page },
      true,
    ],
    ['to change, without the page’s header', 'POST', own, false],
    ['to change, with that header alone', 'POST', { host, ...page }, false],
    ['to change, from elsewhere', 'PUT', { ...other, ...page }, false],
    ['to change, from a sandbox', 'POST', { host, origin: 'null', ...page }, false],
    ['for a socket of the own page', null, own, true],
    ['for a socket without an origin', null, { host }, false],
    ['for a socket from elsewhere', null, other, false],
    ['for a socket from an origin that is named', null, { host, origin: 'https://admin.example' }, true],
  ])('%s', (_when, method, headers, counts) => {
    expect(asksOwnPage(asked(method, headers), ['https://admin.example', '*'])).toBe(counts)
  })
})

describe('this machine asks', () => {
  const local = { host: 'localhost:8008' }
  it.each<[string, Record<string, string>, string, boolean]>([
    ['a program', local, '127.0.0.1', true],
    ['a program over IPv6', { host: '[::1]:8008' }, '::1', true],
    ['the own page', { ...local, origin: 'http://localhost:8008', 'sec-fetch-site': 'same-origin' }, '127.0.0.1', true],
    ['another machine', local, '192.0.2.1', false],
    ['a proxy for another machine', { ...local, 'x-forwarded-for': '192.0.2.1' }, '127.0.0.1', false],
    ['a name that somebody made point here', { host: 'evil.example:8008' }, '127.0.0.1', false],
    ['a page of another site', { ...local, origin: 'http://evil.example' }, '127.0.0.1', false],
    ['an image of another site', { ...local, 'sec-fetch-site': 'cross-site' }, '127.0.0.1', false],
    ['nobody knows who', {}, '127.0.0.1', false],
    ['nobody knows from where', local, '', false],
  ])('%s', (_who, headers, address, asks) => {
    expect(isThisMachine(asked('POST', headers, address), ['*'])).toBe(asks)
  })

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['[::1]', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['localhost.example', false],
  ])('%s is reached from it alone: %s', (name, alone) => {
    expect(isLoopbackHost(name)).toBe(alone)
  })
})
