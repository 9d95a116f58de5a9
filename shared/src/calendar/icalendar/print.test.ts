import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import type { EventId } from '../../contract/ids.ts'
import type { CalendarEvent } from '../event.ts'
import { toInstant, parseLocal } from '../local-time.ts'
import { arbitraryEvent } from '../testing/arbitrary-event.ts'
import { printEvent } from './print.ts'

const PLAIN: CalendarEvent = {
  '@type': 'Event',
  uid: 'plain@example.com',
  title: 'Jour fixe; wöchentlich',
  start: '2026-02-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
  keywords: { Work: true, 'a,b': true },
  color: '#ff0102',
  updated: '2026-01-01T12:00:00Z',
}

describe('a printed event', () => {
  test('says everything once, in a fixed order', () => {
    const text = printEvent(PLAIN, { people: 'kept', mark: 'seed-1' as EventId })
    expect(text.slice(text.indexOf('BEGIN:VEVENT')).split('\r\n')).toEqual([
      'BEGIN:VEVENT',
      'UID:plain@example.com',
      'DTSTART;TZID=Europe/Zurich:20260202T090000',
      'DTEND;TZID=Europe/Zurich:20260202T100000',
      'DTSTAMP:20260101T120000Z',
      'LAST-MODIFIED:20260101T120000Z',
      'SUMMARY:Jour fixe\\; wöchentlich',
      'TRANSP:OPAQUE',
      'CATEGORIES:Work,a\\,b',
      'COLOR:red',
      'X-CHRONITON-COLOR:#ff0102',
      'X-CHRONITON-ID:seed-1',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
  })

  test('takes DTSTAMP from the caller where nobody knows when it was changed', () => {
    const { updated: _updated, ...event } = PLAIN
    expect(printEvent(event as CalendarEvent, { people: 'kept', now: '2026-03-01T00:00:00Z' })).toContain(
      'DTSTAMP:20260301T000000Z',
    )
    expect(printEvent(event as CalendarEvent, { people: 'kept' })).toContain('DTSTAMP:19700101T000000Z')
  })

  test.each([
    ['item-unknown-zone', { timeZone: 'Mars/Olympus' }],
    ['item-bad-time', { start: '2026-02-30T09:00:00' }],
    ['item-bad-rule', { recurrenceRules: [{ frequency: 'daily', until: 'never' }] }],
    ['item-malformed', { participants: { a: { name: 5, email: 'a@example.com' } } }],
  ])('is refused with %s when it makes no sense', (code, nonsense) => {
    const event = { ...PLAIN, ...nonsense } as unknown as CalendarEvent
    expect(() => printEvent(event, { people: 'attendees' })).toThrow(expect.objectContaining({ code }))
  })

  test('cannot be made to say more than one property with one value', () => {
    const event = {
      ...PLAIN,
      uid: 'a\r\nATTENDEE:mailto:x@example.com',
      title: 'b\r\nATTENDEE:mailto:x@example.com',
      links: { l: { href: 'http://x\r\nATTENDEE:mailto:x@example.com' } },
      relatedTo: { 'c\r\nATTENDEE:mailto:x@example.com': { relation: { parent: true as const } } },
      iCalComponent: {
        properties: [
          ['x-a', { p: 'd"\r\nATTENDEE:x' }, 'unknown', 'e\r\nATTENDEE:mailto:x@example.com'],
          ['attendee:mailto:x@example.com\r\nx', {}, 'unknown', 'f'],
          ['end', {}, 'unknown', 'VEVENT'],
        ],
      },
    }
    expect(printEvent(event, { people: 'kept' })).not.toMatch(/^(ATTENDEE|END:VEVENT\r\nATT)/m)
    expect(printEvent(event, { people: 'kept' }).match(/^END:VEVENT/gm)).toHaveLength(1)
  })
})

/** ical.js reads what we print: a reader that shares no code with ours. */
describe('an independent reader', () => {
  test('reads the same texts and times', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const calendar = new ICAL.Component(ICAL.parse(printEvent(event, { people: 'attendees' })) as unknown[] as [])
        const master = calendar.getAllSubcomponents('vevent').find((vevent) => !vevent.hasProperty('recurrence-id'))!
        expect(master.getFirstPropertyValue('summary') ?? '').toBe(event.title ?? '')
        expect(master.getFirstPropertyValue('description') ?? '').toBe(event.description ?? '')
        expect(master.getFirstPropertyValue('location') ?? '').toBe(event.locations?.['1']?.name ?? someName(event))
        const categories = master.getAllProperties('categories').flatMap((line) => line.getValues() as string[])
        expect(categories.sort()).toEqual(Object.keys(event.keywords ?? {}).sort())
        for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
        try {
          const start = master.getFirstPropertyValue('dtstart') as unknown as ICAL.Time
          const local = event.start.replace(/T00:00:00$/, start.isDate ? '' : 'T00:00:00')
          expect(start.toString().replace('Z', '')).toBe(local)
          if (!start.isDate) {
            expect(start.toUnixTime()).toBe(toInstant(parseLocal(event.start)!, event.timeZone ?? null))
          }
        } finally {
          ICAL.TimezoneService.reset()
        }
      }),
    )
  })
})

function someName(event: CalendarEvent): string {
  const keys = Object.keys(event.locations ?? {}).sort()
  return keys.length === 0 ? '' : event.locations![keys[0]!]!.name!
}
