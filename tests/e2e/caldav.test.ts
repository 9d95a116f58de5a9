import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms } from '../servers/available.ts'
import type { RunningServer } from '../servers/process.ts'
import { startRadicale } from '../servers/radicale.ts'
import { startXandikos } from '../servers/xandikos.ts'
import { Network, singleEvent } from './network.ts'
import { until } from './processes.ts'

interface Calendar {
  id: string
  sourceId: string
  provider: string
  agentId: string
  metadata: { name: string; color: string | null }
}

describeWithPrograms('two CalDAV servers that cannot see each other', ['radicale', 'xandikos'], () => {
  let network: Network
  let source: RunningServer
  let target: RunningServer
  let work: string

  const dav = async (method: string, url: string, body?: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method,
      body,
      headers: {
        authorization: `Basic ${btoa('ann:secret')}`,
        'content-type': 'application/xml; charset=utf-8',
        ...headers,
      },
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
    return text
  }
  const put = (name: string, text: string) => dav('PUT', `${work}${name}`, text, { 'content-type': 'text/calendar' })
  const calendars = () => network.json<Calendar[]>('calendars', 'list')
  const mirrored = async () =>
    (await calendars()).find((one) => one.agentId !== 'hub' && one.metadata.name === 'Work A')
  /** Every event text of the calendar on the destination server that has this name. */
  const onTarget = async (title: string): Promise<{ href: string; text: string } | null> => {
    const homes = await dav('PROPFIND', `${target.url}user/calendars/`, undefined, { depth: '1' })
    for (const [, collection] of homes.matchAll(/href>([^<]*\/user\/calendars\/[^<]+\/)</g)) {
      const items = await dav('PROPFIND', new URL(collection!, target.url).href, undefined, { depth: '1' })
      for (const [, href] of items.matchAll(/href>([^<]*\.ics)</g)) {
        const text = await dav('GET', new URL(href!, target.url).href)
        if (text.includes(`SUMMARY:${title}`)) return { href: new URL(href!, target.url).href, text }
      }
    }
    return null
  }

  beforeAll(async () => {
    ;[network, source, target] = await Promise.all([
      Network.start(),
      startRadicale({ users: { ann: 'secret' } }),
      startXandikos(),
    ])
    work = `${source.url}ann/work/`
    await dav(
      'MKCALENDAR',
      work,
      '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>Work A</d:displayname></d:prop></d:set></c:mkcalendar>',
    )
    for (const index of [1, 2, 3]) await put(`${index}.ics`, singleEvent(`meeting-${index}@e2e`, `Meeting ${index}`))
    await network.addAgent('home', [{ type: 'caldav', name: 'Mailbox', id: 'home-dav', url: target.url }])
    await until('the destination is known', async () => (await calendars()).some((one) => one.sourceId === 'home-dav'))
    await network.chroniton('settings', 'set', 'destination', 'source:home-dav')
    await network.addAgent('client-a', [
      { type: 'caldav', name: 'Client A', url: source.url, username: 'ann', password: 'secret' },
    ])
  }, 120_000)

  afterAll(async () => {
    await network?.end()
    await Promise.all([source?.stop(), target?.stop()])
  })

  it('creates the calendar at the destination, by its name, and fills it', async () => {
    await until('the calendar is there', mirrored)
    await until('the events are there', () => onTarget('Meeting 3'))
    await network.atRest()
  })

  it('carries an edit made at the destination back', async () => {
    const { href, text } = (await onTarget('Meeting 2'))!
    await dav('PUT', href, text.replace('SUMMARY:Meeting 2', 'SUMMARY:Meeting 2 moved'), {
      'content-type': 'text/calendar',
    })
    await until('the edit is at the source', async () => (await dav('GET', `${work}2.ics`)).includes('Meeting 2 moved'))
  })

  it('carries a new event made at the destination to the source', async () => {
    const { href } = (await onTarget('Meeting 1'))!
    await dav('PUT', new URL('lunch.ics', href).href, singleEvent('lunch@e2e', 'Lunch'), {
      'content-type': 'text/calendar',
    })
    await until('it is at the source', async () => {
      const listing = await dav('PROPFIND', work, undefined, { depth: '1' })
      return (listing.match(/\.ics</g) ?? []).length === 4
    })
  })

  it('carries a rename and a new colour', async () => {
    const { id } = (await calendars()).find((one) => one.agentId !== 'hub' && one.sourceId !== 'home-dav')!
    await network.chroniton('calendars', 'rename', id, 'Work A, renamed')
    await network.chroniton('calendars', 'recolour', id, '#aa3311')
    const collection = new URL('.', (await onTarget('Meeting 1'))!.href).href
    const find =
      '<d:propfind xmlns:d="DAV:" xmlns:a="http://apple.com/ns/ical/"><d:prop><d:displayname/><a:calendar-color/></d:prop></d:propfind>'
    await until('both servers show it', async () => {
      const here = await dav('PROPFIND', work, find, { depth: '0' })
      const there = await dav('PROPFIND', collection, find, { depth: '0' })
      return [here, there].every((text) => text.includes('Work A, renamed') && /aa3311/i.test(text))
    })
  })

  it('carries a deletion', async () => {
    await dav('DELETE', `${work}3.ics`)
    await until('it is gone at the destination', async () => (await onTarget('Meeting 3')) === null)
  })

  it('comes to rest: listing everything anew writes nothing', async () => {
    await network.atRest()
    const before = await dav('PROPFIND', work, undefined, { depth: '1' })
    const changes = await network.json<unknown[]>('history')
    await network.chroniton('calendars', 'sync', '--full')
    await network.atRest()
    expect(await dav('PROPFIND', work, undefined, { depth: '1' })).toBe(before)
    expect(await network.json<unknown[]>('history')).toEqual(changes)
  })
})
