import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import type { EventSummary, Page } from '@chroniton/shared/contract/views'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { calendarItem, eventItem, sampleEvent } from './testing/samples.ts'
import { first, TestHub } from './testing/test-hub.ts'

let hub: TestHub

beforeEach(async () => {
  hub = await TestHub.open()
})

afterEach(() => hub.close())

async function withEvents(...events: CalendarEvent[]) {
  const session = await hub.join('a')
  await hub.report(session, calendarItem('cal'), ...events.map((event) => eventItem('cal', event)))
  return session
}

const all = { from: null, to: null, calendarId: null, search: null, limit: 100, cursor: null }
const uidsOf = (page: Page<EventSummary>) => page.items.map(({ uid }) => uid)

describe('events in a window of time', () => {
  const daily = { frequency: 'daily' } as const
  const events = [
    sampleEvent('past', { start: '2026-01-01T09:00:00' }),
    sampleEvent('standup', { start: '2025-06-01T09:00:00', recurrenceRules: [daily] }),
    sampleEvent('monthly', { start: '2026-01-31T09:00:00', recurrenceRules: [{ frequency: 'monthly' }] }),
    sampleEvent('ended', {
      start: '2025-06-01T09:00:00',
      recurrenceRules: [{ ...daily, until: '2026-02-28T09:00:00' }],
    }),
    sampleEvent('moved', {
      start: '2026-01-05T09:00:00',
      recurrenceRules: [{ ...daily, count: 2 }],
      recurrenceOverrides: { '2026-01-06T09:00:00': { start: '2026-03-02T15:00:00' } },
    }),
    sampleEvent('midnight', { start: '2026-03-03T00:30:00', timeZone: 'Pacific/Auckland' }),
    sampleEvent('holiday', { start: '2026-02-20T00:00:00', duration: 'P20D', showWithoutTime: true, timeZone: null }),
    sampleEvent('later', { start: '2026-03-04T09:00:00' }),
  ]

  it('are those that take place in it, series by their occurrences', async () => {
    await withEvents(...events)
    const page = await hub.admin.events({ ...all, from: '2026-03-02', to: '2026-03-03T00:00:00Z' })
    // 00:30 on the 3rd in Auckland is the 2nd in UTC; the monthly series has nothing in March before the 31st.
    expect(uidsOf(page)).toEqual(['standup', 'moved', 'holiday', 'midnight'])
    expect(page.nextCursor).toBeNull()
  })

  it('are all without a window, ordered by their first start', async () => {
    await withEvents(...events)
    const uids = uidsOf(await hub.admin.events(all))
    expect(uids).toHaveLength(events.length)
    expect(uids.indexOf('past')).toBeLessThan(uids.indexOf('later'))
  })

  it('come in pages that leave nothing out and show nothing twice', async () => {
    await withEvents(...Array.from({ length: 450 }, (_, index) => sampleEvent(`e${index}`)))
    const uids: string[] = []
    let cursor: string | null = null
    do {
      const page: Page<EventSummary> = await hub.admin.events({ ...all, from: '2026-03-01', limit: 70, cursor })
      uids.push(...uidsOf(page))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(new Set(uids).size).toBe(450)
    expect(uids).toHaveLength(450)
  })

  it('follow what has changed since', async () => {
    const session = await withEvents(sampleEvent('e'))
    expect(uidsOf(await hub.admin.events({ ...all, to: '2026-04-01' }))).toEqual(['e'])
    await hub.report(
      session,
      eventItem('cal', sampleEvent('e', { start: '2026-05-01T09:00:00' }), { version: 'v2' as never }),
      eventItem('cal', sampleEvent('new')),
    )
    expect(uidsOf(await hub.admin.events({ ...all, to: '2026-04-01' }))).toEqual(['new'])
    expect(uidsOf(await hub.admin.events({ ...all, from: '2026-04-01' }))).toEqual(['e'])
    const { id } = first((await hub.admin.events(all)).items)
    await hub.admin.decide(hub.person, { kind: 'event-delete', eventId: id })
    expect(uidsOf(await hub.admin.events(all))).toEqual(['e'])
  })

  it('are found by words and by calendar', async () => {
    await withEvents(
      sampleEvent('a', { title: 'Käse-Fondue' }),
      sampleEvent('b', { locations: { '1': { name: 'Room 100%' } } }),
      sampleEvent('c', { description: 'bring fondue' }),
    )
    expect(uidsOf(await hub.admin.events({ ...all, search: 'FONDUE' })).toSorted()).toEqual(['a', 'c'])
    expect(uidsOf(await hub.admin.events({ ...all, search: '100%' }))).toEqual(['b'])
    expect(uidsOf(await hub.admin.events({ ...all, search: 'käse' }))).toEqual(['a'])
    expect(uidsOf(await hub.admin.events({ ...all, calendarId: 'other' as CalendarId }))).toEqual([])
    expect(uidsOf(await hub.admin.events({ ...all, calendarId: 'cal' as CalendarId }))).toHaveLength(3)
  })

  it.each([
    ['from', { from: 'tomorrow' }],
    ['to', { to: '2026-13-01' }],
    ['cursor', { cursor: 'nonsense' }],
  ])('refuse a bad %s by its name', async (name, query) => {
    await expect(hub.admin.events({ ...all, ...query })).rejects.toMatchObject({
      code: 'invalid-input',
      detail: expect.stringContaining(name),
    })
  })
})

describe('what is shown', () => {
  it('of an event: itself and its copies', async () => {
    await withEvents(sampleEvent('e', { title: 'Kick-off' }))
    const summary = first((await hub.admin.events(all)).items)
    expect(summary).toMatchObject({ title: 'Kick-off', calendars: ['cal'], recurring: false, conflicts: 0 })
    expect(await hub.admin.event(summary.id)).toMatchObject({
      event: { title: 'Kick-off' },
      deletedAt: null,
      copies: [{ calendarId: 'cal', role: 'original', state: 'in-step', itemId: 'e.ics' }],
    })
    await expect(hub.admin.event('nothing' as EventId)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('of a calendar: how many events it holds and when one last changed', async () => {
    await withEvents(sampleEvent('e'), sampleEvent('f'))
    expect(await hub.admin.calendars()).toMatchObject([
      { id: 'cal', agentId: 'a', events: 2, isDestination: false, gone: false, lastChangeAt: hub.clock.now() },
    ])
  })

  it('of history: newest first, in pages, with the title and the author', async () => {
    await withEvents(sampleEvent('e'), sampleEvent('f'), sampleEvent('g'))
    const event = first((await hub.admin.events({ ...all, search: 'event e' })).items)
    await hub.admin.decide(hub.person, { kind: 'event-change', eventId: event.id, patch: { title: 'New' } })
    const newest = await hub.admin.history({ eventId: null, limit: 2, cursor: null })
    expect(newest.items[0]).toMatchObject({ what: 'changed', title: 'New', by: { kind: 'person', name: 'ann' } })
    const rest = await hub.admin.history({ eventId: null, limit: 10, cursor: newest.nextCursor })
    expect(rest).toMatchObject({ items: [{ what: 'created' }, { what: 'created' }], nextCursor: null })
    const ofOne = await hub.admin.history({ eventId: event.id, limit: 10, cursor: null })
    expect(ofOne.items.map(({ what }) => what)).toEqual(['changed', 'created'])
    expect(ofOne.items[1]).toMatchObject({ by: { kind: 'calendar', calendarId: 'cal', name: 'cal' } })
  })

  it('of problems: accounts before items', async () => {
    const session = await withEvents(sampleEvent('e'))
    await hub.report(
      session,
      {
        kind: 'item-failed',
        calendarId: 'cal',
        itemId: 'x',
        code: 'item-malformed',
        detail: 'line 3',
        listingId: null,
      } as never,
      { kind: 'account-failed', sourceId: 'source', calendarId: 'cal', code: 'source-fault', detail: '503' } as never,
    )
    expect((await hub.admin.problems()).map(({ code }) => code)).toEqual(['source-fault', 'item-malformed'])
    expect(await hub.admin.calendars()).toMatchObject([{ problem: { code: 'source-fault' } }])
  })
})

describe('what takes place in a window', () => {
  const week = { from: '2026-03-02T00:00:00Z', to: '2026-03-09T00:00:00Z', calendarIds: null, search: null }
  const within = (query: object = {}) => hub.admin.occurrences({ ...week, timeZone: 'Etc/UTC', ...query })

  it('is every occurrence of a series, an exception where it was moved to', async () => {
    await withEvents(
      sampleEvent('daily', {
        start: '2026-03-02T09:00:00',
        timeZone: 'Etc/UTC',
        duration: 'PT30M',
        recurrenceRules: [{ frequency: 'daily', count: 3 }],
        recurrenceOverrides: { '2026-03-03T09:00:00': { start: '2026-03-03T15:00:00', title: 'Moved' } },
      }),
    )
    const { items, complete } = await within()
    expect(complete).toBe(true)
    expect(items.map(({ start, recurrenceId }) => [start, recurrenceId])).toEqual([
      ['2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00'],
      ['2026-03-03T15:00:00.000Z', '2026-03-03T09:00:00'],
      ['2026-03-04T09:00:00.000Z', '2026-03-04T09:00:00'],
    ])
    expect(items[1]).toMatchObject({ title: 'Moved', end: '2026-03-03T15:30:00.000Z', home: 'cal', calendars: ['cal'] })
  })

  it('shows days as days, whoever looks', async () => {
    await withEvents(
      sampleEvent('trip', { start: '2026-03-03T00:00:00', duration: 'P2D', showWithoutTime: true, timeZone: null }),
    )
    const { items } = await within({ timeZone: 'Pacific/Auckland' })
    expect(items).toMatchObject([{ allDay: true, start: '2026-03-03', end: '2026-03-05', recurrenceId: null }])
  })

  it('can be asked for some calendars and by words', async () => {
    await withEvents(sampleEvent('one', { start: '2026-03-03T09:00:00', title: 'Board meeting' }))
    expect((await within({ search: 'BOARD' })).items).toHaveLength(1)
    expect((await within({ search: 'holiday' })).items).toEqual([])
    expect((await within({ calendarIds: ['cal'] })).items).toHaveLength(1)
    expect((await within({ calendarIds: ['other'] })).items).toEqual([])
  })

  it('must be a window that a screen can show', async () => {
    await expect(within({ to: '2026-03-01' })).rejects.toThrow('must end after it begins')
    await expect(within({ to: '2028-01-01' })).rejects.toThrow('400 days')
  })
})

describe('the history', () => {
  it('can be asked for one calendar, for people, for a kind of change and for one entry', async () => {
    await withEvents(sampleEvent('e', { title: 'Old' }))
    const [event] = (await hub.admin.events(all)).items
    const { position } = await hub.admin.decide(hub.person, {
      kind: 'event-change',
      eventId: event!.id,
      patch: { title: 'New' },
    })
    const query = { eventId: null, limit: 10, cursor: null }
    const whatOf = async (filter: object) =>
      (await hub.admin.history({ ...query, ...filter })).items.map(({ what }) => what)
    expect(await whatOf({})).toEqual(['changed', 'created'])
    expect(await whatOf({ people: true })).toEqual(['changed'])
    expect(await whatOf({ calendarId: 'cal' })).toEqual(['created'])
    expect(await whatOf({ calendarId: 'other' })).toEqual([])
    expect(await whatOf({ what: 'created' })).toEqual(['created'])
    expect(await whatOf({ position })).toEqual(['changed'])
  })
})
