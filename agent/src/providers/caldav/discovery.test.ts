import { afterEach, describe, expect, it } from 'vitest'
import { startCaldavDouble, type CaldavDouble } from '../../../../tests/servers/caldav-double/server.ts'
import type { Habits } from '../../../../tests/servers/caldav-double/habits.ts'
import { startScripted, type ScriptedReply, type ScriptedRequest } from '../../../../tests/servers/scripted.ts'
import { openHttp } from '../../http/client.ts'
import { openDav } from './dav.ts'
import { discover, type Account } from './discovery.ts'
import { PROFILES } from './profiles.ts'
import type { Resolver } from './service-record.ts'

const NO_RECORDS: Resolver = { srv: () => Promise.resolve([]), txt: () => Promise.resolve([]) }
let closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
})

async function double(habits: Partial<Habits> = {}): Promise<CaldavDouble> {
  const server = await startCaldavDouble(habits)
  closing.push(() => server.stop())
  server.calendar('work')
  return server
}

async function find(url: string, resolver = NO_RECORDS, username: string | null = null): Promise<Account> {
  const start = new URL(url)
  const credentials = () => Promise.resolve({ scheme: 'none' as const })
  const http = openHttp({ home: start, credentials, userAgent: 'test' }, MACHINE)
  closing.push(() => http.close())
  const signal = new AbortController().signal
  return discover({ dav: openDav(http), resolver, trust: http.trust }, start, { profile: 'generic', username }, signal)
}

const MACHINE = { clock: { now: () => 0 }, random: { id: () => '00', fraction: () => 0 } }
const paths = (account: Account) => account.homes.map(({ pathname }) => pathname)

describe('discovery', () => {
  it.each(['', 'principals/ada/', 'calendars/ada/', 'calendars/ada'])('begins at /%s', async (path) => {
    const server = await double()
    const account = await find(server.url + path)
    expect(paths(account)).toEqual([server.home])
    expect(account.only).toBeNull()
    expect(account.addresses).toEqual(new Set(['ada@example.org']))
  })

  it('shows one calendar alone when the address is one', async () => {
    const server = await double()
    const account = await find(`${server.url}calendars/ada/work`)
    expect(account.only?.pathname).toBe('/calendars/ada/work/')
    expect(account.homes).toEqual([])
    expect(account.addresses.size).toBe(1)
  })

  it('notices a server that mails people, and one whose habits are known', async () => {
    const server = await double({ features: '1, calendar-access, calendar-auto-schedule' })
    expect((await find(server.url)).schedules).toBe(true)
    server.habits.features = '1, calendar-access, calendar-auto-scheduling'
    const account = await find(server.url)
    expect([account.schedules, account.profile]).toEqual([false, PROFILES.xandikos])
  })

  it('follows the well-known address where the root is a web page', async () => {
    const caldav = await double()
    const server = await scripted(({ path }) =>
      path === '/.well-known/caldav'
        ? { status: 301, headers: { location: caldav.url } }
        : { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html>Welcome' },
    )
    expect(paths(await find(server.url))).toEqual([caldav.home])
  })

  it('tries where Nextcloud and SOGo keep it', async () => {
    const server = await scripted(() => ({ status: 404 }))
    await expect(find(`${server.url}remote.php/webdav/`)).rejects.toMatchObject({ code: 'calendar-not-found' })
    expect(server.requests.map(({ path }) => path)).toContain('/remote.php/dav/')
  })

  it.each<[string, ScriptedReply, string]>([
    ['a web page', { headers: { 'content-type': 'text/html' }, body: '<html></html>' }, 'source-not-a-calendar'],
    ['a refused sign-in', { status: 401 }, 'source-needs-sign-in'],
    ['a server at its limit', { status: 429 }, 'source-rate-limited'],
    ['a server that fails', { status: 500 }, 'source-fault'],
    ['XML that is something else', { status: 207, body: '<html/>' }, 'source-not-a-calendar'],
    ['half an answer', { status: 207, body: '<d:multistatus xmlns:d="DAV:"><d:response>' }, 'source-cut-short'],
  ])('names what is wrong: %s', async (_, reply, code) => {
    const server = await scripted(() => reply)
    await expect(find(server.url)).rejects.toMatchObject({ code })
  })

  it('says the sign-in failed when that is the reason among others', async () => {
    const server = await scripted(({ path }) => ({ status: path === '/' ? 401 : 404 }))
    await expect(find(server.url)).rejects.toMatchObject({ code: 'source-needs-sign-in' })
  })
})

async function scripted(answer: (request: ScriptedRequest) => ScriptedReply) {
  const server = await startScripted(answer)
  closing.push(() => server.stop())
  return server
}
