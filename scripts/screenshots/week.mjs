import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A consultant's week over four networks, as folders of calendar files. */

const DAY_MS = 86_400_000

/** The Monday of this week, so that the pictures show a full one. */
function monday() {
  const today = new Date(new Date().toISOString().slice(0, 10))
  return new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * DAY_MS)
}

function day(offset) {
  return new Date(monday().getTime() + offset * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
}

/** `[title, weekday from 0, start, minutes, more lines]` */
export const CALENDARS = {
  'client-a': {
    'Client A': {
      color: '#1c7ed6',
      events: [
        ['Stand-up', 0, '0915', 15, 'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
        ['Architecture review', 0, '1300', 90, 'LOCATION:Room 4'],
        ['Steering committee', 2, '1400', 60, 'LOCATION:Board room'],
        ['Handover with Priya', 3, '1000', 45],
      ],
    },
    'Client A team': {
      color: '#0c8599',
      events: [
        ['Team lunch', 1, '1200', 60],
        ['Retrospective', 4, '1500', 60],
      ],
    },
  },
  'client-b': {
    'Client B': {
      color: '#e8590c',
      events: [
        ['Contract negotiation', 1, '1000', 120, 'LOCATION:Zurich'],
        ['Budget call', 2, '1000', 45],
        ['Migration weekend planning', 3, '1400', 90],
        ['Weekly report', 4, '1100', 30, 'RRULE:FREQ=WEEKLY'],
      ],
    },
    'On call': {
      color: '#c2255c',
      events: Array.from({ length: 24 }, (_, week) => [`On call, week ${week + 1}`, week * 7 + 5, '0800', 600]),
    },
  },
  studio: {
    Studio: {
      color: '#9c36b5',
      events: [
        ['Design critique', 0, '1600', 60],
        ['Podcast recording', 2, '1600', 90],
        ['Portfolio day', 4, '1330', 60],
      ],
    },
  },
  private: {
    Family: {
      color: '#2f9e44',
      events: [
        ['Dentist', 1, '0800', 45],
        ['School concert', 3, '1830', 90],
        ['Climbing', 2, '1900', 90, 'RRULE:FREQ=WEEKLY'],
        ['Brunch with Mira', 6, '1000', 150],
      ],
    },
  },
}

export function eventFile(name, [title, weekday, start, minutes, ...more]) {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Chroniton demo//EN',
    'BEGIN:VEVENT',
    `UID:${name}@demo.chroniton`,
    'DTSTAMP:20260101T000000Z',
    `DTSTART;TZID=Europe/Zurich:${day(weekday)}T${start}00`,
    `DURATION:PT${minutes}M`,
    `SUMMARY:${title}`,
    ...more,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

export const fileName = (title) => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

/** Writes what one agent reads; gives its sources. */
export function writeWeek(agent, root) {
  return Object.entries(CALENDARS[agent]).map(([name, { color, events }]) => {
    const folder = join(root, fileName(name))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'displayname'), name)
    writeFileSync(join(folder, 'color'), color)
    for (const event of events) {
      const file = fileName(event[0])
      writeFileSync(join(folder, `${file}.ics`), eventFile(`${fileName(name)}-${file}`, event))
    }
    return { type: 'vdir', name, path: folder }
  })
}
