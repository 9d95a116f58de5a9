import { describe, expect, test } from 'vitest'
import type { CalendarEvent } from '../event.ts'
import { parseCalendar } from './parse.ts'
import { printEvent } from './print.ts'

function vevent(...lines: string[]): string[] {
  return ['BEGIN:VEVENT', ...lines, 'END:VEVENT']
}

function calendar(...lines: string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
}

function eventOf(...lines: string[]): CalendarEvent {
  const { events, problems } = parseCalendar(calendar(...vevent('UID:1', ...lines)))
  expect(problems).toEqual([])
  return events[0]!.event
}

function problemOf(...lines: string[]): string | undefined {
  return parseCalendar(calendar(...vevent('UID:1', ...lines))).problems[0]?.code
}

const START = 'DTSTART:20260102T090000Z'

describe('times', () => {
  test('an all-day event is a date with an exclusive end, in no zone', () => {
    expect(eventOf('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227')).toMatchObject({
      start: '2026-12-24T00:00:00',
      duration: 'P3D',
      showWithoutTime: true,
    })
    expect(eventOf('DTSTART;VALUE=DATE:20261224')).toMatchObject({ duration: 'P1D' })
    expect(eventOf('DTSTART:20261224', 'DTEND:20261224')).toMatchObject({ duration: 'P1D', showWithoutTime: true })
    expect(eventOf('DTSTART;TZID=Europe/Zurich;VALUE=DATE:20261224').timeZone).toBeUndefined()
  })

  test('a floating time stays floating, UTC is a zone', () => {
    expect(eventOf('DTSTART:20260102T090000', 'DTEND:20260102T100000')).toMatchObject({
      start: '2026-01-02T09:00:00',
      duration: 'PT1H',
    })
    expect(eventOf('DTSTART:20260102T090000').timeZone).toBeUndefined()
    expect(eventOf(START).timeZone).toBe('Etc/UTC')
  })

  test('an end is an exact length over the change of clocks, a duration in days is not', () => {
    const night = ['DTSTART;TZID=Europe/Zurich:20261024T220000']
    expect(eventOf(...night, 'DTEND;TZID=Europe/Zurich:20261025T060000').duration).toBe('PT9H')
    expect(eventOf(...night, 'DURATION:P1D').duration).toBe('P1D')
    expect(eventOf(...night, 'DTEND;TZID=Europe/Zurich:20261025T220000').duration).toBe('PT25H')
  })

  test('the end may be in another zone', () => {
    const flight = eventOf('DTSTART;TZID=Europe/Zurich:20260601T100000', 'DTEND;TZID=America/New_York:20260601T130000')
    expect(flight).toMatchObject({
      duration: 'PT9H',
      locations: { end: { relativeTo: 'end', timeZone: 'America/New_York' } },
    })
    expect(printEvent(flight, { people: 'attendees' })).toContain('DTEND;TZID=America/New_York:20260601T130000')
  })

  test('lenient forms of real programs', () => {
    expect(eventOf('DTSTART;VALUE=DATE:20261224T000000').showWithoutTime).toBe(true)
    expect(eventOf('DTSTART:20260102T0900').start).toBe('2026-01-02T09:00:00')
    expect(eventOf(START, 'DTSTAMP:20260101T000000').updated).toBe('2026-01-01T00:00:00Z')
  })
})

describe('a series', () => {
  const weekly = ['DTSTART;TZID=Europe/Zurich:20260105T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=10']

  test('leaves out, adds and changes occurrences', () => {
    const { events, problems } = parseCalendar(
      calendar(
        ...vevent(
          'UID:1',
          ...weekly,
          'SUMMARY:All',
          'EXDATE;TZID=Europe/Zurich:20260112T090000',
          'RDATE:20260114T080000Z',
        ),
        ...vevent(
          'UID:1',
          'RECURRENCE-ID:20260119T080000Z',
          'DTSTART;TZID=Europe/Zurich:20260120T110000',
          'DURATION:PT1H',
          'SUMMARY:One',
        ),
      ),
    )
    expect(problems).toEqual([])
    expect(events[0]!.event.recurrenceOverrides).toEqual({
      '2026-01-12T09:00:00': { excluded: true },
      '2026-01-14T09:00:00': {},
      '2026-01-19T09:00:00': { start: '2026-01-20T11:00:00', title: 'One' },
    })
  })

  test('an exception says what it is without, too', () => {
    const { events } = parseCalendar(
      calendar(
        ...vevent('UID:1', ...weekly, 'LOCATION:Room', 'CATEGORIES:a,b'),
        ...vevent(
          'UID:1',
          'RECURRENCE-ID;TZID=Europe/Zurich:20260119T090000',
          weekly[0]!.replace('0105', '0119'),
          weekly[1]!,
          'CATEGORIES:b',
        ),
      ),
    )
    expect(events[0]!.event.recurrenceOverrides).toEqual({
      '2026-01-19T09:00:00': { 'locations/1': null, 'keywords/a': null },
    })
  })

  test('exceptions without their series are written back as such', () => {
    const one = vevent(
      'UID:1',
      'SUMMARY:Invited',
      'RECURRENCE-ID;TZID=Europe/Zurich:20260119T090000',
      'DTSTART;TZID=Europe/Zurich:20260120T110000',
    )
    const two = vevent(
      'UID:1',
      'SUMMARY:Again',
      'RECURRENCE-ID;TZID=Europe/Zurich:20260126T090000',
      'DTSTART;TZID=Europe/Zurich:20260126T090000',
    )
    const { event } = parseCalendar(calendar(...one, ...two)).events[0]!
    expect(event).toMatchObject({ start: '2026-01-19T09:00:00', title: 'Invited', 'chroniton:detached': true })
    const text = printEvent(event, { people: 'attendees' })
    expect(text.match(/RECURRENCE-ID/g)).toHaveLength(2)
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2)
    expect(parseCalendar(text).events[0]!.event).toMatchObject(event)
  })

  test('the times of a date series are dates, whatever form their exceptions have', () => {
    const days = ['DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=DAILY;UNTIL=20260110']
    expect(eventOf(...days, 'EXDATE:20260107T000000Z', 'EXDATE;VALUE=DATE:20260108').recurrenceOverrides).toEqual({
      '2026-01-07T00:00:00': { excluded: true },
      '2026-01-08T00:00:00': { excluded: true },
    })
  })

  test('one exception that cannot be read fails the series, for written back it would be gone', () => {
    const { events, problems } = parseCalendar(
      calendar(
        ...vevent('UID:1', ...weekly),
        ...vevent('UID:1', 'RECURRENCE-ID:20260119T080000Z', 'DTSTART:nonsense'),
        ...vevent('UID:2', START),
      ),
    )
    expect(events.map(({ uid }) => uid)).toEqual(['2'])
    expect(problems).toMatchObject([{ uid: '1', code: 'item-bad-time' }])
  })
})

describe('the calendar', () => {
  test('tells its name, colour, zone and how often to look', () => {
    const text = calendar(
      'X-WR-CALNAME:Work\\, mostly',
      'X-WR-CALDESC:d',
      'X-APPLE-CALENDAR-COLOR:#1BADF8FF',
      'X-WR-TIMEZONE:Europe/Zurich',
      'REFRESH-INTERVAL;VALUE=DURATION:PT12H',
    )
    expect(parseCalendar(text)).toEqual({
      events: [],
      problems: [],
      skipped: {},
      method: null,
      name: 'Work, mostly',
      description: 'd',
      color: '#1badf8',
      timeZone: 'Europe/Zurich',
      refreshInterval: 'PT12H',
    })
  })

  test('counts what is no event', () => {
    const text = calendar('BEGIN:VTODO', 'UID:t', 'END:VTODO', ...vevent('UID:1', START), 'BEGIN:VTODO', 'END:VTODO')
    expect(parseCalendar(text)).toMatchObject({ skipped: { VTODO: 2 }, problems: [] })
  })

  test('that cancels has cancelled events', () => {
    expect(parseCalendar(calendar('METHOD:CANCEL', ...vevent('UID:1', START)))).toMatchObject({
      method: 'CANCEL',
      events: [{ event: { status: 'cancelled' } }],
    })
  })
})

describe('bad input', () => {
  test('is reported where it lies, and the rest is read', () => {
    const text = calendar(
      ...vevent('UID:good', START),
      ...vevent('SUMMARY:no uid', START),
      ...vevent('UID:broken', START, 'ATTENDEE;CN="never ends:mailto:x@example.com'),
      ...vevent('UID:good', START, 'SUMMARY:again'),
      ...vevent('UID:also good', START),
    )
    const { events, problems } = parseCalendar(text)
    expect(events.map(({ uid }) => uid)).toEqual(['good', 'also good'])
    expect(problems.map(({ uid, code }) => [uid, code])).toEqual([
      [null, 'item-without-uid'],
      ['good', 'item-duplicate-uid'],
      ['broken', 'item-malformed'],
    ])
  })

  test.each([
    ['an end before the start', 'item-bad-time', [START, 'DTEND:20260101T090000Z']],
    ['a negative length', 'item-bad-time', [START, 'DURATION:-PT1H']],
    ['a length that never ends', 'item-bad-time', [START, 'DURATION:P999999999999999999W']],
    ['no start', 'item-bad-time', ['SUMMARY:x']],
    ['a day that does not exist', 'item-bad-time', ['DTSTART:20260230T090000Z']],
    ['an unknown zone', 'item-unknown-zone', ['DTSTART;TZID=Mars/Olympus:20260101T090000']],
    ['a rule that never fires', 'item-bad-rule', [START, 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30']],
    ['a rule that fires every second', 'item-bad-rule', [START, 'RRULE:FREQ=SECONDLY']],
    [
      'a rule with numbers beyond all reason',
      'item-bad-rule',
      [START, 'RRULE:FREQ=DAILY;INTERVAL=99999999999999999999'],
    ],
    ['a rule of nothing', 'item-bad-rule', [START, 'RRULE:COUNT=5']],
    ['a description of 5 MB', 'item-too-large', [START, `DESCRIPTION:${'x'.repeat(5 * 1024 * 1024)}`]],
    [
      'a folded description of 5 MB',
      'item-too-large',
      [START, `DESCRIPTION:${'x'.repeat(70)}${`\r\n ${'y'.repeat(70)}`.repeat(75_000)}`],
    ],
    ['a million properties', 'item-too-large', [START, ...Array.from({ length: 60_000 }, () => 'X:1')]],
    [
      'components deep in each other',
      'item-malformed',
      [START, ...Array.from({ length: 5000 }, () => 'BEGIN:X'), ...Array.from({ length: 5000 }, () => 'END:X')],
    ],
    ['a thousand parameters', 'item-malformed', [START, `X${';A=1'.repeat(1000)}:1`]],
  ])('%s', (_, code, lines) => {
    expect(problemOf(...lines)).toBe(code)
  })

  test('text that is no calendar, or only half of one, is refused as a whole', () => {
    for (const text of ['', '<html><body>Sign in</body></html>', 'hello', '\u0000']) {
      expect(() => parseCalendar(text)).toThrow(expect.objectContaining({ code: 'item-malformed' }))
      expect(() => parseCalendar(text, 'feed')).toThrow(expect.objectContaining({ code: 'source-not-a-calendar' }))
    }
    const whole = calendar(...vevent('UID:1', START), ...vevent('UID:2', START))
    for (const length of [60, 90, whole.length - 5]) {
      expect(() => parseCalendar(whole.slice(0, length), 'feed')).toThrow(
        expect.objectContaining({ code: 'source-cut-short' }),
      )
    }
  })

  test('every line end, a byte order mark and folding at any place are read', () => {
    const text = calendar(...vevent('UID:1', START, 'SUMMARY:Über', 'X-WR-COMMENT:c'))
    const wanted = parseCalendar(text).events
    for (const form of [
      text.replaceAll('\r\n', '\n'),
      text.replaceAll('\r\n', '\r'),
      text.replaceAll('\r\n', '\r\r\n'),
      `\ufeff${text}`,
      text.replaceAll('\r\n', '\r\n\r\n'),
      text.replace('SUMMARY', 'SUMM\r\n ARY').replace('Über', 'Ü\r\n\tber'),
    ]) {
      expect(parseCalendar(form).events).toEqual(wanted)
    }
  })

  test('a text that a program broke over lines without folding is put together', () => {
    expect(eventOf(START, 'DESCRIPTION:first', 'second line', '(third)').description).toBe(
      'first\nsecond line\n(third)',
    )
  })

  test('half surrogate pairs and control characters do not get through', () => {
    expect(eventOf(START, 'SUMMARY:a\ud83db\u0007c').title).toBe('a\ufffdbc')
  })

  test('our own properties are believed only as far as they make sense', () => {
    expect(
      eventOf(START, 'X-CHRONITON-PARTICIPANTS:{not json', 'X-CHRONITON-PROPERTIES:[1\\,', 'X-CHRONITON-ID:'),
    ).toMatchObject({
      uid: '1',
    })
    expect(
      eventOf(START, 'TITLE:x', 'X-CHRONITON-PROPERTIES:{"title":"no"\\,"start":"no"\\,"locations/1/name":"no"}'),
    ).not.toMatchObject({
      title: 'no',
    })
    expect(problemOf(START, 'X-CHRONITON-PARTICIPANTS:{"participants":{"a":"text"}}')).toBe('item-malformed')
    expect(problemOf(START, 'X-CHRONITON-PROPERTIES:{"links/a":{}}')).toBe('item-malformed')
    expect(problemOf(START, `X-CHRONITON-PROPERTIES:{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBe(
      'internal',
    )
  })

  test('names that objects have by themselves are only names', () => {
    const event = eventOf(
      START,
      'X-__PROTO__;__PROTO__=1:x',
      'CATEGORIES:__proto__,constructor',
      'ATTENDEE;X-CHRONITON-KEY=__proto__:mailto:a@example.com',
    )
    expect(Object.keys(event.keywords!).sort()).toEqual(['__proto__', 'constructor'])
    expect(Object.keys(event.participants!)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['roles']).toBeUndefined()
  })

  test('lines that take for ever in careless readers do not here', () => {
    const long = 'x'.repeat(400_000)
    for (const line of [
      `X-A;B="${long}`,
      `X-A;B=${long}`,
      `X-A:${'\\,'.repeat(200_000)}`,
      `CATEGORIES:${','.repeat(200_000)}`,
      `STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:${'<'.repeat(200_000)}`,
      `STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:${'<script>'.repeat(40_000)}`,
    ]) {
      expect(
        parseCalendar(calendar(...vevent('UID:1', START, line), ...vevent('UID:2', START))).events.at(-1)!.uid,
      ).toBe('2')
    }
  })
})
