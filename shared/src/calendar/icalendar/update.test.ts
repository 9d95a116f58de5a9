import { describe, expect, test } from 'vitest'
import type { CalendarEvent, PatchObject } from '../event.ts'
import { apply } from '../patch.ts'
import { parseCalendar } from './parse.ts'
import { readText } from './reader.ts'
import { updateCalendarText } from './update.ts'

const ITEM = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Other//Program//EN',
  'X-WR-CALNAME:Shared',
  'BEGIN:VTIMEZONE',
  'TZID:Old zone',
  'X-LIC-LOCATION:Europe/Zurich',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART;TZID=Old zone:20260105T090000',
  'DTEND;TZID=Old zone:20260105T100000',
  'RRULE:FREQ=WEEKLY',
  'SUMMARY;LANGUAGE=en:Meeting',
  'DESCRIPTION:Plain',
  'X-ALT-DESC;FMTTYPE=text/html:<b>Plain</b>',
  'LOCATION:Room 1',
  'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Room 1:geo:47.1,8.5',
  'X-UNKNOWN;P=1:kept',
  'ATTENDEE;CN=Ben;X-NUM-GUESTS=2:mailto:ben@example.com',
  'ORGANIZER;CN=Anna;SENT-BY="mailto:pa@example.com":mailto:anna@example.com',
  'BEGIN:VALARM',
  'UID:alarm-1',
  'ACTION:AUDIO',
  'TRIGGER:-PT5M',
  'ATTACH;VALUE=URI:Basso',
  'X-APPLE-DEFAULT-ALARM:TRUE',
  'END:VALARM',
  'END:VEVENT',
  'BEGIN:VEVENT',
  'UID:1',
  'RECURRENCE-ID;TZID=Old zone:20260112T090000',
  'DTSTART;TZID=Old zone:20260112T110000',
  'SEQUENCE:7',
  'CREATED:20251201T000000Z',
  'SUMMARY:Later',
  'END:VEVENT',
  'BEGIN:VTODO',
  'UID:todo',
  'END:VTODO',
  'END:VCALENDAR',
  '',
].join('\r\n')

function updated(patch: PatchObject): string {
  const { event } = parseCalendar(ITEM).events[0]!
  return updateCalendarText(ITEM, apply(event, patch), { people: 'attendees' }).replaceAll('\r\n ', '')
}

describe('an item with a changed event', () => {
  test('has the change and everything else it had', () => {
    const text = updated({ title: 'Renamed' })
    expect(text).toContain('SUMMARY;LANGUAGE=en:Renamed')
    for (const line of [
      'PRODID:-//Other//Program//EN',
      'X-WR-CALNAME:Shared',
      'UID:todo',
      'X-UNKNOWN;P=1:kept',
      'X-ALT-DESC;FMTTYPE=text/html:<b>Plain</b>',
      'ATTENDEE;CN=Ben;X-NUM-GUESTS=2:mailto:ben@example.com',
      'ORGANIZER;CN=Anna;SENT-BY="mailto:pa@example.com":mailto:anna@example.com',
      'ATTACH;VALUE=URI:Basso',
      'X-APPLE-DEFAULT-ALARM:TRUE',
    ]) {
      expect(text.split('\r\n')).toContain(line)
    }
    expect(parseCalendar(text).events[0]!.event.title).toBe('Renamed')
  })

  test('has the zones it names and no others', () => {
    const [calendar] = readText(updated({ timeZone: 'America/New_York' })).roots
    const zones = calendar!.components.filter(({ name }) => name === 'VTIMEZONE')
    expect(zones.map(({ properties }) => properties[0]!.value)).toEqual(['America/New_York'])
  })

  test('loses what repeats in another way what has changed', () => {
    const text = updated({ description: 'New', 'locations/1': { name: 'Room 2' } })
    expect(text).not.toContain('X-ALT-DESC')
    expect(text).not.toContain('X-APPLE-STRUCTURED-LOCATION')
    expect(text).toContain('X-UNKNOWN')
  })

  test('keeps the bookkeeping of its exceptions', () => {
    const text = updated({ title: 'Renamed' })
    expect(text).toContain('SEQUENCE:7')
    expect(text).toContain('CREATED:20251201T000000Z')
  })

  test('leaves a second event with the same UID, which nobody has read, as it is', () => {
    const twice = ITEM.replace(
      'BEGIN:VTODO',
      'BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260301T090000Z\r\nSUMMARY:Other\r\nEND:VEVENT\r\nBEGIN:VTODO',
    )
    const { event } = parseCalendar(twice).events[0]!
    expect(updateCalendarText(twice, { ...event, title: 'Renamed' }, { people: 'attendees' })).toContain(
      'SUMMARY:Other',
    )
  })

  test('is written anew where there was none that could be read', () => {
    const event: CalendarEvent = { '@type': 'Event', uid: '1', start: '2026-01-05T09:00:00' }
    expect(parseCalendar(updateCalendarText('garbage', event, { people: 'kept' })).events).toHaveLength(1)
    expect(parseCalendar(updateCalendarText(ITEM.slice(0, 300), event, { people: 'kept' })).events).toHaveLength(1)
  })
})
