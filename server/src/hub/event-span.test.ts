import { describe, expect, it } from 'vitest'
import { spanOf } from './event-span.ts'
import { sampleEvent } from './testing/samples.ts'

const daily = { frequency: 'daily' } as const

describe('the time in which an event may take place', () => {
  it.each([
    ['one hour', {}, '2026-03-02T09:00:00', '2026-03-02T10:00:00'],
    ['no length', { duration: undefined }, '2026-03-02T09:00:00', '2026-03-02T09:00:00'],
    ['three days', { duration: 'P3D', showWithoutTime: true }, '2026-03-02T09:00:00', '2026-03-05T09:00:00'],
    ['a series without end', { recurrenceRules: [daily] }, '2026-03-02T09:00:00', '9999-12-31T23:59:59'],
    [
      'a series until',
      { recurrenceRules: [{ ...daily, until: '2026-03-09T09:00:00' }] },
      '2026-03-02T09:00:00',
      '2026-03-09T10:00:00',
    ],
    ['a series of three', { recurrenceRules: [{ ...daily, count: 3 }] }, '2026-03-02T09:00:00', '2026-03-04T10:00:00'],
    [
      'a series of very many',
      { recurrenceRules: [{ ...daily, count: 5000 }] },
      '2026-03-02T09:00:00',
      '9999-12-31T23:59:59',
    ],
    [
      'two rules, one endless',
      { recurrenceRules: [{ ...daily, count: 3 }, daily] },
      '2026-03-02T09:00:00',
      '9999-12-31T23:59:59',
    ],
    [
      'an occurrence moved behind the end',
      {
        recurrenceRules: [{ ...daily, count: 3 }],
        recurrenceOverrides: { '2026-03-04T09:00:00': { start: '2026-06-01T09:00:00' } },
      },
      '2026-03-02T09:00:00',
      '2026-06-01T10:00:00',
    ],
    [
      'an occurrence moved before the beginning and made longer',
      {
        recurrenceRules: [{ ...daily, count: 3 }],
        recurrenceOverrides: { '2026-03-04T09:00:00': { start: '2026-02-01T09:00:00', duration: 'P90D' } },
      },
      '2026-02-01T09:00:00',
      '2026-05-02T10:00:00',
    ],
    [
      'an extra occurrence',
      { recurrenceOverrides: { '2026-07-01T09:00:00': {} } },
      '2026-03-02T09:00:00',
      '2026-07-01T10:00:00',
    ],
  ])('%s', (_what, changes, first, last) => {
    expect(spanOf(sampleEvent('a', changes))).toEqual({ first, last })
  })
})
