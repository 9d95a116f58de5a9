import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId } from '../../contract/ids.ts'
import type { CalendarEvent } from '../event.ts'
import { addDuration } from '../local-time.ts'
import { normalise } from '../normalise.ts'
import { arbitraryEvent } from '../testing/arbitrary-event.ts'
import { parseCalendar } from './parse.ts'
import { printKnown, type PrintOptions } from './print.ts'

const OPTIONS: PrintOptions[] = [{ people: 'attendees' }, { people: 'kept', mark: 'seed-7' as EventId }]
const PLAIN: CalendarEvent = {
  '@type': 'Event',
  uid: 'plain@example.com',
  title: 'Planning; with, \\ and "all"',
  start: '2026-03-29T01:30:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT45M',
  updated: '2026-01-05T09:00:00Z',
}

/** The event that is known without reading, beside the one that is read. */
function both(event: CalendarEvent, options: PrintOptions) {
  const { text, read } = printKnown(event, options)
  return { known: read, parsed: read && parseCalendar(text) }
}

function expectAsRead(event: CalendarEvent): void {
  for (const options of OPTIONS) {
    const { known, parsed } = both(event, options)
    if (known === null) continue
    expect(parsed!.problems).toEqual([])
    expect(parsed!.events).toEqual([known])
  }
}

const KEPT = ['@type', 'uid', 'title', 'description', 'start', 'timeZone', 'duration', 'showWithoutTime', 'status']
const OFTEN = [...KEPT, 'freeBusyStatus', 'privacy', 'keywords', 'locations', 'alerts', 'sequence', 'created']

test('what is known without reading is what is read', () => {
  fc.assert(
    fc.property(arbitraryEvent, (event) => {
      expectAsRead(event)
      expectAsRead({ ...event, updated: '2026-01-05T09:00:00Z' })
    }),
  )
})

test('also where an event has nothing but what people give most of theirs', () => {
  fc.assert(
    fc.property(arbitraryEvent, fc.constantFrom('1', 'hall'), (event, key) => {
      const [place] = Object.values(event.locations ?? {})
      const few = Object.fromEntries(Object.entries(event).filter(([property]) => OFTEN.includes(property)))
      const { locations: _locations, ...rest } = few as CalendarEvent
      const name = place?.name
      expectAsRead(
        normalise({
          ...rest,
          uid: 'plain@example.com',
          updated: '2026-01-05T09:00:00Z',
          ...(name !== undefined && { locations: { [key]: { name } } }),
        }),
      )
    }),
    { numRuns: 1000 },
  )
})

test('in every zone', () => {
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    expectAsRead(normalise({ ...PLAIN, timeZone }))
  }
})

test('at every quarter of an hour of the days when clocks change, for any length', () => {
  const changes = { 'Europe/Zurich': ['2026-03-29', '2026-10-25'], 'Australia/Lord_Howe': ['2026-04-05', '2026-10-04'] }
  for (const [timeZone, days] of Object.entries(changes)) {
    for (const day of days) {
      for (let quarter = 0; quarter < 20; quarter++) {
        const start = addDuration(`${day}T00:00:00`, `PT${quarter * 15}M`, null)!
        for (const duration of ['PT15M', 'PT1H', 'PT26H']) {
          expectAsRead(normalise({ ...PLAIN, start, timeZone, duration, recurrenceRules: [{ frequency: 'weekly' }] }))
        }
      }
    }
  }
})

test('a plain event is known, one with more to it is not', () => {
  const isKnown = (event: CalendarEvent, options = OPTIONS[1]!) => both(event, options).known !== null
  expect(isKnown(PLAIN)).toBe(true)
  expect(isKnown({ ...PLAIN, locations: { 1: { name: 'Zürich, room 7' } }, keywords: { work: true } })).toBe(true)
  const { updated: _updated, ...undated } = PLAIN
  expect(isKnown(undated)).toBe(false)
  expect(isKnown(PLAIN, { people: 'kept', mark: 'a mark' as EventId })).toBe(false)
  expect(isKnown({ ...PLAIN, uid: ' plain' })).toBe(false)
  expect(isKnown({ ...PLAIN, 'example.com:more': 1 })).toBe(false)
  expect(isKnown({ ...PLAIN, participants: { a: { email: 'a@example.com', roles: { attendee: true } } } })).toBe(false)
  expect(isKnown({ ...PLAIN, recurrenceOverrides: { '2026-04-05T01:30:00': {} } })).toBe(false)
})
