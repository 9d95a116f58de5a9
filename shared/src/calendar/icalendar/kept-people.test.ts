import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId } from '../../contract/ids.ts'
import type { CalendarEvent } from '../event.ts'
import { normalise } from '../normalise.ts'
import { arbitraryEvent } from '../testing/arbitrary-event.ts'
import { parseCalendar } from './parse.ts'
import { printEvent } from './print.ts'
import { readText } from './reader.ts'
import { unescapeText, escapeText } from './value.ts'
import { fold } from './content-line.ts'

const MEETING: CalendarEvent = normalise({
  '@type': 'Event',
  uid: 'meeting',
  title: 'Jour fixe',
  description: 'Agenda:\n- budget\n',
  start: '2026-02-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
  replyTo: { imip: 'mailto:anna@example.com' },
  participants: {
    anna: {
      name: 'Anna Muster',
      email: 'anna@example.com',
      sendTo: { imip: 'mailto:anna@example.com' },
      roles: { owner: true },
    },
    ben: {
      name: 'Ben',
      email: 'ben@example.com',
      sendTo: { imip: 'mailto:ben@example.com' },
      roles: { attendee: true },
      participationStatus: 'accepted',
    },
  },
  alerts: { a: { trigger: { '@type': 'OffsetTrigger', offset: '-PT5M' }, action: 'email' } },
})

const MIRROR = printEvent(MEETING, { people: 'kept', mark: 'seed-1' as EventId })

function descriptionOf(text: string): string {
  const vevent = readText(text).roots[0]!.components.find(({ name }) => name === 'VEVENT')!
  return unescapeText(vevent.properties.find(({ name }) => name === 'DESCRIPTION')?.value ?? '')
}

/** The mirror after a person has edited its description in some calendar program. */
function edited(edit: (description: string) => string): CalendarEvent {
  const unfolded = MIRROR.replace(/\r\n /g, '')
  const text = unfolded.replace(/^DESCRIPTION:Agenda.*$/m, () =>
    fold(`DESCRIPTION:${escapeText(edit(descriptionOf(MIRROR)))}`),
  )
  return parseCalendar(text).events[0]!.event
}

describe('the people of a mirror', () => {
  test('can be read below its description', () => {
    expect(descriptionOf(MIRROR)).toBe(
      [
        'Agenda:',
        '- budget',
        '',
        '',
        '--- People invited (kept in step by Chroniton) ---',
        'Anna Muster <anna@example.com>: organizer',
        'Ben <ben@example.com>: accepted',
        '--- End of people invited ---',
      ].join('\n'),
    )
  })

  test('come back exactly, and the description without them', () => {
    expect(parseCalendar(MIRROR).events[0]!.event).toMatchObject(MEETING)
  })

  test('are nowhere where a server would mail them, nor is an alarm by mail', () => {
    expect(MIRROR).not.toMatch(/ATTENDEE|ORGANIZER/)
    expect(MIRROR).toMatch(/^ACTION;X-CHRONITON-ACTION=EMAIL:DISPLAY/m)
    expect(MIRROR).not.toMatch(/^ACTION:EMAIL/m)
  })

  test('attendees of alarms and unknown components are not mailed either, and come back', () => {
    const alarm = [
      'BEGIN:VALARM',
      'ACTION:EMAIL',
      'TRIGGER:-PT1H',
      'SUMMARY:s',
      'DESCRIPTION:d',
      'ATTENDEE:mailto:x@example.com',
    ]
    const unknown = ['BEGIN:X-POLL', 'ORGANIZER:mailto:y@example.com', 'END:X-POLL']
    const text = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTART:20260101T090000Z',
      ...alarm,
      'END:VALARM',
      ...unknown,
    ]
    const { event } = parseCalendar([...text, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n')).events[0]!
    const mirror = printEvent(event, { people: 'kept' })
    expect(mirror).not.toMatch(/^(ATTENDEE|ORGANIZER|ACTION:EMAIL)/m)
    expect(parseCalendar(mirror).events[0]!.event).toMatchObject(event)
    expect(printEvent(event, { people: 'attendees' })).toMatch(/^ATTENDEE:mailto:x@example.com/m)
  })

  test('of an exception stand in the exception', () => {
    const series = normalise({
      ...MEETING,
      recurrenceRules: [{ frequency: 'weekly' }],
      recurrenceOverrides: { '2026-02-09T09:00:00': { 'participants/ben/participationStatus': 'declined' } },
    })
    const mirror = printEvent(series, { people: 'kept' })
    expect(mirror.replace(/\r\n /g, '')).toContain('Ben <ben@example.com>: declined')
    expect(parseCalendar(mirror).events[0]!.event).toMatchObject(series)
  })
})

describe('a mirror whose description a person has edited', () => {
  test('keeps what was written above, below and between', () => {
    expect(edited((text) => `First!\n${text}`).description).toBe('First!\nAgenda:\n- budget\n')
    expect(edited((text) => `${text}\nLast!`).description).toBe('Agenda:\n- budget\n\nLast!')
    expect(edited((text) => text.replace('Ben <', 'Call Ben.\nBen <')).description).toBe(
      'Agenda:\n- budget\n\nCall Ben.',
    )
  })

  test('keeps what was written into a line of the block', () => {
    const event = edited((text) => text.replace('accepted', 'accepted, brings cake'))
    expect(event.description).toBe('Agenda:\n- budget\n\nBen <ben@example.com>: accepted, brings cake')
    expect(event.participants).toEqual(MEETING.participants)
  })

  test('survives a block that has lost one of its ends', () => {
    expect(edited((text) => text.replace('--- End of people invited ---', 'Mine')).description).toBe(
      'Agenda:\n- budget\n\nMine',
    )
    expect(edited((text) => text.replace(/--- People.*---\n/, '')).description).toBe('Agenda:\n- budget\n')
  })

  test('keeps the people though the whole block was deleted', () => {
    const event = edited(() => 'New text')
    expect(event.description).toBe('New text')
    expect(event.participants).toEqual(MEETING.participants)
    expect(edited(() => '').description).toBeUndefined()
  })

  test('has no block in its description where the server dropped our property', () => {
    const { event } = parseCalendar(MIRROR.replace(/^X-CHRONITON-PARTICIPANTS(.|\r\n )*/m, 'X-GONE:1')).events[0]!
    expect(event.description).toBe('Agenda:\n- budget\n')
    expect(event.participants).toBeUndefined()
  })

  test('never loses a line that the block did not have', () => {
    const lines = fc.array(fc.stringMatching(/^[a-z .]{1,12}$/), { maxLength: 3 })
    fc.assert(
      fc.property(arbitraryEvent, lines, fc.nat(), (event, added, at) => {
        const { description = '', ...rest } = normalise({ ...MEETING, description: event.description ?? '' })
        const mirror = printEvent({ ...rest, description }, { people: 'kept' })
        const shown = descriptionOf(mirror).split('\n')
        shown.splice(at % (shown.length + 1), 0, ...added)
        const unfolded = mirror
          .replace(/\r\n /g, '')
          .replace(/^DESCRIPTION:.*$/m, () => `DESCRIPTION:${escapeText(shown.join('\n'))}`)
        const read = (parseCalendar(unfolded).events[0]!.event.description ?? '').split('\n')
        for (const line of added) expect(read.map((one) => one.trim())).toContain(line.trim())
        for (const line of description.split('\n').filter((one) => one !== '')) expect(read).toContain(line)
      }),
    )
  })
})
