import type { ChangeView } from '@chroniton/shared/contract/views'
import { IconCalendar, IconUser } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'

/** Who made a change: a calendar in which it was seen, or a person in the hub. */
export function Author({ by }: { by: ChangeView['by'] }) {
  return (
    <span className="author">
      {by.kind === 'person' ? <IconUser size={15} aria-hidden /> : <IconCalendar size={15} aria-hidden />}
      {by.kind === 'person' ? (
        by.name
      ) : (
        <Link to="/calendars/$calendarId" params={{ calendarId: by.calendarId }} className="row-link">
          {by.name}
        </Link>
      )}
    </span>
  )
}
