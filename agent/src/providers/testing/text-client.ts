import { printEvent } from '@chroniton/shared/calendar/icalendar/print'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'

/** The text another calendar program would store for the event. */
export function foreignText(event: CalendarEvent): string {
  return printEvent(event, { people: 'attendees' })
}

/** Everyone a server would mail because of this text. */
export function invitedIn(text: string): string[] {
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)
  return lines.filter((line) => /^(ATTENDEE|ORGANIZER)[;:]/i.test(line))
}
