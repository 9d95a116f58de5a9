import { describe, expect, test } from 'vitest'
import type { CalendarEvent, PatchObject, RecurrenceRule } from './event.ts'
import { occurrences, type OccurrenceQuery } from './recurrence.ts'
import { isOccurrence } from './series.ts'

const series: CalendarEvent = {
  '@type': 'Event',
  uid: 's',
  title: 'Standup',
  start: '2026-03-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
  recurrenceRules: [{ frequency: 'weekly' }],
}

const at = (text: string): number => Date.parse(text)
const starts = (event: CalendarEvent, query: OccurrenceQuery): string[] =>
  occurrences(event, query).map(({ startsAt }) => new Date(startsAt).toISOString().replace(':00.000Z', 'Z'))
const overriding = (recurrenceId: string, patch: PatchObject): CalendarEvent => ({
  ...series,
  recurrenceOverrides: { [recurrenceId]: patch },
})

describe('windows', () => {
  test('an event that does not repeat is its own only occurrence', () => {
    const { recurrenceRules: _rules, ...single } = series
    expect(occurrences(single)).toEqual([
      {
        recurrenceId: '2026-03-02T09:00:00',
        startsAt: at('2026-03-02T08:00:00Z'),
        endsAt: at('2026-03-02T09:00:00Z'),
        event: single,
        overridden: false,
      },
    ])
    expect(occurrences(single, { from: at('2026-03-02T09:00:00Z') })).toEqual([])
  })

  test('wall time stays when the clocks change', () => {
    expect(starts(series, { from: at('2026-03-20T00:00:00Z'), to: at('2026-04-07T00:00:00Z') })).toEqual([
      '2026-03-23T08:00Z',
      '2026-03-30T07:00Z',
      '2026-04-06T07:00Z',
    ])
  })

  test('what is under way when the window begins is part of it, what ends there is not', () => {
    expect(starts(series, { from: at('2026-03-09T08:30:00Z'), to: at('2026-03-10T00:00:00Z') })).toHaveLength(1)
    expect(starts(series, { from: at('2026-03-09T09:00:00Z'), to: at('2026-03-10T00:00:00Z') })).toHaveLength(0)
    expect(starts(series, { from: at('2026-03-09T00:00:00Z'), to: at('2026-03-09T08:00:00Z') })).toHaveLength(0)
  })

  test('a long event is found weeks after its start', () => {
    const long: CalendarEvent = { ...series, duration: 'P30D', recurrenceRules: [{ frequency: 'yearly' }] }
    expect(starts(long, { from: at('2030-03-30T00:00:00Z'), to: at('2030-03-31T00:00:00Z') })).toEqual([
      '2030-03-02T08:00Z',
    ])
  })

  test('an event without length takes place at its start', () => {
    const point: CalendarEvent = { ...series, duration: 'PT0S' }
    expect(starts(point, { from: at('2026-03-09T08:00:00Z'), to: at('2026-03-09T08:00:01Z') })).toHaveLength(1)
  })

  test('all-day and floating events go by the clocks of whoever looks', () => {
    const allDay: CalendarEvent = {
      '@type': 'Event',
      uid: 'd',
      start: '2026-03-29T00:00:00',
      duration: 'P1D',
      showWithoutTime: true,
    }
    const [zurich] = occurrences(allDay, { hostZone: 'Europe/Zurich' })
    expect(zurich).toMatchObject({ startsAt: at('2026-03-28T23:00:00Z'), endsAt: at('2026-03-29T22:00:00Z') })
    const [apia] = occurrences(allDay, { hostZone: 'Pacific/Apia' })
    expect(apia).toMatchObject({ startsAt: at('2026-03-28T11:00:00Z'), endsAt: at('2026-03-29T11:00:00Z') })
  })

  test('the first so many', () => {
    expect(starts(series, { limit: 2 })).toEqual(['2026-03-02T08:00Z', '2026-03-09T08:00Z'])
  })
})

describe('overrides', () => {
  test('change one occurrence', () => {
    const [, second, third] = occurrences(overriding('2026-03-09T09:00:00', { title: 'Retro', duration: 'PT2H' }), {
      limit: 3,
    })
    expect(second).toMatchObject({ overridden: true, endsAt: at('2026-03-09T10:00:00Z') })
    expect(second!.event).toMatchObject({ title: 'Retro', start: '2026-03-09T09:00:00' })
    expect(second!.event).not.toHaveProperty('recurrenceRules')
    expect(third!.event.title).toBe('Standup')
  })

  test('leave one occurrence out', () => {
    expect(starts(overriding('2026-03-09T09:00:00', { excluded: true }), { limit: 2 })).toEqual([
      '2026-03-02T08:00Z',
      '2026-03-16T08:00Z',
    ])
  })

  test('may leave out the start itself', () => {
    expect(starts(overriding('2026-03-02T09:00:00', { excluded: true }), { limit: 1 })).toEqual(['2026-03-09T08:00Z'])
  })

  test('add an occurrence that no rule makes', () => {
    expect(starts(overriding('2026-03-04T15:00:00', {}), { limit: 3 })).toEqual([
      '2026-03-02T08:00Z',
      '2026-03-04T14:00Z',
      '2026-03-09T08:00Z',
    ])
  })

  test('move an occurrence into a window and out of it', () => {
    const moved = overriding('2026-03-09T09:00:00', { start: '2026-05-01T09:00:00', timeZone: 'Etc/UTC' })
    expect(starts(moved, { from: at('2026-03-09T00:00:00Z'), to: at('2026-03-10T00:00:00Z') })).toEqual([])
    expect(starts(moved, { from: at('2026-05-01T00:00:00Z'), to: at('2026-05-02T00:00:00Z') })).toEqual([
      '2026-05-01T09:00Z',
    ])
  })

  test('move an occurrence before the others', () => {
    const moved = overriding('2026-04-06T09:00:00', { start: '2026-03-01T09:00:00' })
    expect(starts(moved, { limit: 2 })).toEqual(['2026-03-01T08:00Z', '2026-03-02T08:00Z'])
  })
})

describe('several rules', () => {
  const withRules = (rules: RecurrenceRule[], excluded: RecurrenceRule[] = []): CalendarEvent => ({
    ...series,
    recurrenceRules: rules,
    excludedRecurrenceRules: excluded,
  })

  test('make each occurrence once, in order', () => {
    const event = withRules([
      { frequency: 'weekly', count: 3 },
      { frequency: 'daily', count: 3 },
    ])
    expect(starts(event, { limit: 9 }).map((text) => text.slice(5, 10))).toEqual([
      '03-02',
      '03-03',
      '03-04',
      '03-09',
      '03-16',
    ])
  })

  test('and excluded ones take away', () => {
    const event = withRules([{ frequency: 'daily' }], [{ frequency: 'weekly', byDay: [{ day: 'tu' }, { day: 'we' }] }])
    expect(starts(event, { limit: 4 }).map((text) => text.slice(5, 10))).toEqual(['03-02', '03-05', '03-06', '03-07'])
  })

  test('the start is the first occurrence even if no rule makes it, and counts', () => {
    const event = withRules([{ frequency: 'weekly', byDay: [{ day: 'we' }], count: 3 }])
    expect(starts(event, { limit: 9 }).map((text) => text.slice(5, 10))).toEqual(['03-02', '03-04', '03-11'])
  })
})

describe('summer time', () => {
  test('an occurrence in the hour that is skipped does not take place', () => {
    const early: CalendarEvent = { ...series, start: '2026-03-28T02:30:00', recurrenceRules: [{ frequency: 'daily' }] }
    expect(starts(early, { limit: 2 })).toEqual(['2026-03-28T01:30Z', '2026-03-30T00:30Z'])
    expect(isOccurrence(early, '2026-03-29T02:30:00')).toBe(false)
    expect(isOccurrence(early, '2026-03-30T02:30:00')).toBe(true)
  })

  test('one in the hour that comes twice takes place in the first', () => {
    const early: CalendarEvent = { ...series, start: '2026-10-24T02:30:00', recurrenceRules: [{ frequency: 'daily' }] }
    expect(starts(early, { limit: 3 })).toEqual(['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z'])
  })

  test('Lord Howe moves its clocks by half an hour', () => {
    const howe: CalendarEvent = {
      ...series,
      start: '2026-10-03T02:15:00',
      timeZone: 'Australia/Lord_Howe',
      recurrenceRules: [{ frequency: 'daily' }],
    }
    expect(starts(howe, { limit: 2 })).toEqual(['2026-10-02T15:45Z', '2026-10-04T15:15Z'])
  })

  test('Samoa left out a whole day', () => {
    const apia: CalendarEvent = {
      ...series,
      start: '2011-12-29T09:00:00',
      timeZone: 'Pacific/Apia',
      recurrenceRules: [{ frequency: 'daily', count: 3 }],
    }
    expect(occurrences(apia).map(({ recurrenceId }) => recurrenceId.slice(0, 10))).toEqual([
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ])
  })
})

describe('other calendars', () => {
  test('Chinese New Year', () => {
    const newYear: CalendarEvent = {
      '@type': 'Event',
      uid: 'cny',
      start: '2013-02-10T00:00:00',
      duration: 'P1D',
      showWithoutTime: true,
      recurrenceRules: [{ frequency: 'yearly', rscale: 'chinese' }],
    }
    expect(occurrences(newYear, { limit: 4 }).map(({ recurrenceId }) => recurrenceId.slice(0, 10))).toEqual([
      '2013-02-10',
      '2014-01-31',
      '2015-02-19',
      '2016-02-08',
    ])
    expect(isOccurrence(newYear, '2015-02-19T00:00:00')).toBe(true)
  })

  test('one that nobody knows is refused', () => {
    const event: CalendarEvent = { ...series, recurrenceRules: [{ frequency: 'yearly', rscale: 'klingon' }] }
    expect(() => occurrences(event, { limit: 3 })).toThrow('klingon')
  })
})

describe('bounds', () => {
  test('a rule that fires every second is refused, not followed', () => {
    const event: CalendarEvent = { ...series, recurrenceRules: [{ frequency: 'secondly' }] }
    expect(() => occurrences(event, { limit: 3 })).toThrow('more than once a minute')
  })

  test('an endless rule without a window is refused', () => {
    const event: CalendarEvent = { ...series, recurrenceRules: [{ frequency: 'hourly' }] }
    expect(() => occurrences(event)).toThrow('occurrences')
  })

  test('an excluded rule that fires every minute for ever holds nothing up', () => {
    const event: CalendarEvent = {
      ...series,
      recurrenceRules: [{ frequency: 'weekly' }],
      excludedRecurrenceRules: [{ frequency: 'minutely', byHour: [10] }],
    }
    expect(starts(event, { from: at('2126-03-01T00:00:00Z'), to: at('2126-03-08T00:00:00Z') })).toHaveLength(1)
  })
})
