import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { parseCalendar } from '@chroniton/shared/calendar/icalendar/parse'
import { eventTexts } from './calendar-texts.ts'

/** Events of realistic size, as an agent reads them from a calendar. */
export function events(count: number): CalendarEvent[] {
  return eventTexts(count).map(({ text }) => parseCalendar(text).events[0]!.event)
}
