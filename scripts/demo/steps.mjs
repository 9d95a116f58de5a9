import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dateIn } from './samples.mjs'
import { until } from './processes.mjs'

/**
 * What the demo does, one step after the other: each changes one side as a person's calendar program would, and
 * ends when the other side shows it.
 */
export function steps({ caldav, folder, destination, chroniton }) {
  const shows = (uid, ...texts) => {
    const found = destination.find(uid)
    return found !== null && texts.every((text) => found.text.includes(text)) ? true : null
  }
  const inFolder = [
    {
      title: 'An edit in the folder (network B): “Contract review” gets a room',
      act: () => {
        const path = join(folder, 'review.ics')
        writeFileSync(path, readFileSync(path, 'utf8').replace('SUMMARY:', 'LOCATION:Room 12\r\nSUMMARY:'))
      },
      arrived: () => shows('review@demo.chroniton', 'LOCATION:Room 12'),
    },
    {
      title: 'A deletion in the destination: “Contract review” is cancelled there',
      act: () => destination.delete(destination.find('review@demo.chroniton').path),
      arrived: () => (existsSync(join(folder, 'review.ics')) ? null : true),
    },
  ]
  if (caldav === null) return inFolder
  return [
    {
      title: 'An edit on the CalDAV server (network A): “Project kick-off” moves to Room 7',
      act: async () => caldav.put('kickoff.ics', (await caldav.get('kickoff.ics')).replace('Room 4', 'Room 7')),
      arrived: () => shows('kickoff@demo.chroniton', 'LOCATION:Room 7'),
    },
    {
      title: 'In the destination, one occurrence of the series “Stand-up” moves from 09:00 to 11:30',
      act: () => {
        const { path, text } = destination.find('standup@demo.chroniton')
        const day = dateIn(3)
        const moved = [
          'BEGIN:VEVENT',
          'UID:standup@demo.chroniton',
          'DTSTAMP:20260101T000000Z',
          `RECURRENCE-ID;TZID=Europe/Zurich:${day}T090000`,
          `DTSTART;TZID=Europe/Zurich:${day}T113000`,
          'DURATION:PT15M',
          'SUMMARY:Stand-up',
          'END:VEVENT',
          'END:VCALENDAR',
        ].join('\r\n')
        destination.write(path, text.replace(/END:VCALENDAR/, moved))
      },
      arrived: async () => ((await caldav.get('standup.ics')).includes(`${dateIn(3)}T113000`) ? true : null),
    },
    {
      title: 'A rename on the CalDAV server: its calendar becomes “Client A”',
      act: () => caldav.rename('Client A'),
      arrived: () => shows('kickoff@demo.chroniton', 'Client A'),
    },
    {
      title: 'A rename from the hub’s command line: the same calendar becomes “Client A, Zurich”',
      act: async () => {
        const calendars = JSON.parse(await chroniton('calendars', 'list', '--json'))
        const { id } = calendars.find((calendar) => calendar.metadata.name === 'Client A')
        await chroniton('calendars', 'rename', id, 'Client A, Zurich')
      },
      arrived: async () => ((await caldav.name()) === 'Client A, Zurich' ? true : null),
    },
    {
      title: 'A deletion on the CalDAV server: “Away” is gone',
      act: () => caldav.request('DELETE', 'holiday.ics'),
      arrived: () => (destination.find('holiday@demo.chroniton') === null ? true : null),
    },
    ...inFolder,
  ]
}

export async function perform(step) {
  console.log(`\n• ${step.title}`)
  const started = performance.now()
  await step.act()
  await until(step.title, step.arrived)
  console.log(`  arrived on the other side after ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
