import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import type { CalendarView, OccurrenceView } from '@chroniton/shared/contract/views'
import { expect, it } from 'vitest'
import { contrastTo, eventInputs } from './event-inputs.ts'

const occurrence: OccurrenceView = {
  eventId: 'e1' as EventId,
  recurrenceId: '2026-03-02T09:00:00',
  title: '',
  allDay: false,
  start: '2026-03-02T08:00:00.000Z',
  end: '2026-03-02T09:00:00.000Z',
  timeZone: 'Europe/Zurich',
  place: null,
  status: 'cancelled',
  home: 'a' as CalendarId,
  calendars: [],
  conflicts: 1,
}
const calendars = [{ id: 'a', metadata: { name: 'A', color: '#ffee00', description: null } }] as CalendarView[]

it('an occurrence has the colour of its calendar, and says that it is cancelled or in conflict', () => {
  expect(eventInputs([occurrence], calendars, '(untitled)')).toEqual([
    {
      id: 'e1/2026-03-02T09:00:00',
      title: '(untitled)',
      start: occurrence.start,
      end: occurrence.end,
      allDay: false,
      color: '#ffee00',
      contrastColor: '#000000',
      className: 'event-cancelled event-in-conflict',
      extendedProps: { eventId: 'e1' },
    },
  ])
})

it.each([
  ['#ffffff', '#000000'],
  ['#000000', '#ffffff'],
  ['#0082c9', '#000000'],
  ['#283a90', '#ffffff'],
])('on %s one writes in %s', (color, contrast) => {
  expect(contrastTo(color)).toBe(contrast)
})
