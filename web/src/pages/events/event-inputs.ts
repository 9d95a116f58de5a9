import type { CalendarView, OccurrenceView } from '@chroniton/shared/contract/views'
import type { EventInput } from '@fullcalendar/react'

const GREY = '#6b7280'

/** What the calendar view draws: each occurrence in the colour of the calendar it was made in. */
export function eventInputs(
  occurrences: readonly OccurrenceView[],
  calendars: readonly CalendarView[],
  untitled: string,
): EventInput[] {
  const colors = new Map(calendars.map(({ id, metadata }) => [id, metadata.color]))
  return occurrences.map((occurrence) => {
    const color = (occurrence.home === null ? null : colors.get(occurrence.home)) ?? GREY
    return {
      id: `${occurrence.eventId}/${occurrence.recurrenceId ?? ''}`,
      title: occurrence.title || untitled,
      start: occurrence.start,
      end: occurrence.end,
      allDay: occurrence.allDay,
      color,
      contrastColor: contrastTo(color),
      className: classOf(occurrence),
      extendedProps: { eventId: occurrence.eventId },
    }
  })
}

function classOf({ status, conflicts }: OccurrenceView): string {
  const cancelled = status === 'cancelled' ? 'event-cancelled' : ''
  const tentative = status === 'tentative' ? 'event-tentative' : ''
  return [cancelled, tentative, conflicts > 0 ? 'event-in-conflict' : ''].filter((name) => name !== '').join(' ')
}

/** Black or white, whichever stands out more against the colour (WCAG 2.2 relative luminance). */
export function contrastTo(color: string): '#000000' | '#ffffff' {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000'
}
