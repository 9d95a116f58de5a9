import { CodedError } from '@chroniton/shared/contract/errors'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { startScripted } from '../../../tests/servers/scripted.ts'
import { addressPolicy, permittedLookup } from './address-policy.ts'
import { openHttp } from './client.ts'
import { embeddedAddress } from './embedded-address.ts'

const PUBLIC = ['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::8a']
const PRIVATE = [
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.8.8.8',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '::1',
  'fc00::1',
  'fd12:3456::1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::c0a8:1',
  '2002:7f00:1::1',
]
const METADATA = ['169.254.169.254', '::ffff:169.254.169.254', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254']
const NEVER_MEANT = [
  '0.0.0.0',
  '::',
  '169.254.1.1',
  'fe80::1',
  'fe80::1%eth0',
  '224.0.0.1',
  '255.255.255.255',
  'ff02::1',
]
const SPECIAL = [...NEVER_MEANT, '192.0.2.1', '198.18.0.1', '203.0.113.9', '2001:db8::1', '2001::1', '64:ff9b:1::1']

describe('without entries', () => {
  const policy = addressPolicy([])
  it.each(PUBLIC)('%s is reached', (address) => expect(policy.permits(address, 'example.com')).toBe(true))
  it.each([...PRIVATE, ...METADATA, ...SPECIAL])('%s is not', (address) => {
    expect(policy.permits(address, 'example.com')).toBe(false)
  })
})

describe('with "private"', () => {
  const policy = addressPolicy([' Private '])
  it.each([...PUBLIC, ...PRIVATE])('%s is reached', (address) => expect(policy.permits(address, 'a')).toBe(true))
  it.each([...METADATA, ...SPECIAL])('%s is not', (address) => expect(policy.permits(address, 'a')).toBe(false))
})

describe('what is listed', () => {
  it.each([
    ['10.1.0.0/16', '10.1.2.3', true],
    ['10.1.0.0/16', '::ffff:10.1.2.3', true],
    ['10.1.0.0/16', '10.2.0.1', false],
    ['192.168.7.7', '192.168.7.7', true],
    ['192.168.7.7', '192.168.7.8', false],
    ['fd00:1::/32', 'fd00:1::9', true],
    ['fd00:1::/32', 'fd00:2::9', false],
    ['169.254.169.254', '169.254.169.254', true],
    ['private', '169.254.169.254', false],
  ])('%s and %s', (entry, address, permitted) => {
    expect(addressPolicy([entry]).permits(address, 'example.com')).toBe(permitted)
  })

  it.each([
    ['dav.corp', 'dav.corp', true],
    ['dav.corp', 'DAV.corp.', true],
    ['dav.corp', 'evil-dav.corp', false],
    ['.corp', 'dav.corp', true],
    ['.corp', 'corp', false],
    ['.corp', 'corp.example.com', false],
  ])('host %s asked for as %s', (entry, hostname, permitted) => {
    expect(addressPolicy([entry]).permits('10.0.0.1', hostname)).toBe(permitted)
  })

  it.each(['', '10.0.0.0/33', '::1/129', '10.0.0.0/x', 'http://a', 'a b', '*'])('%j is not understood', (entry) => {
    expect(() => addressPolicy([entry])).toThrow(CodedError)
  })
})

it('an IPv4 address is judged the same in every IPv6 coat', () => {
  const policy = addressPolicy([])
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
      const hex = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
      for (const coat of [`::ffff:${address}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::`]) {
        expect(embeddedAddress(coat)).toBe(address)
        expect(policy.permits(coat, 'a')).toBe(policy.permits(address, 'a'))
      }
    }),
  )
})

describe('connecting', () => {
  let closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing) await close()
    closing = []
  })

  async function reach(url: string, entries: string[]): Promise<string> {
    const http = openHttp(
      { home: new URL(url), credentials: () => Promise.resolve({ scheme: 'none' }), userAgent: 'test' },
      {
        clock: { now: () => 0 },
        random: { id: () => 'id', fraction: () => 0 },
        addresses: addressPolicy(entries),
      },
    )
    closing.push(() => http.close())
    try {
      const request = { method: 'GET', url: new URL(url), signal: new AbortController().signal }
      return (await http.request(request)).text
    } catch (error) {
      return (error as CodedError).code
    }
  }

  async function serve(location: string | null = null) {
    const server = await startScripted(() => (location ? { status: 302, headers: { location } } : { body: 'reached' }))
    closing.push(() => server.stop())
    return server
  }

  it.each(['127.0.0.1', '2130706433', '0x7f.1', 'localhost', '[::ffff:127.0.0.1]'])(
    'to %s is refused',
    async (host) => {
      const server = await serve()
      const { port } = new URL(server.url)
      expect(await reach(`http://${host}:${port}/`, [])).toBe('source-address-refused')
      expect(server.connections()).toBe(0)
    },
  )

  it('is possible where it is allowed', async () => {
    const { port } = new URL((await serve()).url)
    expect(await reach(`http://127.0.0.1:${port}/`, ['private'])).toBe('reached')
    expect(await reach(`http://localhost:${port}/`, ['localhost'])).toBe('reached')
  })

  it('after a redirect is refused as well', async () => {
    const inner = await serve()
    const outer = await serve(`http://127.0.0.1:${new URL(inner.url).port}/`)
    const { port } = new URL(outer.url)
    expect(await reach(`http://localhost:${port}/`, ['localhost'])).toBe('source-address-refused')
    expect(inner.connections()).toBe(0)
  })

  it('uses the addresses that were judged, and no others', async () => {
    const judged: string[] = []
    const policy = { permits: (address: string) => judged.push(address) > 0 && address === '127.0.0.1' }
    const found = await new Promise((resolve, reject) => {
      permittedLookup(policy)('localhost', { all: true }, (error, addresses) =>
        error ? reject(error) : resolve(addresses),
      )
    })
    expect(found).toEqual([{ address: '127.0.0.1', family: 4 }])
    expect(judged).toContain('127.0.0.1')
  })
})
