import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { printRule } from '@chroniton/shared/calendar/rule-text'
import { addDuration } from '@chroniton/shared/calendar/local-time'

/** Events as an agent of the original sends them, about 1.2 KB each. */
export function olderEvents(events: CalendarEvent[]): object[] {
  return events.map((event, index) => {
    const [rule] = event.recurrenceRules ?? []
    const id = `AAMkAGI2TG93AAA${String(index).padStart(8, '0')}${event.uid}`
    return {
      id,
      provider: 'outlook',
      provider_id: id,
      title: event.title,
      description: event.description,
      location: Object.values(event.locations ?? {})[0]?.name ?? '',
      organizer: { email: `person${index % 40}@client.example`, name: `Person ${index % 40}` },
      participants: [1, 2, 3].map((number) => ({
        email: `person${(index + number) % 40}@client.example`,
        name: `Person ${(index + number) % 40}`,
        response_status: 'accepted',
      })),
      start_time: `${event.start}.000000`,
      end_time: `${addDuration(event.start, event.duration ?? 'PT0S', null)}.000000`,
      all_day: event.showWithoutTime === true,
      recurring: rule !== undefined,
      recurrence_pattern: rule === undefined ? null : `RRULE:${printRule(rule, { timeZone: null, allDay: false })}`,
      calendar_id: `calendar-${index % 3}`,
      calendar_name: `Client ${index % 3}`,
      private: false,
      status: 'confirmed',
      created_at: '2025-01-01T00:00:00.123456',
      updated_at: '2025-02-01T00:00:00.123456',
      source: 'outlook',
      account_email: 'person@client.example',
    }
  })
}
