import type { CalendarEvent, LocalDateTime } from './event.ts'

export function isOccurrence(event: CalendarEvent, recurrenceId: LocalDateTime): boolean {
  return event.recurrenceRules === undefined && recurrenceId === event.start
}
