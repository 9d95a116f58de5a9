import { describe, expect, test } from 'vitest'
import { offsetAt } from '../zone-offsets.ts'
import { readObservances, transitionsOf, offsetIn } from './observance.ts'
import { parseCalendar } from './parse.ts'
import { readText } from './reader.ts'
import { zoneByName } from './zone-names.ts'
import { printTimezone } from './vtimezone.ts'

describe('the name of a zone', () => {
  test.each([
    ['Europe/Zurich', 'Europe/Zurich'],
    ['"Europe/Zurich"', 'Europe/Zurich'],
    ['US/Eastern', 'America/New_York'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['Eastern', 'America/New_York'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', 'Europe/Amsterdam'],
    ['(GMT-05.00) Eastern Time (US & Canada)', 'America/New_York'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', 'Asia/Kolkata'],
    ['(UTC) Dublin, Edinburgh, Lisbon, London', 'Europe/Dublin'],
    ['(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London', 'Europe/London'],
    ['Pacific Time (US & Canada), Tijuana', 'America/Los_Angeles'],
    ['Kuala Lumpur, Singapore', 'Asia/Kuala_Lumpur'],
    ['/mozilla.org/20050126_1/Europe/Zurich', 'Europe/Zurich'],
    ['/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['/softwarestudio.org/Olson_20011030_5/America/New_York', 'America/New_York'],
    ['UTC', 'Etc/UTC'],
    ['GMT', 'Etc/UTC'],
    ['Western/Central Europe', 'Europe/Berlin'],
  ])('%s is %s', (name, zone) => {
    expect(zoneByName(name)).toBe(zone)
  })

  test.each(['', 'Customized Time Zone', 'Mars/Olympus_Mons', '(UTC+09:00) Berlin', 'constructor', '__proto__'])(
    '%s is none',
    (name) => {
      expect(zoneByName(name)).toBeNull()
    },
  )
})

function calendar(timezone: string[], start: string): string {
  return ['BEGIN:VCALENDAR', ...timezone, 'BEGIN:VEVENT', 'UID:1', start, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n')
}

function observance(name: string, start: string, from: string, to: string, rule?: string): string[] {
  const rules = rule === undefined ? [] : [`RRULE:${rule}`]
  return [`BEGIN:${name}`, `DTSTART:${start}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, ...rules, `END:${name}`]
}

function zoneOf(timezone: string[], id: string, start = '20260601T090000'): unknown {
  const { events, problems } = parseCalendar(
    calendar(['BEGIN:VTIMEZONE', `TZID:${id}`, ...timezone, 'END:VTIMEZONE'], `DTSTART;TZID=${id}:${start}`),
  )
  return events[0]?.event.timeZone ?? problems[0]?.code
}

describe('a zone that only its VTIMEZONE tells', () => {
  const european = [
    ...observance('STANDARD', '16010101T030000', '+0200', '+0100', 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10'),
    ...observance('DAYLIGHT', '16010101T020000', '+0100', '+0200', 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3'),
  ]
  test('is found by its offsets', () => {
    expect(zoneOf(european, 'Customized Time Zone')).toBe('Europe/Berlin')
    expect(
      zoneOf(
        [
          ...observance('STANDARD', '20071104T020000', '-0400', '-0500', 'FREQ=YEARLY;BYMONTH=11;BYDAY=1SU'),
          ...observance('DAYLIGHT', '20070311T020000', '-0500', '-0400', 'FREQ=YEARLY;BYMONTH=3;BYDAY=2SU'),
        ],
        'EST',
      ),
    ).toBe('America/New_York')
    expect(zoneOf(observance('STANDARD', '19700101T000000', '+0530', '+0530'), 'IST')).toBe('Asia/Kolkata')
  })

  test('is told from another with the same winter and another summer', () => {
    const chile = [
      ...observance(
        'STANDARD',
        '20230402T000000',
        '-0300',
        '-0400',
        'FREQ=YEARLY;BYMONTH=4;BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8',
      ),
      ...observance(
        'DAYLIGHT',
        '20230903T000000',
        '-0400',
        '-0300',
        'FREQ=YEARLY;BYMONTH=9;BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8',
      ),
    ]
    expect(zoneOf(chile, 'Somewhere')).toBe('America/Santiago')
  })

  test('is the nearest one where an old program wrote rules that have changed since', () => {
    const before2007 = [
      ...observance('STANDARD', '19671029T020000', '-0400', '-0500', 'FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10'),
      ...observance('DAYLIGHT', '19870405T020000', '-0500', '-0400', 'FREQ=YEARLY;BYDAY=1SU;BYMONTH=4'),
    ]
    expect(zoneOf(before2007, 'My zone', '20100601T090000')).toBe('America/New_York')
  })

  test('is found under a name with commas, which are escaped in one place and not in the other', () => {
    const timezone = ['BEGIN:VTIMEZONE', 'TZID:Here\\, there', ...european, 'END:VTIMEZONE']
    const { events } = parseCalendar(calendar(timezone, 'DTSTART;TZID="Here, there":20260601T090000'))
    expect(events[0]!.event.timeZone).toBe('Europe/Berlin')
  })

  test('is found by the location that libical notes', () => {
    expect(zoneOf(['X-LIC-LOCATION:Europe/Zurich', ...european], '/example.com/1')).toBe('Europe/Zurich')
  })

  test('is unknown without offsets, or with offsets that no zone has', () => {
    expect(zoneOf([], 'Nowhere')).toBe('item-unknown-zone')
    expect(zoneOf(observance('STANDARD', '19700101T000000', '+0123', '+0123'), 'Nowhere')).toBe('item-unknown-zone')
    expect(zoneOf(['BEGIN:STANDARD', 'TZOFFSETTO:nonsense', 'END:STANDARD'], 'Nowhere')).toBe('item-unknown-zone')
  })

  test('does not hang on a made-up one', () => {
    const dates = Array.from({ length: 20_000 }, (_, index) => `RDATE:2026010${(index % 9) + 1}T000000`)
    expect(
      zoneOf(
        [
          'BEGIN:STANDARD',
          'DTSTART:20260101T000000',
          'TZOFFSETFROM:+0100',
          'TZOFFSETTO:+0100',
          ...dates,
          'END:STANDARD',
        ],
        'X',
      ),
    ).toBe('item-unknown-zone')
  })
})

describe('a VTIMEZONE of ours', () => {
  const zones = [
    'Europe/Zurich',
    'Europe/Dublin',
    'Europe/Moscow',
    'America/New_York',
    'America/Sao_Paulo',
    'America/St_Johns',
    'America/Santiago',
    'Africa/Casablanca',
    'Asia/Tokyo',
    'Asia/Kolkata',
    'Asia/Gaza',
    'Asia/Jerusalem',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Chatham',
    'America/Nuuk',
  ]
  test.each(zones.flatMap((zone) => [1965, 1996, 2020, 2026].map((year) => [zone, year] as const)))(
    '%s from %i has the offsets of the zone',
    (zone, year) => {
      const [timezone] = readText(printTimezone(zone, year)).roots
      const transitions = transitionsOf(readObservances(timezone!)!, year - 1, year + 20)
      const start = Date.UTC(year, 0, 1) / 1000
      const end = Math.min(start + 20 * 365 * 86_400, Date.UTC(2038, 0, 1) / 1000)
      for (let instant = start; instant < end; instant += 86_400 * 5 + 3600) {
        expect(`${instant} ${offsetIn(transitions, instant)}`).toBe(`${instant} ${offsetAt(zone, instant)}`)
      }
    },
  )

  test('says a rule where there is one', () => {
    expect(printTimezone('Europe/Zurich', 2026)).toBe(
      [
        'BEGIN:VTIMEZONE',
        'TZID:Europe/Zurich',
        'X-LIC-LOCATION:Europe/Zurich',
        'BEGIN:STANDARD',
        'TZOFFSETFROM:+0200',
        'TZOFFSETTO:+0100',
        'DTSTART:20251026T030000',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
        'END:STANDARD',
        'BEGIN:DAYLIGHT',
        'TZOFFSETFROM:+0100',
        'TZOFFSETTO:+0200',
        'DTSTART:20260329T020000',
        'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
        'END:DAYLIGHT',
        'END:VTIMEZONE',
        '',
      ].join('\r\n'),
    )
  })

  test('leads back to its zone by its offsets alone', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Africa/Casablanca',
    ]) {
      const timezone = printTimezone(zone, 2026)
        .replaceAll(`:${zone}`, ':Custom')
        .replace(/X-LIC.*\r\n/, '')
      expect(
        parseCalendar(calendar([timezone.trimEnd()], 'DTSTART;TZID=Custom:20260601T090000')).events[0]!.event.timeZone,
      ).toBe(zone)
    }
  })
})
