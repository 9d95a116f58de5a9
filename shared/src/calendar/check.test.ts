import { describe, expect, test } from 'vitest'
import { MAX_EVENT_CHARACTERS } from '../contract/event.ts'
import { checkEvent } from './check.ts'
import type { CalendarEvent, RecurrenceRule } from './event.ts'

const event: CalendarEvent = {
  '@type': 'Event',
  uid: 'e',
  start: '2026-03-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
}

const refusal = (code: string, detail: string) =>
  expect.objectContaining({ code, detail: expect.stringContaining(detail) as string })

test('an event may take as much as is allowed, as JSON, and no more', () => {
  const measured = (description: string) => JSON.stringify({ ...event, description }).length
  for (const character of ['x', '"', '\u0001']) {
    const room = MAX_EVENT_CHARACTERS - measured('')
    const longest = character.repeat(Math.floor(room / (measured(character) - measured(''))))
    expect(() => checkEvent({ ...event, description: longest })).not.toThrow()
    expect(() => checkEvent({ ...event, description: longest + character })).toThrow(refusal('item-too-large', ''))
  }
  const many = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`keyword ${index}`, true as const]))
  expect(() => checkEvent({ ...event, keywords: many })).toThrow(refusal('item-too-large', ''))
})

test('an ordinary event passes', () => {
  expect(() => checkEvent(event)).not.toThrow()
  expect(() => checkEvent({ ...event, recurrenceRules: [{ frequency: 'weekly' }] })).not.toThrow()
})

test.each<[string, string, Partial<CalendarEvent>]>([
  ['item-bad-time', 'starts at "2026-02-30', { start: '2026-02-30T09:00:00' }],
  ['item-bad-time', 'ends before it starts', { duration: '-PT1H' }],
  ['item-bad-time', 'no duration', { duration: 'P1Y' }],
  ['item-bad-time', 'beyond the year 9999', { duration: 'P5000000D' }],
  ['item-unknown-zone', 'Middle-earth/Shire', { timeZone: 'Middle-earth/Shire' }],
  ['item-unknown-zone', '+02:00', { timeZone: '+02:00' }],
  ['item-too-large', 'characters', { description: 'x'.repeat(600_000) }],
  ['item-bad-time', 'exception', { recurrenceOverrides: { '2026-02-30T09:00:00': {} } }],
  ['item-bad-time', '2026-03-09', { recurrenceOverrides: { '2026-03-09T09:00:00': { duration: '-P1D' } } }],
  ['item-malformed', 'wrong title', { recurrenceOverrides: { '2026-03-09T09:00:00': { title: 5 } } }],
  ['item-malformed', 'participants/a', { recurrenceOverrides: { '2026-03-09T09:00:00': { 'participants/a': 5 } } }],
  ['item-bad-time', '2026-03-09', { recurrenceOverrides: { '2026-03-09T09:00:00': { start: {} } } }],
  ['item-unknown-zone', '2026-03-09', { recurrenceOverrides: { '2026-03-09T09:00:00': { timeZone: 1 } } }],
  ['item-unknown-zone', '2026-03-09', { recurrenceOverrides: { '2026-03-09T09:00:00': { timeZone: 'No/Where' } } }],
])('%s: %s', (code, detail, part) => {
  expect(() => checkEvent({ ...event, ...part })).toThrow(refusal(code, detail))
})

describe('rules', () => {
  test.each<[string, RecurrenceRule]>([
    ['no day ever', { frequency: 'yearly', byMonth: ['2'], byMonthDay: [30] }],
    ['more than once a minute', { frequency: 'secondly' }],
    ['more than once a minute', { frequency: 'daily', bySecond: [0, 30] }],
    ['more than once a minute', { frequency: 'secondly', count: 2 }],
    ['interval', { frequency: 'daily', interval: 0 }],
    ['klingon', { frequency: 'daily', rscale: 'klingon' }],
  ])('%s', (detail, rule) => {
    expect(() => checkEvent({ ...event, recurrenceRules: [rule] })).toThrow(refusal('item-bad-rule', detail))
    expect(() => checkEvent({ ...event, excludedRecurrenceRules: [rule] })).toThrow(refusal('item-bad-rule', detail))
  })

  test('once a minute, or an end before the start, can be kept', () => {
    const kept = (rule: RecurrenceRule) => () => checkEvent({ ...event, recurrenceRules: [rule] })
    expect(kept({ frequency: 'minutely' })).not.toThrow()
    expect(kept({ frequency: 'weekly', until: '2020-01-01T00:00:00' })).not.toThrow()
  })

  test('whole days cannot repeat by the hour', () => {
    const allDay: CalendarEvent = { ...event, showWithoutTime: true, recurrenceRules: [{ frequency: 'hourly' }] }
    expect(() => checkEvent(allDay)).toThrow(refusal('item-bad-rule', 'hourly'))
  })

  test('too many are refused', () => {
    const recurrenceRules = Array.from(
      { length: 21 },
      (_, index) => ({ frequency: 'daily', interval: index + 1 }) as const,
    )
    expect(() => checkEvent({ ...event, recurrenceRules })).toThrow(refusal('item-bad-rule', '21'))
  })
})
