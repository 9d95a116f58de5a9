import fc from 'fast-check'
import { expect, test } from 'vitest'
import { busyMask } from './busy.ts'
import type { CalendarEvent } from './event.ts'
import { arbitraryRawEvent } from './testing/arbitrary-raw-event.ts'
import { occurrences } from './recurrence.ts'
import { normalise } from './normalise.ts'

const secret: CalendarEvent = {
  '@type': 'Event',
  uid: 'original-uid',
  title: 'SECRET merger',
  description: 'SECRET',
  start: '2026-03-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
  status: 'tentative',
  privacy: 'secret',
  color: 'SECRET',
  created: '2026-01-01T00:00:00Z',
  updated: '2026-01-02T00:00:00Z',
  prodId: 'SECRET',
  locations: { SECRET: { name: 'SECRET' } },
  participants: { SECRET: { name: 'SECRET' } },
  keywords: { SECRET: true },
  alerts: { '1': { trigger: { '@type': 'OffsetTrigger', offset: '-PT5M' } } },
  recurrenceRules: [{ frequency: 'weekly', byDay: [{ day: 'mo', SECRET: 1 }], 'x:SECRET': 'SECRET' } as never],
  recurrenceOverrides: {
    '2026-03-09T09:00:00': { title: 'SECRET again', start: '2026-03-09T10:00:00', 'locations/SECRET/name': 'SECRET' },
    '2026-03-16T09:00:00': { excluded: true },
    '2026-03-23T09:00:00': { description: 'SECRET only' },
    '2026-03-30T09:00:00': { status: 'cancelled', title: 'SECRET cancelled' },
    '2026-03-31T09:00:00': { title: 'SECRET extra' },
  },
  'example.com:SECRET': 'SECRET',
}

test('shows when the time is taken, and nothing else', () => {
  expect(busyMask(secret, 'mask')).toEqual({
    '@type': 'Event',
    uid: 'mask',
    title: 'Busy',
    start: '2026-03-02T09:00:00',
    timeZone: 'Europe/Zurich',
    duration: 'PT1H',
    recurrenceRules: [{ frequency: 'weekly', byDay: [{ day: 'mo' }] }],
    recurrenceOverrides: {
      '2026-03-09T09:00:00': { start: '2026-03-09T10:00:00' },
      '2026-03-16T09:00:00': { excluded: true },
      '2026-03-30T09:00:00': { freeBusyStatus: 'free' },
      '2026-03-31T09:00:00': {},
    },
  })
  expect(JSON.stringify(busyMask(secret, 'mask'))).not.toContain('SECRET')
})

test('an event that takes no time shows as free', () => {
  expect(busyMask({ ...secret, status: 'cancelled' }, 'mask').freeBusyStatus).toBe('free')
  expect(busyMask({ ...secret, freeBusyStatus: 'free' }, 'mask').freeBusyStatus).toBe('free')
})

test('has the same times as the event, and none of its texts', () => {
  const times = (event: CalendarEvent) =>
    occurrences(event, { limit: 10, hostZone: 'Europe/Zurich' }).map(({ startsAt, endsAt }) => [startsAt, endsAt])
  fc.assert(
    fc.property(arbitraryRawEvent().map(normalise), (event) => {
      const mask = busyMask(event, 'mask')
      expect(times(mask)).toEqual(times(event))
      expect(JSON.stringify(mask)).not.toMatch(/Planning|lines|Grüezi|participants|alerts|kept|keywords/)
    }),
  )
})
