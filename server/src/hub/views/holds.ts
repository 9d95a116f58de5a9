import type { HoldView } from '@chroniton/shared/contract/views'
import { calendarName, type Sources } from './sources.ts'

export function holdViews({ state }: Sources): HoldView[] {
  return state.holds.all().map(({ id, calendarId, at, eventIds }) => ({
    id,
    calendarId,
    calendarName: calendarName(state.calendars.get(calendarId), calendarId),
    at,
    events: eventIds.map((eventId) => {
      const event = state.events.get(eventId)?.event
      return { eventId, title: event?.title ?? '', start: event?.start ?? '' }
    }),
  }))
}
