import type { IncomingMessage } from 'node:http'
import { BlockList } from 'node:net'
import { describe, expect, it } from 'vitest'
import { callersBehind } from './caller.ts'
import { namesOf } from './certificate-names.ts'
import { networksOf } from './networks.ts'

const proxies = networksOf(['10.0.0.0/8', 'fd00::1']) ?? new BlockList()

function from(remoteAddress: string, headers: Record<string, string> = {}) {
  const request = { socket: { remoteAddress } as IncomingMessage['socket'], headers }
  return callersBehind(proxies)(request)
}

describe('the caller', () => {
  it.each([
    ['comes from where the socket does', '203.0.113.5', {}, '203.0.113.5'],
    ['says nothing about itself', '203.0.113.5', { 'x-forwarded-for': '127.0.0.1' }, '203.0.113.5'],
    ['is named by a trusted proxy', '10.1.2.3', { 'x-forwarded-for': '203.0.113.5' }, '203.0.113.5'],
    [
      'is the last one no proxy has',
      '10.1.2.3',
      { 'x-forwarded-for': '1.1.1.1, 203.0.113.5, 10.9.9.9' },
      '203.0.113.5',
    ],
    ['is the first where all are proxies', '10.1.2.3', { 'x-forwarded-for': '10.0.0.7, 10.9.9.9' }, '10.0.0.7'],
    ['is the proxy where that says nothing', '10.1.2.3', {}, '10.1.2.3'],
    ['is IPv4 on a socket for both', '::ffff:10.1.2.3', { 'x-forwarded-for': '[2001:db8::9]:4711' }, '2001:db8::9'],
    ['is there behind a proxy on IPv6', 'fd00::1', { 'x-forwarded-for': '203.0.113.5:80' }, '203.0.113.5'],
  ])('%s', (_what, peer, headers, expected) => {
    expect(from(peer, headers).address).toBe(expected)
  })

  it('came over TLS when a trusted proxy says so', () => {
    expect(from('10.1.2.3', { 'x-forwarded-proto': 'https' }).secure).toBe(true)
    expect(from('10.1.2.3', { 'x-forwarded-proto': 'https, http' }).secure).toBe(false)
    expect(from('203.0.113.5', { 'x-forwarded-proto': 'https' }).secure).toBe(false)
  })
})

it.each([['10.0.0.0/33'], ['fd00::/129'], ['10.0.0/8'], ['proxy.example.com'], ['10.0.0.1/8/9'], ['10.0.0.1/']])(
  '%s is no network',
  (text) => expect(networksOf(['127.0.0.1', text])).toBeNull(),
)

it('a certificate is made out to its common name and the names beside it', () => {
  const subject = { CN: 'laptop' } as never
  const subjectaltname = 'DNS:laptop.example, IP Address:10.0.0.1, URI:urn:agent:laptop, email:ann@example.com'
  expect(namesOf({ subject, subjectaltname })).toEqual(['laptop', 'laptop.example', 'urn:agent:laptop'])
})
