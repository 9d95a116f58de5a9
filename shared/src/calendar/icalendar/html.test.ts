import { describe, expect, test } from 'vitest'
import type { CalendarEvent } from '../event.ts'
import { plainText } from './html.ts'
import { parseCalendar } from './parse.ts'
import { printEvent } from './print.ts'

const HTML = '<p>Hello <b>there</b> &amp; you</p><p>Second&nbsp;line<br>third</p>'
const EVENT: CalendarEvent = {
  '@type': 'Event',
  uid: '1',
  start: '2026-01-01T09:00:00',
  description: HTML,
  descriptionContentType: 'text/html',
  participants: { a: { email: 'a@example.com', sendTo: { imip: 'mailto:a@example.com' }, roles: { attendee: true } } },
}

function read(text: string): CalendarEvent {
  return parseCalendar(text).events[0]!.event
}

describe('a description in HTML', () => {
  test('is plain text for those who know no other', () => {
    expect(plainText(HTML)).toBe('Hello there & you\nSecond line\nthird')
    expect(plainText('a < b <script>x()</script>c &#8364; &unknown; <style>')).toBe('a < b c € &unknown;')
  })

  test('comes back, with and without people below it', () => {
    for (const people of ['kept', 'attendees'] as const) {
      expect(read(printEvent(EVENT, { people }))).toMatchObject({
        description: HTML,
        descriptionContentType: 'text/html',
      })
    }
  })

  test('gives way to plain text that somebody has edited', () => {
    const text = printEvent(EVENT, { people: 'kept' }).replace('DESCRIPTION:Hello', 'DESCRIPTION:Goodbye')
    const event = read(text)
    expect(event.description).toBe('Goodbye there & you\nSecond line\nthird')
    expect(event.descriptionContentType).toBeUndefined()
  })
})
