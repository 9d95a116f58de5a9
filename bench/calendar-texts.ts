const WORDS =
  'review quarterly budget architecture customer workshop planning interview retrospective delivery migration contract ' +
  'steering training offsite release incident roadmap supplier audit'
const ZONES = ['Europe/Zurich', 'Europe/London', 'America/New_York', 'Etc/UTC']

/** A small generator with a seed: the same texts in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export interface EventText {
  uid: string
  text: string
}

/** iCalendar objects of realistic size (about 1 KB), one event each. */
export function eventTexts(count: number, seed = 1): EventText[] {
  const random = seeded(seed)
  const words = WORDS.split(' ')
  const pick = <Item>(items: Item[]): Item => items[Math.floor(random() * items.length)]!
  const sentence = (length: number) => Array.from({ length }, () => pick(words)).join(' ')
  return Array.from({ length: count }, (_, index) => {
    const uid = `bench-${seed}-${index}@chroniton.example`
    const day = new Date(Date.UTC(2018, 0, 1 + (index % 3650)))
    const date = day.toISOString().slice(0, 10).replaceAll('-', '')
    const hour = String(8 + Math.floor(random() * 9)).padStart(2, '0')
    const zone = pick(ZONES)
    const allDay = random() < 0.1
    const lines = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//bench//EN',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'DTSTAMP:20240101T000000Z',
      'LAST-MODIFIED:20240101T000000Z',
      ...(allDay
        ? [`DTSTART;VALUE=DATE:${date}`, 'DURATION:P1D']
        : zone === 'Etc/UTC'
          ? [`DTSTART:${date}T${hour}0000Z`, 'DURATION:PT45M']
          : [`DTSTART;TZID=${zone}:${date}T${hour}0000`, 'DURATION:PT45M']),
      ...(random() < 0.08 ? ['RRULE:FREQ=WEEKLY;COUNT=20'] : []),
      `SUMMARY:${sentence(4)} ${index}`,
      `LOCATION:${sentence(3)}`,
      ...fold(`DESCRIPTION:${sentence(30 + Math.floor(random() * 60))}`),
      `CATEGORIES:${pick(words)}`,
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Reminder',
      'TRIGGER:-PT15M',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]
    return { uid, text: lines.join('\r\n') }
  })
}

function fold(line: string): string[] {
  const parts = [line.slice(0, 75)]
  for (let at = 75; at < line.length; at += 74) parts.push(` ${line.slice(at, at + 74)}`)
  return parts
}
