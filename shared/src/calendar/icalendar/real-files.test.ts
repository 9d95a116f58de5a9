import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { EventId } from '../../contract/ids.ts'
import { sameEvent } from '../equality.ts'
import type { CalendarEvent } from '../event.ts'
import { decodeCalendar } from './guard.ts'
import { parseCalendar, type ParsedCalendar } from './parse.ts'
import { printEvent } from './print.ts'
import { readText } from './reader.ts'
import { losses } from './testing/losses.ts'
import { updateCalendarText } from './update.ts'

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url))
/** The whole collection that the fixtures were chosen from, where it lies beside the project. */
const COLLECTION = fileURLToPath(new URL('../../../../../shared/data/ics/', import.meta.url))

interface Expected {
  events: number
  problems: string[]
  throws?: string
}
const expected = JSON.parse(readFileSync(`${FIXTURES}expected.json`, 'utf8')) as Record<string, Expected>

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ics'))
    .sort()
}

function textOf(path: string): string {
  return decodeCalendar(readFileSync(path))
}

/** What `parseCalendar` says of a text, whether it throws or not. */
function outcomeOf(text: string): { calendar: ParsedCalendar | null; summary: Expected } {
  try {
    const calendar = parseCalendar(text)
    return {
      calendar,
      summary: { events: calendar.events.length, problems: calendar.problems.map(({ code }) => code) },
    }
  } catch (error) {
    return { calendar: null, summary: { events: 0, problems: [], throws: (error as { code: string }).code } }
  }
}

/** With a UID and a start for every event, which many a sample of some other property leaves out. */
function completed(text: string): string {
  let count = 0
  return text.replace(/^BEGIN:VEVENT\r?\n[^]*?^END:VEVENT/gm, (event) => {
    const added = [
      ...(/^UID[;:]/m.test(event) ? [] : [`UID:added-${++count}`]),
      ...(/^DTSTART[;:]/m.test(event) ? [] : ['DTSTART:20260101T090000Z']),
    ]
    return event.replace('BEGIN:VEVENT', ['BEGIN:VEVENT', ...added].join('\r\n'))
  })
}

/** Every event survives being written as an original; nothing that the file says of it is lost. */
function checkOriginals(text: string, calendar: ParsedCalendar): void {
  for (const { uid, event } of calendar.events) {
    const written = printEvent(event, { people: 'attendees' })
    expect(losses(readText(text), readText(written), uid)).toEqual([])
    checkSame(written, event)
  }
}

function checkMirrorsAndUpdates(text: string, calendar: ParsedCalendar): void {
  for (const { event } of calendar.events) {
    const mirror = printEvent(event, { people: 'kept', mark: 'seed-1' as EventId })
    expect(mirror).not.toMatch(/^(ATTENDEE|ORGANIZER)/m)
    checkSame(mirror, event)
    checkSame(updateCalendarText(text, event, { people: 'attendees' }), event)
  }
}

function checkSame(text: string, event: CalendarEvent): void {
  const again = parseCalendar(text).events.find(({ uid }) => uid === event.uid)?.event
  expect(again, event.uid).toBeDefined()
  expect(sameEvent(again!, event) || { wanted: event, got: again }).toBe(true)
}

test('the comparison sees every line that is missing', () => {
  const names = [
    'ical4j/calconnect5',
    'icalendar/alarm_google_acknowledged',
    'icalendar/rfc_9074_example_2',
    'ical4j/EXDATE-IN-UTC',
  ]
  const events = names.flatMap((name) => parseCalendar(textOf(`${FIXTURES}${name}.ics`)).events)
  expect(events.length).toBeGreaterThanOrEqual(names.length)
  for (const { uid, event } of events) {
    const lines = printEvent(event, { people: 'attendees' }).replaceAll('\r\n ', '').split('\r\n')
    const first = lines.indexOf('BEGIN:VEVENT')
    for (const [index, line] of lines.entries()) {
      if (index <= first || /^(BEGIN|END|UID|DTSTAMP|DTSTART|TRANSP)/.test(line) || line === '') continue
      const without = lines.filter((_, other) => other !== index).join('\r\n')
      expect(losses(readText(lines.join('\r\n')), readText(without), uid), line).not.toEqual([])
    }
  }
})

describe('real calendar files', () => {
  test.each(filesIn(FIXTURES))('%s', (name) => {
    const text = textOf(FIXTURES + name)
    const { calendar, summary } = outcomeOf(text)
    expect(summary).toEqual(expected[name])
    const whole = completed(text)
    for (const [form, read] of [
      [text, calendar],
      [whole, outcomeOf(whole).calendar],
    ] as const) {
      if (read === null) continue
      checkOriginals(form, read)
      checkMirrorsAndUpdates(form, read)
    }
  })
})

describe.skipIf(!existsSync(COLLECTION))('the whole collection', () => {
  // The largest are read but not compared: that costs the square of their size.
  const COMPARED = 30_000
  test.each(filesIn(COLLECTION))(
    '%s',
    (name) => {
      const text = completed(textOf(COLLECTION + name))
      const { calendar } = outcomeOf(text)
      if (calendar !== null && text.length < COMPARED) checkOriginals(text, calendar)
    },
    120_000,
  )
})
