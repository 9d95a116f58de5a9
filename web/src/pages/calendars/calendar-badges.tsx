import type { CalendarView } from '@chroniton/shared/contract/views'
import { Tag } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'

export function CalendarBadges({ calendar, isPending }: { calendar: CalendarView; isPending: boolean }) {
  const { words } = useWords()
  const text = words.calendars
  return (
    <>
      {calendar.isDestination ? <Tag tone="accent">{text.destination}</Tag> : null}
      {calendar.gone ? <Tag tone="quiet">{text.gone}</Tag> : null}
      {calendar.abilities.writeEvents ? null : <Tag tone="quiet">{text.readOnly}</Tag>}
      {isPending ? (
        <span role="status">
          <Tag tone="warn">{text.pending}</Tag>
        </span>
      ) : null}
    </>
  )
}
