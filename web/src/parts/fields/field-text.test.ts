import { describe, expect, it } from 'vitest'
import { en } from '../../words/en.ts'
import { fieldName, fieldText, type Speech } from './field-text.ts'

/** How numbers and dates are written is the browser's affair: here they stand as they are. */
const speech: Speech = {
  words: en,
  format: {
    wall: (local, allDay) => (allDay === true ? local.slice(0, 10) : local),
    duration: (duration) => duration,
    moment: (instant) => instant,
    list: (items) => items.join(' and '),
  },
}
const text = (path: string, value: Parameters<typeof fieldText>[1]) => fieldText(path, value, speech)

describe('the name of a field', () => {
  it.each([
    ['title', 'Title'],
    ['keywords/Client A', 'Keyword “Client A”'],
    ['participants/ada@example.com', 'Person'],
    ['recurrenceOverrides/2026-03-02T09:00:00', 'Occurrence 2026-03-02T09:00:00'],
    ['example.com:own', 'example.com:own'],
  ])('%s is %s', (path, name) => {
    expect(fieldName(path, speech)).toBe(name)
  })
})

describe('the value of a field in words', () => {
  it.each([
    ['title', null, 'nothing'],
    ['title', 'Board', 'Board'],
    ['status', 'tentative', 'tentative'],
    ['keywords/Client A', true, 'set'],
    ['duration', 'PT1H30M', 'PT1H30M'],
    ['duration', 'PT0S', 'PT0S'],
    ['alerts/1', { trigger: { '@type': 'OffsetTrigger', offset: '-PT15M' } }, 'PT15M before'],
    ['alerts/1', { trigger: { '@type': 'OffsetTrigger', offset: 'PT0S' } }, 'at the start'],
    ['participants/a', { name: 'Ada', email: 'ada@example.com', participationStatus: 'accepted' }, 'Ada (accepted)'],
    ['locations/1', { name: 'Room 5' }, 'Room 5'],
    ['recurrenceOverrides/2026-03-02T09:00:00', { excluded: true }, 'cancelled'],
    ['recurrenceOverrides/2026-03-02T09:00:00', { title: 'Moved' }, 'Title: Moved'],
    ['example.com:own', { a: 1 }, '{"a":1}'],
  ])('%s %j is %s', (path, value, words) => {
    expect(text(path, value)).toBe(words)
  })

  it('names the zone of a time, or that the day is whole', () => {
    const time = { start: '2026-03-02T09:00:00', timeZone: 'Europe/Zurich', duration: 'PT1H' }
    expect(text('time', time)).toBe('2026-03-02T09:00:00, Europe/Zurich, PT1H')
    expect(text('time', { start: '2026-03-02T00:00:00', showWithoutTime: true })).toBe('2026-03-02, all day')
  })

  it('says how an event repeats', () => {
    const rule = {
      frequency: 'weekly',
      interval: 2,
      byDay: [{ day: 'mo' }, { day: 'we' }],
      until: '2026-12-31T00:00:00',
    }
    expect(text('recurrenceRules', [rule])).toBe('every 2 weeks, until 2026-12-31T00:00:00, byDay mo we')
  })
})
