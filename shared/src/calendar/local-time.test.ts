import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { civilOf, dayOf, weekdayOf } from './calendar-day.ts'
import { addDuration, exists, parseLocal, printLocal, toInstant, toWall } from './local-time.ts'

const wall = (text: string): number => parseLocal(text)!
const utc = (instant: number): string => printLocal(instant)

describe('wall times', () => {
  test.each([
    '2026-02-29T00:00:00',
    '2026-13-01T00:00:00',
    '2026-01-01T24:00:00',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
  ])('%s is none', (text) => expect(parseLocal(text)).toBeNull())

  test('a character that does not belong there makes it none, wherever it stands', () => {
    const text = '2026-11-12T10:11:12'
    for (let at = 0; at < text.length; at++) {
      for (const other of ['x', ' ', '/', '٣', '+']) {
        expect(parseLocal(text.slice(0, at) + other + text.slice(at + 1)), `${other} at ${at}`).toBeNull()
      }
    }
  })

  test('are printed as they were read', () => {
    for (const text of ['0001-01-01T00:00:00', '1969-12-31T23:59:59', '2024-02-29T12:34:56', '9999-12-31T23:59:59']) {
      expect(printLocal(wall(text))).toBe(text)
    }
  })

  test('days agree with another implementation', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (day) => {
        const { year, month, date } = civilOf(day)
        const other = new Temporal.PlainDate(1970, 1, 1).add({ days: day })
        expect({ year, month, date }).toEqual({ year: other.year, month: other.month, date: other.day })
        expect(weekdayOf(day)).toBe(other.dayOfWeek - 1)
        expect(dayOf(year, month, date)).toBe(day)
      }),
    )
  })
})

describe('a time that summer time skips', () => {
  test.each([
    ['Europe/Zurich', '2026-03-29T02:30:00', '2026-03-29T03:30:00', '2026-03-29T01:30:00'],
    ['America/New_York', '2026-03-08T02:00:00', '2026-03-08T03:00:00', '2026-03-08T07:00:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00', '2026-10-04T02:45:00', '2026-10-03T15:45:00'],
    ['Pacific/Apia', '2011-12-30T10:00:00', '2011-12-31T10:00:00', '2011-12-30T20:00:00'],
  ])('in %s, %s is read as %s', (zone, skipped, shown, instant) => {
    expect(exists(wall(skipped), zone)).toBe(false)
    expect(utc(toInstant(wall(skipped), zone))).toBe(instant)
    expect(printLocal(toWall(toInstant(wall(skipped), zone), zone))).toBe(shown)
  })
})

describe('a time that comes twice', () => {
  test.each([
    ['Europe/Zurich', '2026-10-25T02:30:00', '2026-10-25T00:30:00'],
    ['America/New_York', '2026-11-01T01:00:00', '2026-11-01T05:00:00'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00'],
  ])('in %s, %s is the first', (zone, twice, instant) => {
    expect(exists(wall(twice), zone)).toBe(true)
    expect(utc(toInstant(wall(twice), zone))).toBe(instant)
  })
})

test('instants agree with another implementation, in every zone and at every transition', () => {
  const zones = [
    'Europe/Zurich',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Etc/UTC',
  ]
  const around = fc
    .tuple(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000_000_000 }), fc.integer({ min: -7200, max: 7200 }))
    .map(([zone, instant, offset]) => {
      const next = Temporal.Instant.fromEpochMilliseconds(instant * 1000)
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next')
      const near = next ?? Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(zone)
      return { zone, time: wall(near.toPlainDateTime().toString({ smallestUnit: 'second' })) + offset }
    })
  fc.assert(
    fc.property(around, ({ zone, time }) => {
      const other = Temporal.PlainDateTime.from(printLocal(time)).toZonedDateTime(zone, {
        disambiguation: 'compatible',
      })
      expect(toInstant(time, zone)).toBe(other.epochMilliseconds / 1000)
      expect(exists(time, zone)).toBe(other.toPlainDateTime().toString({ smallestUnit: 'second' }) === printLocal(time))
      expect(toWall(other.epochMilliseconds / 1000, zone)).toBe(
        wall(other.toPlainDateTime().toString({ smallestUnit: 'second' })),
      )
    }),
  )
})

test('offsets agree with another implementation, in whatever order they are asked for', () => {
  const zones = ['Europe/Zurich', 'Asia/Kolkata', 'Pacific/Apia', 'America/Panama', 'Asia/Tehran', 'Etc/UTC']
  const instants = fc.array(fc.integer({ min: -2_000_000_000, max: 3_000_000_000 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, (zone, asked) => {
      const offsets = asked.map((instant) => toWall(instant, zone) - instant)
      const moments = asked.map((instant) => Temporal.Instant.fromEpochMilliseconds(instant * 1000))
      expect(offsets).toEqual(moments.map((moment) => moment.toZonedDateTimeISO(zone).offsetNanoseconds / 1e9))
    }),
  )
})

describe('adding a duration', () => {
  test.each([
    ['2026-03-28T09:00:00', 'P1D', 'Europe/Zurich', '2026-03-29T09:00:00'],
    ['2026-03-28T09:00:00', 'PT24H', 'Europe/Zurich', '2026-03-29T10:00:00'],
    ['2026-03-28T09:00:00', 'PT24H', null, '2026-03-29T09:00:00'],
    ['2026-10-25T01:30:00', 'PT1H', 'Europe/Zurich', '2026-10-25T02:30:00'],
    ['2026-10-25T01:30:00', 'PT2H', 'Europe/Zurich', '2026-10-25T02:30:00'],
    ['2024-02-28T00:00:00', 'P1W', null, '2024-03-06T00:00:00'],
  ])('%s and %s in %s is %s', (start, duration, zone, end) => expect(addDuration(start, duration, zone)).toBe(end))

  test('of what is no time there is no end', () => {
    expect(addDuration('2026-02-30T00:00:00', 'P1D', null)).toBeNull()
    expect(addDuration('2026-02-20T00:00:00', 'soon', null)).toBeNull()
  })
})
