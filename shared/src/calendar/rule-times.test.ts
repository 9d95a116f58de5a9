import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { RRuleTemporal } from 'rrule-temporal'
import { describe, expect, test } from 'vitest'
import { CodedError } from '../contract/errors.ts'
import type { RecurrenceRule } from './event.ts'
import vectors from './fixtures/rrule-vectors.json' with { type: 'json' }
import { exists, parseLocal, printLocal } from './local-time.ts'
import { parseRule, printRule } from './rule-text.ts'
import { ruleTimes, type RuleTimesOptions } from './rule-times.ts'

interface Vector {
  id: string
  rule: string
  dtstart: string
  expected: string[]
  exhaustive: boolean
  tz?: string
  agree?: number
}

function extended(basic: string): string {
  const [date = '', time = '000000'] = basic.replace('Z', '').split('T')
  const digits = `${date}${time}`
  return digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6')
}

function expand(vector: Vector): string[] {
  const zone = vector.tz ?? null
  const rule = parseRule(vector.rule, { timeZone: zone, allDay: vector.dtstart.length === 8 })
  const limit = vector.expected.length + (vector.exhaustive ? 1 : 0)
  return first(limit, rule, extended(vector.dtstart), zone === null ? {} : { exists: (wall) => exists(wall, zone) })
}

function first(limit: number, rule: RecurrenceRule, start: string, options: RuleTimesOptions = {}): string[] {
  const times: string[] = []
  if (limit === 0) return times
  for (const wall of ruleTimes(rule, parseLocal(start)!, options)) {
    times.push(printLocal(wall))
    if (times.length >= limit) break
  }
  return times
}

describe('vectors on which independent implementations agree', () => {
  test.each(vectors as Vector[])('$id $rule from $dtstart', (vector) => {
    expect(expand(vector)).toEqual(vector.expected.map(extended))
  })

  const all = new URL('../../../../shared/data/rrule-vectors.json', import.meta.url)
  test.skipIf(!existsSync(all))('the larger collection beside the project', () => {
    const { vectors: collection } = JSON.parse(readFileSync(all, 'utf8')) as { vectors: Vector[] }
    const facts = collection.filter(({ agree = 0 }) => agree >= 3)
    expect(facts.length).toBeGreaterThan(200)
    for (const vector of facts) {
      expect(expand(vector), `${vector.id} ${vector.rule}`).toEqual(vector.expected.map(extended))
    }
  })
})

describe('what the rule leaves open', () => {
  test('a yearly rule stays on the date of the start', () => {
    expect(first(3, { frequency: 'yearly' }, '2024-02-29T09:00:00')).toEqual([
      '2024-02-29T09:00:00',
      '2028-02-29T09:00:00',
      '2032-02-29T09:00:00',
    ])
  })

  test('a day that the month has not is left out, or moved where the rule says so', () => {
    const monthly: RecurrenceRule = { frequency: 'monthly', rscale: 'gregorian' }
    const start = '2026-01-31T08:00:00'
    const dates = (rule: RecurrenceRule): string[] => first(4, rule, start).map((time) => time.slice(5, 10))
    expect(dates(monthly)).toEqual(['01-31', '03-31', '05-31', '07-31'])
    expect(dates({ ...monthly, skip: 'backward' })).toEqual(['01-31', '02-28', '03-31', '04-30'])
    expect(dates({ ...monthly, skip: 'forward' })).toEqual(['01-31', '03-01', '03-31', '05-01'])
  })

  test('a date moved into the next month is not doubled there', () => {
    const rule: RecurrenceRule = { frequency: 'yearly', byMonth: ['2', '3'], byMonthDay: [1, 30], skip: 'forward' }
    expect(first(6, rule, '2026-02-01T08:00:00').map((time) => time.slice(0, 10))).toEqual([
      '2026-02-01',
      '2026-03-01',
      '2026-03-30',
      '2027-02-01',
      '2027-03-01',
      '2027-03-30',
    ])
  })

  test('the fifty-third Monday comes only in years that have one', () => {
    const rule: RecurrenceRule = { frequency: 'yearly', byDay: [{ day: 'mo', nthOfPeriod: 53 }] }
    expect(first(3, rule, '2024-12-30T09:00:00').map((time) => time.slice(0, 10))).toEqual([
      '2024-12-30',
      '2029-12-31',
      '2035-12-31',
    ])
  })
})

describe('bounds', () => {
  test('counting starts at the start, whatever part of the times is asked for', () => {
    const rule: RecurrenceRule = { frequency: 'daily', count: 5 }
    const from = parseLocal('2026-01-04T00:00:00')!
    expect(first(9, rule, '2026-01-01T09:00:00', { from })).toEqual(['2026-01-04T09:00:00', '2026-01-05T09:00:00'])
  })

  test('a start that the rule does not make counts where it is the first occurrence', () => {
    const rule: RecurrenceRule = { frequency: 'weekly', byDay: [{ day: 'tu' }], count: 2 }
    expect(first(9, rule, '2026-01-05T09:00:00', { countStart: true })).toEqual(['2026-01-06T09:00:00'])
    expect(first(9, rule, '2026-01-06T09:00:00', { countStart: true })).toHaveLength(2)
  })

  test('an hour that summer time skips is no occurrence and is not counted', () => {
    const rule: RecurrenceRule = { frequency: 'daily', count: 3 }
    const zurich = { exists: (wall: number) => exists(wall, 'Europe/Zurich') }
    expect(first(9, rule, '2026-03-28T02:30:00', zurich)).toEqual([
      '2026-03-28T02:30:00',
      '2026-03-30T02:30:00',
      '2026-03-31T02:30:00',
    ])
  })

  test('an endless rule ends with the year 9999', () => {
    const from = parseLocal('9990-01-01T00:00:00')!
    expect(first(100, { frequency: 'yearly' }, '2026-05-05T00:00:00', { from })).toHaveLength(10)
  })

  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31;INTERVAL=7',
    'FREQ=HOURLY;BYHOUR=3;INTERVAL=24',
    'FREQ=SECONDLY;INTERVAL=60;BYSECOND=1',
    'FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-20',
    'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366',
    'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
    'FREQ=YEARLY;INTERVAL=1000000;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=999999999;BYMONTH=3',
  ])('%s can never be met and comes to an end', (text) => {
    const rule = parseRule(text, { timeZone: null, allDay: false })
    expect(first(1, rule, '2026-01-05T09:30:00')).toEqual([])
  })

  test.each([
    ['interval', { interval: 0 }],
    ['interval', { interval: 1.5 }],
    ['count', { count: -1 }],
    ['count', { frequency: 'minutely', count: 2_000_000 }],
    ['byMonth', { byMonth: ['5L'] }],
    ['byMonthDay', { byMonthDay: [32] }],
    ['byMonthDay', { byMonthDay: [0] }],
    ['byHour', { byHour: [24] }],
    ['day of the week', { byDay: [{ day: 'xx' }] }],
    ['frequency', { frequency: 'fortnightly' }],
    ['no time', { until: '2026-02-30T00:00:00' }],
    ['no list', { byWeekNo: 3 }],
  ])('a rule with a wrong %s is refused', (what, part) => {
    const rule = { frequency: 'daily', ...part } as unknown as RecurrenceRule
    expect(() => first(1, rule, '2026-01-05T09:30:00')).toThrow(what)
    expect(() => first(1, rule, '2026-01-05T09:30:00')).toThrow(CodedError)
  })
})

describe('properties', () => {
  const days = fc.constantFrom('mo', 'tu', 'we', 'th', 'fr', 'sa', 'su')
  const byDay = fc.uniqueArray(
    days.map((day) => ({ day })),
    { minLength: 1, maxLength: 3, selector: ({ day }) => day },
  )
  const some = <Value>(value: fc.Arbitrary<Value>) => fc.uniqueArray(value, { minLength: 1, maxLength: 3 })
  const ordinary = fc.oneof(
    fc.record({ frequency: fc.constant('daily') }),
    fc.record({ frequency: fc.constant('weekly'), byDay }, { requiredKeys: ['frequency'] }),
    fc.record({ frequency: fc.constant('monthly'), byMonthDay: some(fc.integer({ min: 1, max: 31 })) }),
    fc.record({ frequency: fc.constant('monthly'), byDay, bySetPosition: some(fc.constantFrom(1, 2, -1)) }),
    fc.record({ frequency: fc.constant('yearly'), byMonth: some(fc.integer({ min: 1, max: 12 }).map(String)) }),
    fc.record({ frequency: fc.constant('hourly'), byHour: some(fc.integer({ min: 0, max: 23 })) }),
  )
  const arbitraryRule = fc
    .tuple(ordinary, fc.integer({ min: 1, max: 5 }), days)
    .map(([rule, interval, firstDayOfWeek]) => ({ ...rule, interval, firstDayOfWeek }))
  const arbitraryStart = fc.integer({ min: 0, max: 4_000_000 }).map((quarter) => printLocal(quarter * 900))

  test('a window shows the same times as the whole', () => {
    fc.assert(
      fc.property(arbitraryRule, arbitraryStart, fc.nat(25), (rule, start, index) => {
        const all = first(50, rule, start)
        fc.pre(all.length > index)
        const from = parseLocal(all[index]!)!
        expect(first(50 - index, rule, start, { from })).toEqual(all.slice(index))
        expect(first(1, rule, start, { from: from + 1 })).toEqual(all.slice(index + 1, index + 2))
      }),
    )
  })

  test('ordinary rules make the same times as another implementation', () => {
    fc.assert(
      fc.property(arbitraryRule, arbitraryStart, (rule, start) => {
        const text = printRule(rule, { timeZone: 'Etc/UTC', allDay: false })
        const basic = start.replace(/[-:]/g, '')
        const times = first(20, rule, start)
        const other: string[] = []
        if (times.length === 0) return
        new RRuleTemporal({ rruleString: `DTSTART:${basic}Z\nRRULE:${text}` }).all((time) => {
          other.push(time.toPlainDateTime().toString({ smallestUnit: 'second' }))
          return other.length < 20
        })
        expect(times).toEqual(other.slice(0, 20))
      }),
    )
  })
})
