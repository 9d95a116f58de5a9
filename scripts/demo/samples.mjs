import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FIXTURES = new URL('../../shared/src/calendar/icalendar/fixtures/', import.meta.url)

/** The date so many days from now, as iCalendar writes it. */
export function dateIn(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
}

export function eventText(lines) {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Chroniton demo//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n')
}

/** What is in the CalDAV calendar at the beginning, by file name. */
export function caldavSamples() {
  const stamp = 'DTSTAMP:20260101T000000Z'
  return {
    'kickoff.ics': eventText([
      'BEGIN:VEVENT',
      'UID:kickoff@demo.chroniton',
      stamp,
      `DTSTART;TZID=Europe/Zurich:${dateIn(2)}T100000`,
      'DURATION:PT1H',
      'SUMMARY:Project kick-off',
      'LOCATION:Room 4',
      'END:VEVENT',
    ]),
    'standup.ics': eventText([
      'BEGIN:VEVENT',
      'UID:standup@demo.chroniton',
      stamp,
      `DTSTART;TZID=Europe/Zurich:${dateIn(1)}T090000`,
      'DURATION:PT15M',
      'RRULE:FREQ=DAILY;COUNT=10',
      'SUMMARY:Stand-up',
      'END:VEVENT',
    ]),
    'holiday.ics': eventText([
      'BEGIN:VEVENT',
      'UID:holiday@demo.chroniton',
      stamp,
      `DTSTART;VALUE=DATE:${dateIn(7)}`,
      `DTEND;VALUE=DATE:${dateIn(9)}`,
      'SUMMARY:Away',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
  }
}

/** Fills a folder with one event per file: real-world samples from the tests, and one whose text the demo knows. */
export function fillFolder(folder, name) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'displayname'), name)
  for (const file of realWorldFiles()) {
    const text = readFileSync(file)
    writeFileSync(join(folder, file.pathname.split('/').at(-1)), text)
  }
  writeFileSync(
    join(folder, 'review.ics'),
    eventText([
      'BEGIN:VEVENT',
      'UID:review@demo.chroniton',
      'DTSTAMP:20260101T000000Z',
      `DTSTART;TZID=America/New_York:${dateIn(3)}T140000`,
      'DURATION:PT45M',
      'SUMMARY:Contract review',
      'END:VEVENT',
    ]),
  )
}

/** Fixtures that hold exactly one event with a UID and a summary, as a vdir wants it; the first fifteen. */
function realWorldFiles() {
  return readdirSync(FIXTURES, { recursive: true })
    .filter((path) => path.endsWith('.ics'))
    .toSorted()
    .map((path) => new URL(path.replaceAll('\\', '/'), FIXTURES))
    .filter((file) => {
      const text = readFileSync(file, 'utf8')
      return text.match(/^BEGIN:VEVENT/gm)?.length === 1 && /^UID:./m.test(text) && /^SUMMARY/m.test(text)
    })
    .slice(0, 15)
}
