import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId } from '../../contract/ids.ts'
import { withoutBookkeeping } from '../normalise.ts'
import { arbitraryEvent } from '../testing/arbitrary-event.ts'
import { parseCalendar } from './parse.ts'
import { printEvent } from './print.ts'
import { updateCalendarText } from './update.ts'

const MARK = 'seed-7' as EventId

describe('an event written and read again', () => {
  test('is the same event, as an original', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const { events, problems } = parseCalendar(printEvent(event, { people: 'attendees' }))
        expect(problems).toEqual([])
        expect(events.map((read) => withoutBookkeeping(read.event))).toEqual([withoutBookkeeping(event)])
      }),
    )
  })

  test('is the same event, as a mirror, with its mark and nobody to mail', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const text = printEvent(event, { people: 'kept', mark: MARK })
        expect(text).not.toMatch(/^(ATTENDEE|ORGANIZER|ACTION:EMAIL)/m)
        const { events, problems } = parseCalendar(text)
        expect(problems).toEqual([])
        expect(events.map((read) => withoutBookkeeping(read.event))).toEqual([withoutBookkeeping(event)])
        expect(events[0]!.mark).toBe(MARK)
      }),
    )
  })

  test('keeps its bookkeeping', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const [read] = parseCalendar(printEvent(event, { people: 'kept' })).events
        expect(read!.event.created).toBe(event.created)
        expect(read!.event.sequence).toBe(event.sequence)
        if (event.updated !== undefined) expect(read!.event.updated).toBe(event.updated)
      }),
    )
  })

  test('gives the same text every time, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const text = printEvent(event, { people: 'attendees' })
        expect(printEvent(structuredClone(event), { people: 'attendees' })).toBe(text)
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        expect(text).not.toMatch(/[^\r]\n|\r[^\n]/)
      }),
    )
  })

  test('in place of another one is that event', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryEvent, (before, after) => {
        const text = printEvent(before, { people: 'attendees' })
        const updated = updateCalendarText(text, { ...after, uid: before.uid }, { people: 'attendees' })
        const { events, problems } = parseCalendar(updated)
        expect(problems).toEqual([])
        expect(events.map((read) => withoutBookkeeping(read.event))).toEqual([
          withoutBookkeeping({ ...after, uid: before.uid }),
        ])
      }),
    )
  })
})
