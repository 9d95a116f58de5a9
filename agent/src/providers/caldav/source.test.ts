import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { printEvent } from '@chroniton/shared/calendar/icalendar/print'
import { CodedError } from '@chroniton/shared/contract/errors'
import { EventId, type ItemId, type ItemVersion } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Habits } from '../../../../tests/servers/caldav-double/habits.ts'
import { startCaldavDouble, type CaldavDouble } from '../../../../tests/servers/caldav-double/server.ts'
import type { CaldavProfile } from '../../config/source-config.ts'
import type { ItemWrite, ProviderItem, Source } from '../provider.ts'
import { MEETING, sample } from '../testing/sample-events.ts'
import { codeOf, NEVER_ABORTED, onlyItem, pullAll, TestJournal } from '../testing/test-journal.ts'
import { openTestSource } from './testing/caldav-world.ts'

const CALENDAR = '/calendars/ada/work/'
const EVENT_ID = EventId.parse('00ff-1')

let server: CaldavDouble
let source: Source
beforeEach(async () => {
  server = await startCaldavDouble()
  server.calendar('work')
  source = await openTestSource(server.url)
})
afterEach(async () => {
  await source.close()
  await server.stop()
})

async function behave(habits: Partial<Habits>, profile: CaldavProfile = 'generic'): Promise<void> {
  Object.assign(server.habits, habits)
  await source.close()
  source = await openTestSource(server.url, { profile })
}

function put(name: string, event: CalendarEvent | string): void {
  const text = typeof event === 'string' ? event : printEvent(event, { people: 'attendees' })
  server.collections.put(server.calendar('work'), name, text)
}

const remove = (name: string) => server.collections.remove(server.calendar('work'), name)
const textOf = (name: string) => server.calendar('work').items.get(name)?.text
const methods = () => server.requests.map(({ method }) => method)

function creation(event: CalendarEvent, changes: Partial<ItemWrite> = {}): ItemWrite {
  const write = { eventId: EVENT_ID, role: 'mirror' as const, itemId: null, expectedVersion: null, patch: {} }
  return { ...write, event: normalise(event), ...changes }
}

function change(item: ProviderItem, title: string, role: ItemWrite['role'] = 'mirror'): ItemWrite {
  const { itemId, version: expectedVersion, event } = item
  return creation({ ...event, title }, { itemId, expectedVersion, role, patch: { title } })
}

describe('reading back', () => {
  const PLAIN: CalendarEvent = {
    '@type': 'Event',
    uid: 'plain',
    title: 'Plan',
    start: '2026-03-02T09:00:00',
    timeZone: 'Europe/Zurich',
    duration: 'PT1H',
    updated: '2026-03-01T08:00:00Z',
  }

  it('shows of a text that the server has kept what a listing will show', async () => {
    const { itemId } = await source.write(CALENDAR, creation(PLAIN), NEVER_ABORTED)
    const held = await source.read(CALENDAR, [itemId], NEVER_ABORTED)
    expect(held).toMatchObject([{ kind: 'item', mark: EVENT_ID, event: { title: 'Plan' } }])
    expect((await new TestJournal().pull(source, CALENDAR)).items).toEqual(held)
  })

  it('shows what somebody else has written meanwhile', async () => {
    const { itemId } = await source.write(CALENDAR, creation(PLAIN), NEVER_ABORTED)
    put(itemId, textOf(itemId)!.replace('SUMMARY:Plan', 'SUMMARY:Another plan'))
    const held = await source.read(CALENDAR, [itemId], NEVER_ABORTED)
    expect(held).toMatchObject([{ kind: 'item', event: { title: 'Another plan' } }])
  })
})

describe('listing', () => {
  it('goes on page by page until the server has no more', async () => {
    await behave({ pageSize: 3 })
    for (let index = 0; index < 8; index += 1) put(`${index}.ics`, sample(`${index}`, {}))
    const journal = new TestJournal()
    expect(await journal.pull(source, CALENDAR)).toMatchObject({ complete: true, items: { length: 8 } })
    for (let index = 0; index < 4; index += 1) remove(`${index}.ics`)
    expect((await journal.pull(source, CALENDAR)).gone).toHaveLength(4)
  })

  it('is whole again when the server has forgotten the token, however it says so', async () => {
    for (const unknownToken of ['valid-sync-token', '500'] as const) {
      await behave({ unknownToken })
      put('kept.ics', sample('kept', {}))
      put('gone.ics', sample('gone', {}))
      const journal = new TestJournal()
      await journal.pull(source, CALENDAR)
      remove('gone.ics')
      journal.cursor = journal.cursor!.replace(/token-\d+/, 'forgotten')
      expect(await journal.pull(source, CALENDAR)).toMatchObject({
        complete: true,
        gone: ['gone.ics'],
        same: ['kept.ics'],
      })
    }
  })

  it('is whole once a day, for servers that forget deletions and do not say so', async () => {
    await behave({ unknownToken: 'everything' })
    put('kept.ics', sample('kept', {}))
    put('gone.ics', sample('gone', {}))
    const journal = new TestJournal()
    await journal.pull(source, CALENDAR)
    remove('gone.ics')
    const cursor = JSON.parse(journal.cursor!) as { token: string; listedAt: number }
    journal.cursor = JSON.stringify({ ...cursor, token: 'forgotten' })
    expect(await journal.pull(source, CALENDAR)).toMatchObject({ complete: false, gone: [] })
    journal.cursor = JSON.stringify({ ...cursor, token: 'forgotten', listedAt: cursor.listedAt - 25 * 60 * 60 * 1000 })
    expect(await journal.pull(source, CALENDAR)).toMatchObject({ complete: true, gone: ['gone.ics'] })
  })

  it('asks one question when nothing has changed', async () => {
    put('a.ics', sample('a', {}))
    for (const syncs of [true, false]) {
      await behave({ syncs })
      const journal = new TestJournal()
      await journal.pull(source, CALENDAR)
      const before = server.requests.length
      expect(await journal.pull(source, CALENDAR)).toMatchObject({ items: [], complete: false })
      expect(server.requests.length - before).toBe(1)
    }
  })

  it('misses nothing on a server that counts in seconds', async () => {
    await behave({ tokensAreSeconds: true, etagsRepeat: true, ignoresPreconditions: true }, 'sogo')
    put('a.ics', sample('a', { title: 'One' }))
    put('b.ics', sample('b', {}))
    const journal = new TestJournal()
    await journal.pull(source, CALENDAR)
    put('a.ics', sample('a', { title: 'Two, in the same second' }))
    expect((await journal.pull(source, CALENDAR)).items.map(({ event }) => event.title)).toEqual([
      'Two, in the same second',
    ])
    remove('a.ics')
    put('a.ics', sample('a', { title: 'Made again: the same ETag as at first' }))
    server.clock.seconds += 1
    remove('b.ics')
    const pulled = await journal.pull(source, CALENDAR)
    expect(pulled.items.map(({ event }) => event.title)).toEqual(['Made again: the same ETag as at first'])
    expect(pulled.gone).toEqual(['b.ics'])
    expect(await journal.pull(source, CALENDAR)).toMatchObject({ items: [], gone: [] })
  })

  it('knows items under whatever encoding the server names them', async () => {
    put('b&ro ü@x (1).ics', sample('a', {}))
    const journal = new TestJournal()
    const [item] = (await journal.pull(source, CALENDAR)).items
    await behave({ writesHref: (path) => path.split('/').map(encodeURIComponent).join('/') })
    const again = await new TestJournal().pull(source, CALENDAR)
    expect(again.items).toEqual([item])
    expect(await source.read(CALENDAR, [item!.itemId], NEVER_ABORTED)).toEqual([item])
  })

  it('does not take a path that a proxy has changed for an empty calendar', async () => {
    put('a.ics', sample('a', {}))
    await behave({ writesHref: (path) => path.replace('/calendars/', '/inner/') })
    source = await openTestSource(server.url)
    server.habits.writesHref = (path) => path.replace(CALENDAR, `/inner${CALENDAR}`)
    expect(await codeOf(pullAll(source, CALENDAR))).toBe('source-fault')
  })

  it('reads tasks once and never hands them over', async () => {
    put('task.ics', TASK)
    put('a.ics', sample('a', {}))
    expect((await pullAll(source, CALENDAR)).items).toHaveLength(1)
    const before = server.requests.filter(({ body }) => body.includes('task.ics')).length
    expect((await pullAll(source, CALENDAR)).failed).toEqual([])
    expect(server.requests.filter(({ body }) => body.includes('task.ics')).length).toBe(before)
  })

  it('asks again for what a multiget leaves out before it is called gone', async () => {
    await behave({ forgetsInMultiget: (name) => name === 'b.ics' })
    for (const name of ['a', 'b', 'c']) put(`${name}.ics`, sample(name, {}))
    expect((await pullAll(source, CALENDAR)).items).toHaveLength(3)
  })

  it('reports an item that is too large, and reads the others', async () => {
    put('a.ics', sample('a', {}))
    put('large.ics', sample('large', { description: 'x'.repeat(5_000_000) }))
    put('huge.ics', `BEGIN:VCALENDAR\r\nX-PADDING:${'y'.repeat(17_000_000)}\r\nEND:VCALENDAR\r\n`)
    const pulled = await pullAll(source, CALENDAR)
    expect(pulled.items.map(({ itemId }) => itemId)).toEqual(['a.ics'])
    expect(pulled.failed.map(({ itemId, code }) => [itemId, code])).toEqual([
      ['large.ics', 'item-too-large'],
      ['huge.ics', 'item-too-large'],
    ])
  })

  it('reports an item with several events as one that cannot be read', async () => {
    const [one, two] = ['one', 'two'].map((uid) => printEvent(sample(uid, {}), { people: 'attendees' }))
    put('two.ics', one!.replace('END:VCALENDAR\r\n', '') + two!.slice(two!.indexOf('BEGIN:VEVENT')))
    expect((await pullAll(source, CALENDAR)).failed).toMatchObject([{ itemId: 'two.ics', code: 'item-malformed' }])
  })

  it.each<[string, ReturnType<Habits['failsWith']>, string]>([
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'source-not-a-calendar'],
    ['401', { status: 401 }, 'source-needs-sign-in'],
    [
      '403',
      { status: 403, body: '<d:error xmlns:d="DAV:"><d:need-privileges/></d:error>', headers: XML },
      'source-forbidden',
    ],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, 'source-rate-limited'],
    ['503', { status: 503 }, 'source-fault'],
    ['nothing', { status: 207, body: '' }, 'source-cut-short'],
    ['half an answer', { status: 207, body: '<d:multistatus xmlns:d="DAV:"><d:response>' }, 'source-cut-short'],
    ['404', { status: 404 }, 'calendar-not-found'],
  ])('proves nothing when the server answers %s', async (_, failure, code) => {
    put('a.ics', sample('a', {}))
    const journal = new TestJournal()
    await journal.pull(source, CALENDAR)
    server.habits.failsWith = (method) => (method === 'REPORT' ? failure : null)
    expect(await codeOf(journal.pull(source, CALENDAR))).toBe(code)
    journal.cursor = null
    expect(await codeOf(journal.pull(source, CALENDAR))).toBe(code)
    expect(journal.versions.size).toBe(1)
  })
})

const XML = { 'content-type': 'application/xml' }
const TASK = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VTODO', 'UID:t', 'END:VTODO', 'END:VCALENDAR', ''].join('\r\n')

describe('writing', () => {
  it('names the item after the event and says what it must not replace', async () => {
    expect(await source.write(CALENDAR, creation(sample('a', {})), NEVER_ABORTED)).toEqual({
      itemId: '00ff-1.ics',
      held: null,
    })
    expect(server.requests.at(-1)).toMatchObject({ method: 'PUT', headers: { 'if-none-match': '*' } })
  })

  it('finds the item it made when the answer was lost, also under another name', async () => {
    const write = creation(sample('a', {}))
    put('other-name.ics', printEvent(write.event, { people: 'kept', mark: EVENT_ID }))
    for (const namesConflict of [true, false]) {
      server.habits.namesConflict = namesConflict
      const written = await source.write(CALENDAR, write, NEVER_ABORTED)
      expect(written).toMatchObject({ itemId: 'other-name.ics', held: { mark: EVENT_ID } })
    }
    expect((await source.find(CALENDAR, EVENT_ID, NEVER_ABORTED))?.itemId).toBe('other-name.ics')
  })

  it('is refused in words when somebody else’s item has the UID', async () => {
    put('theirs.ics', sample('a', {}))
    const attempt = source.write(CALENDAR, creation(sample('a', {})), NEVER_ABORTED)
    await expect(attempt).rejects.toMatchObject({
      code: 'item-refused',
      detail: expect.stringContaining('theirs.ics') as string,
    })
    server.habits.uidsUniqueIn = 'account'
    remove('theirs.ics')
    server.collections.put(server.calendar('home'), 'theirs.ics', printEvent(sample('a', {}), { people: 'attendees' }))
    expect(await codeOf(source.write(CALENDAR, creation(sample('a', {})), NEVER_ABORTED))).toBe('item-refused')
  })

  it('gives an original back as one, and finds it by its name', async () => {
    const write = creation(MEETING, { role: 'original' })
    await source.write(CALENDAR, write, NEVER_ABORTED)
    expect(textOf('00ff-1.ics')).toContain('ATTENDEE')
    expect(await source.write(CALENDAR, write, NEVER_ABORTED)).toMatchObject({
      itemId: '00ff-1.ics',
      held: { mark: null },
    })
    expect((await source.find(CALENDAR, EVENT_ID, NEVER_ABORTED))?.itemId).toBe('00ff-1.ics')
  })

  it.each<[number, string, string]>([
    [400, '', 'item-refused'],
    [403, '', 'calendar-read-only'],
    [403, '<d:error xmlns:d="DAV:"><d:need-privileges/></d:error>', 'calendar-read-only'],
    [
      403,
      '<d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><c:valid-calendar-data/></d:error>',
      'item-refused',
    ],
    [413, '', 'item-too-large'],
    [415, '', 'item-refused'],
    [429, '', 'source-rate-limited'],
    [500, '', 'source-fault'],
    [507, '', 'source-fault'],
  ])('says what a refusal with %i %s means', async (status, body, code) => {
    server.habits.failsWith = (method) => (method === 'PUT' ? { status, body, headers: XML } : null)
    expect(await codeOf(source.write(CALENDAR, creation(sample('a', {})), NEVER_ABORTED))).toBe(code)
  })

  it('works against a server that never matches its own ETags, and only then without a condition', async () => {
    await behave({ weakEtags: true })
    put('a.ics', sample('a', {}))
    const item = await onlyItem(source, CALENDAR)
    await source.write(CALENDAR, change(item, 'Changed'), NEVER_ABORTED)
    expect(textOf('a.ics')).toContain('SUMMARY:Changed')
    const stale = { ...change(item, 'Again'), expectedVersion: '"e0"' as ItemVersion }
    expect(await codeOf(source.write(CALENDAR, stale, NEVER_ABORTED))).toBe('version-mismatch')
    await source.delete(CALENDAR, 'a.ics' as ItemId, (await onlyItem(source, CALENDAR)).version, NEVER_ABORTED)
    expect(textOf('a.ics')).toBeUndefined()
  })

  it('[AG6] hands over what a server that keeps no precondition really holds', async () => {
    const rewrites = (text: string) => text.replace(/^SUMMARY:.*$/m, 'SUMMARY:Rewritten')
    await behave({ ignoresPreconditions: true, etagsRepeat: true, tokensAreSeconds: true, rewrites }, 'sogo')
    const { held } = await source.write(CALENDAR, creation(sample('a', {})), NEVER_ABORTED)
    expect(held?.event.title).toBe('Rewritten')
    expect(held).toEqual(await onlyItem(source, CALENDAR))
  })

  it('[AG6] notices a write that came right after its own on such a server', async () => {
    await behave({ ignoresPreconditions: true, etagsRepeat: true, tokensAreSeconds: true }, 'sogo')
    put('a.ics', sample('a', {}))
    const item = await onlyItem(source, CALENDAR)
    server.habits.failsWith = (method) => {
      if (method === 'REPORT' && methods().at(-2) === 'PUT') put('a.ics', sample('a', { title: 'Theirs' }))
      return null
    }
    expect(await codeOf(source.write(CALENDAR, change(item, 'Ours'), NEVER_ABORTED))).toBe('version-mismatch')
  })
})

describe('a server that mails people', () => {
  beforeEach(() => behave({ features: '1, calendar-access, calendar-auto-schedule' }))

  it('is given no change, creation or deletion of a meeting the account organises', async () => {
    put('a.ics', MEETING)
    const item = await onlyItem(source, CALENDAR)
    expect(await codeOf(source.write(CALENDAR, change(item, 'x', 'original'), NEVER_ABORTED))).toBe('would-mail-people')
    expect(await codeOf(source.delete(CALENDAR, item.itemId, item.version, NEVER_ABORTED))).toBe('would-mail-people')
    const again = creation(MEETING, { role: 'original' })
    expect(await codeOf(source.write(CALENDAR, again, NEVER_ABORTED))).toBe('would-mail-people')
    expect(methods()).not.toContain('PUT')
    expect(methods()).not.toContain('DELETE')
  })

  it('is given mirrors, which invite nobody', async () => {
    await source.write(CALENDAR, creation(MEETING), NEVER_ABORTED)
    expect(textOf('00ff-1.ics')).not.toMatch(/^(ATTENDEE|ORGANIZER)/m)
    await source.write(CALENDAR, change(await onlyItem(source, CALENDAR), 'x'), NEVER_ABORTED)
    const item = await onlyItem(source, CALENDAR)
    await source.delete(CALENDAR, item.itemId, item.version, NEVER_ABORTED)
  })

  it('is given no change of a mirror to which somebody has invited people', async () => {
    await source.write(CALENDAR, creation(sample('a', {})), NEVER_ABORTED)
    const { event } = await onlyItem(source, CALENDAR)
    put('00ff-1.ics', { ...event, replyTo: MEETING.replyTo!, participants: MEETING.participants! })
    const item = await onlyItem(source, CALENDAR)
    expect(await codeOf(source.write(CALENDAR, change(item, 'x'), NEVER_ABORTED))).toBe('would-mail-people')
    expect(await codeOf(source.delete(CALENDAR, item.itemId, item.version, NEVER_ABORTED))).toBe('would-mail-people')
  })

  it('is asked to stay silent when an attendee’s copy goes', async () => {
    const { ada, charles } = MEETING.participants!
    put('a.ics', {
      ...MEETING,
      replyTo: { imip: 'mailto:charles@example.com' },
      participants: { ada: { ...ada, roles: { attendee: true } }, charles: { ...charles, roles: { owner: true } } },
    })
    const item = await onlyItem(source, CALENDAR)
    await source.delete(CALENDAR, item.itemId, item.version, NEVER_ABORTED)
    expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'schedule-reply': 'F' } })
  })
})

describe('a calendar', () => {
  it('whose colour is refused takes its name all the same', async () => {
    server.habits.refusesProps = { 'a:calendar-color': 403 }
    const attempt = source.changeCalendar(CALENDAR, { name: 'New', color: '#112233' }, NEVER_ABORTED)
    await expect(attempt).rejects.toMatchObject({ code: 'calendar-refused-change', detail: 'calendar-color: 403' })
    expect((await source.calendars(NEVER_ABORTED))[0]?.metadata.name).toBe('New')
  })

  it('is made without the colour the server refuses, and shows that', async () => {
    server.habits.refusesProps = { 'a:calendar-color': 403 }
    const metadata = { name: 'New', color: '#112233', description: null }
    expect((await source.createCalendar(metadata, 'key', NEVER_ABORTED)).metadata).toEqual({ ...metadata, color: null })
  })

  it('loses colour and description on request', async () => {
    await source.changeCalendar(CALENDAR, { color: '#112233', description: 'x' }, NEVER_ABORTED)
    const { metadata } = await source.changeCalendar(CALENDAR, { color: null, description: null }, NEVER_ABORTED)
    expect(metadata).toMatchObject({ color: null, description: null })
  })

  it('cannot be made where the address is one calendar', async () => {
    await source.close()
    source = await openTestSource(new URL(CALENDAR, server.url).href)
    expect((await source.calendars(NEVER_ABORTED)).map(({ nativeId }) => nativeId)).toEqual([CALENDAR])
    const metadata = { name: 'New', color: null, description: null }
    expect(await codeOf(source.createCalendar(metadata, 'key', NEVER_ABORTED))).toBe('not-supported')
  })

  it('is found without a listing before', async () => {
    put('a.ics', sample('a', {}))
    expect((await pullAll(source, CALENDAR)).items).toHaveLength(1)
  })
})

describe('opening', () => {
  it('makes no connection, and says which file is wrong', async () => {
    expect(server.requests).toEqual([])
    const missing = openTestSource(server.url, { caPath: '/no/such/file.pem' })
    await expect(missing).rejects.toBeInstanceOf(CodedError)
    await expect(missing).rejects.toMatchObject({ code: 'invalid-configuration' })
  })
})
