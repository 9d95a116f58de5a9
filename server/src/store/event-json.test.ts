import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { expect, it } from 'vitest'
import { eventJson, withMember } from './event-json.ts'

const event: CalendarEvent = { '@type': 'Event', uid: 'a', title: '"Lunch"\u2028', start: '2026-03-02T12:00:00' }

it('is the JSON of the whole record', () => {
  for (const rest of [{}, { id: 'a', deleted: null, left: undefined }]) {
    expect(JSON.parse(withMember(rest, 'event', eventJson(event)))).toEqual({ ...rest, event })
  }
  expect(JSON.parse(withMember({ id: 'a' }, 'shadow', eventJson(null)))).toEqual({ id: 'a', shadow: null })
})

it('is of each event its own', () => {
  expect(eventJson(event)).toBe(eventJson(event))
  expect(JSON.parse(eventJson({ ...event, title: 'Dinner' }))).toEqual({ ...event, title: 'Dinner' })
})
