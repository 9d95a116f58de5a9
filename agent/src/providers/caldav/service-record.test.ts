import { describe, expect, it } from 'vitest'
import { serviceOf, type Resolver } from './service-record.ts'

type Record = Awaited<ReturnType<Resolver['srv']>>[number]

async function look(address: string, records: Partial<Record>[], texts: string[] = []) {
  const asked: string[] = []
  const trusted: string[] = []
  const resolver: Resolver = {
    srv(name) {
      asked.push(name)
      return Promise.resolve(records.map((record) => ({ name: 'dav.example.com', port: 443, priority: 0, ...record })))
    },
    txt: () => Promise.resolve(texts),
  }
  const url = await serviceOf(new URL(address), resolver, (host) => void trusted.push(host))
  return { url: url?.href ?? null, asked, trusted }
}

describe('the service a domain names', () => {
  it('is the one of the lowest priority, with its port and path', async () => {
    const records = [
      { name: 'later.example.com', priority: 20 },
      { name: 'Dav.Example.com.', port: 8443, priority: 10 },
    ]
    expect(await look('https://example.com/', records, ['x=1', 'path=/caldav'])).toEqual({
      url: 'https://dav.example.com:8443/caldav',
      asked: ['_caldavs._tcp.example.com'],
      trusted: ['dav.example.com'],
    })
  })

  it('gets no password when it lies outside of the domain', async () => {
    for (const name of ['dav.example.org', 'evilexample.com']) {
      expect((await look('https://example.com/', [{ name }])).trusted).toEqual([])
    }
  })

  it('is not looked for where there is no domain, and may be none', async () => {
    expect((await look('http://127.0.0.1:5232/', [{}])).asked).toEqual([])
    expect((await look('http://[::1]/', [{}])).asked).toEqual([])
    expect((await look('http://localhost/', [{}])).asked).toEqual([])
    expect((await look('https://example.com/', [])).url).toBeNull()
    expect((await look('https://example.com/', [{ name: '' }])).url).toBeNull()
  })
})
