import type { CalendarView } from '@chroniton/shared/contract/views'
import { Badge } from '@mantine/core'
import { useWords } from '../../words/words-context.tsx'

export function CalendarBadges({ calendar, isPending }: { calendar: CalendarView; isPending: boolean }) {
  const { words } = useWords()
  const text = words.calendars
  return (
    <>
      {calendar.isDestination ? (
        <Badge variant="light" color="ink">
          {text.destination}
        </Badge>
      ) : null}
      {calendar.gone ? (
        <Badge variant="light" color="gray">
          {text.gone}
        </Badge>
      ) : null}
      {calendar.abilities.writeEvents ? null : (
        <Badge variant="light" color="gray">
          {text.readOnly}
        </Badge>
      )}
      {isPending ? (
        <Badge variant="light" color="orange" role="status">
          {text.pending}
        </Badge>
      ) : null}
    </>
  )
}
