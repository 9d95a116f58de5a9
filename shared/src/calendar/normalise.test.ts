import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sameEvent } from './equality.ts'
import type { CalendarEvent } from './event.ts'
import { eventHash } from './hash.ts'
import { sameJson } from './json.ts'
import { normalise } from './normalise.ts'
import { occurrences } from './recurrence.ts'
import { arbitraryRawEvent } from './testing/arbitrary-raw-event.ts'

const plain: CalendarEvent = { '@type': 'Event', uid: 'e', start: '2026-03-02T09:00:00', timeZone: 'Europe/Zurich' }
const weekly: CalendarEvent = {
  ...plain,
  title: 'Weekly',
  duration: 'PT1H',
  recurrenceRules: [{ frequency: 'weekly' }],
}

describe('what says nothing goes', () => {
  test('defaults', () => {
    const spelledOut = {
      ...plain,
      title: '',
      description: '',
      descriptionContentType: 'TEXT/PLAIN',
      showWithoutTime: false,
      duration: 'PT0S',
      status: 'confirmed',
      freeBusyStatus: 'busy',
      privacy: 'public',
      priority: 0,
      useDefaultAlerts: false,
      sequence: 0,
      locations: {},
      keywords: {},
      color: '',
      recurrenceRules: [],
      recurrenceOverrides: {},
    } as CalendarEvent
    expect(normalise(spelledOut)).toEqual(plain)
  })

  test('defaults inside of entries, and entries with nothing in them', () => {
    const event = {
      ...plain,
      participants: {
        a: {
          '@type': 'Participant',
          name: 'Anna',
          participationStatus: 'needs-action',
          expectReply: false,
          sendTo: {},
        },
      },
      alerts: {
        '1': {
          '@type': 'Alert',
          action: 'display',
          trigger: { '@type': 'OffsetTrigger', offset: '-PT900S', relativeTo: 'start' },
        },
      },
      locations: { '1': { '@type': 'Location', name: '' }, '2': { name: 'Room 2' } },
    } as CalendarEvent
    expect(normalise(event)).toEqual({
      ...plain,
      participants: { a: { name: 'Anna' } },
      alerts: { '1': { trigger: { '@type': 'OffsetTrigger', offset: '-PT15M' } } },
      locations: { '2': { name: 'Room 2' } },
    })
  })

  test('what is not known is kept', () => {
    const event: CalendarEvent = { ...plain, 'example.com:x': { deep: [1, null, { empty: {} }] } }
    expect(normalise(event)).toEqual(event)
  })
})

describe('one form for what is the same', () => {
  test.each([
    ['PT60M', 'PT1H'],
    ['P1W', 'P7D'],
    ['PT24H', 'PT24H'],
    ['P1D', 'P1D'],
    ['PT3661.50S', 'PT1H1M1.5S'],
  ])('duration %s', (given, expected) => expect(normalise({ ...plain, duration: given }).duration).toBe(expected))

  test.each([
    ['US/Eastern', 'America/New_York'],
    ['europe/zurich', 'Europe/Zurich'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['UTC', 'Etc/UTC'],
    ['Nowhere/Land', 'Nowhere/Land'],
  ])('time zone %s', (given, expected) => expect(normalise({ ...plain, timeZone: given }).timeZone).toBe(expected))

  test('texts have line feeds and neither control characters nor half characters', () => {
    expect(normalise({ ...plain, title: 'a\r\nb\rc\u0000d\ud83de', keywords: { 'x\u0007': true } })).toEqual({
      ...plain,
      title: 'a\nb\ncd\ufffde',
      keywords: { x: true },
    })
  })

  test('an all-day event is a date: midnight, no zone, whole days, one at least', () => {
    const allDay: CalendarEvent = { ...plain, showWithoutTime: true }
    const expected = { '@type': 'Event', uid: 'e', start: '2026-03-02T00:00:00', showWithoutTime: true }
    expect(normalise(allDay)).toEqual({ ...expected, duration: 'P1D' })
    expect(normalise({ ...allDay, duration: 'PT0S' })).toEqual({ ...expected, duration: 'P1D' })
    expect(normalise({ ...allDay, duration: 'PT36H' })).toEqual({ ...expected, duration: 'P2D' })
    expect(normalise({ ...allDay, duration: 'P1W' })).toEqual({ ...expected, duration: 'P7D' })
    expect(normalise({ ...allDay, duration: '-P1D' }).duration).toBe('-P1D')
  })

  test('rules: defaults, order and letters', () => {
    const given = {
      ...plain,
      recurrenceRules: [
        {
          '@type': 'RecurrenceRule',
          frequency: 'WEEKLY',
          interval: 1,
          rscale: 'GREGORIAN',
          skip: 'omit',
          firstDayOfWeek: 'mo',
          byDay: [{ '@type': 'NDay', day: 'FR' }, { day: 'mo' }, { day: 'fr' }],
          byMonth: ['12', '2'],
          bySetPosition: [],
        },
      ],
    } as unknown as CalendarEvent
    expect(normalise(given).recurrenceRules).toEqual([
      { frequency: 'weekly', byDay: [{ day: 'mo' }, { day: 'fr' }], byMonth: ['2', '12'] },
    ])
  })
})

describe('overrides', () => {
  const withOverrides = (recurrenceOverrides: CalendarEvent['recurrenceOverrides']): CalendarEvent =>
    normalise({ ...weekly, recurrenceOverrides: recurrenceOverrides! })

  test('one that repeats what the series says is none', () => {
    const repeated = { title: 'Weekly', start: '2026-03-09T09:00:00', duration: 'PT60M', status: 'confirmed' }
    expect(withOverrides({ '2026-03-09T09:00:00': repeated })).toEqual(weekly)
    expect(withOverrides({ '2026-03-09T09:00:00': { updated: '2026-01-01T00:00:00Z' } })).toEqual(weekly)
    expect(withOverrides({ '2026-03-09T09:00:00': { 'participants/a': null, excluded: false } })).toEqual(weekly)
  })

  test('one that changes nothing adds an occurrence where the series has none', () => {
    expect(withOverrides({ '2026-03-10T09:00:00': {} }).recurrenceOverrides).toEqual({ '2026-03-10T09:00:00': {} })
  })

  test('of an excluded occurrence nothing else is kept', () => {
    expect(withOverrides({ '2026-03-09T09:00:00': { excluded: true, title: 'Gone' } }).recurrenceOverrides).toEqual({
      '2026-03-09T09:00:00': { excluded: true },
    })
  })

  test('a property of an entry and the whole entry are the same change', () => {
    const series: CalendarEvent = { ...weekly, participants: { a: { name: 'Anna', email: 'a@example.com' } } }
    const short = { ...series, recurrenceOverrides: { '2026-03-09T09:00:00': { 'participants/a/name': 'Ann' } } }
    const long = {
      ...series,
      recurrenceOverrides: { '2026-03-09T09:00:00': { 'participants/a': { email: 'a@example.com', name: 'Ann' } } },
    }
    expect(sameEvent(short, long)).toBe(true)
    expect(eventHash(short)).toBe(eventHash(long))
  })

  test('a default is kept where it differs from the series', () => {
    const tentative: CalendarEvent = { ...weekly, status: 'tentative' }
    expect(
      normalise({ ...tentative, recurrenceOverrides: { '2026-03-09T09:00:00': { status: 'confirmed' } } })
        .recurrenceOverrides,
    ).toEqual({ '2026-03-09T09:00:00': { status: null } })
  })

  test('one occurrence of a timed series may last all day', () => {
    const override = { showWithoutTime: true, start: '2026-03-09T00:00:00' }
    expect(withOverrides({ '2026-03-09T09:00:00': override }).recurrenceOverrides).toEqual({
      '2026-03-09T09:00:00': {
        showWithoutTime: true,
        start: '2026-03-09T00:00:00',
        timeZone: null,
        duration: 'P1D',
      },
    })
  })

  test('thousands of empty ones are looked at in one pass', () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `${2026 + Math.floor(index / 336)}-${String((Math.floor(index / 28) % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}T09:00:00`,
        {},
      ]),
    )
    const daily: CalendarEvent = { ...plain, recurrenceRules: [{ frequency: 'daily', count: 90_000 }] }
    const { recurrenceOverrides } = normalise({ ...daily, recurrenceOverrides: many })
    // Only what lies before the start is no occurrence by rule.
    expect(Object.keys(recurrenceOverrides!).every((recurrenceId) => recurrenceId < daily.start)).toBe(true)
  })
})

describe('never throws', () => {
  test.each([
    ['rules that are none', { recurrenceRules: [null, 3, { frequency: 'never' }], recurrenceOverrides: { x: {} } }],
    ['maps that are none', { participants: 'x', alerts: [1], locations: null }],
    ['times that are none', { start: 'tomorrow', duration: 'long', timeZone: '../etc/passwd' }],
    [
      'rules without end',
      { recurrenceRules: [{ frequency: 'secondly' }], recurrenceOverrides: { '2030-01-01T00:00:00': {} } },
    ],
    ['overrides that are none', { recurrenceOverrides: { '2026-03-09T09:00:00': null, '2026-03-16T09:00:00': 'x' } }],
    ['a wrong list', { recurrenceRules: [{ frequency: 'daily', byDay: 'mo', byMonth: [{}, null] }] }],
  ])('%s', (_what, part) => {
    const event = { ...plain, ...part } as unknown as CalendarEvent
    expect(normalise(normalise(event))).toEqual(normalise(event))
    expect(eventHash(event)).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('properties', () => {
  test('whatever a source makes of an event, normalising neither throws nor needs a second time', () => {
    const maps = ['locations', 'participants', 'alerts', 'keywords', 'relatedTo', 'recurrenceOverrides']
    const lists = ['recurrenceRules', 'excludedRecurrenceRules']
    const names = fc.constantFrom(
      'title',
      'start',
      'timeZone',
      'duration',
      'showWithoutTime',
      ...maps,
      ...lists,
      '__proto__',
    )
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (given) => {
        const event = { ...plain, ...given } as CalendarEvent
        const once = normalise(event)
        expect(normalise(once)).toEqual(once)
      }),
      { numRuns: 300 },
    )
  })

  test('normalising twice is normalising once', () => {
    fc.assert(
      fc.property(arbitraryRawEvent(), (event) => {
        const once = normalise(event)
        expect(normalise(once)).toEqual(once)
      }),
      { numRuns: 300 },
    )
  })

  test('what takes place stays the same', () => {
    // In an all-day series recurrence ids lose their time of day, and may then name another occurrence.
    const timed = arbitraryRawEvent().filter(({ showWithoutTime }) => showWithoutTime !== true)
    const window = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1), hostZone: 'Europe/Zurich' }
    const shown = (given: CalendarEvent) =>
      occurrences(given, window)
        .map(({ recurrenceId, startsAt, endsAt, event: { showWithoutTime, start } }) =>
          // An occurrence that alone lasts all day begins at midnight once it is normalised.
          showWithoutTime === true ? `${recurrenceId} ${start.slice(0, 10)}` : `${recurrenceId} ${startsAt} ${endsAt}`,
        )
        .sort()
    fc.assert(
      fc.property(timed, (event) => {
        expect(shown(normalise(event))).toEqual(shown(event))
      }),
    )
  })

  test('events are the same exactly when their hashes are', () => {
    fc.assert(
      fc.property(arbitraryRawEvent(), arbitraryRawEvent(), fc.boolean(), (a, b, self) => {
        const other = self ? { ...normalise(a), updated: '2030-01-01T00:00:00Z', sequence: 9 } : b
        expect(sameEvent(a, other)).toBe(eventHash(a) === eventHash(other))
        if (self) expect(sameEvent(a, other)).toBe(true)
      }),
    )
  })

  test('the order of keys does not matter', () => {
    const reversed = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .map(([key, member]) => [key, reversed(member)])
              .reverse(),
          )
        : value
    fc.assert(
      fc.property(arbitraryRawEvent(), (event) => {
        const other = reversed(event) as CalendarEvent
        expect(eventHash(other)).toBe(eventHash(event))
        expect(sameJson(other, event)).toBe(true)
      }),
    )
  })
})
