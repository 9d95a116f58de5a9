import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { EventSummary } from '@chroniton/shared/contract/views'
import { IconSearchOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useOverview } from '../../hub/hub-context.tsx'
import { usePages } from '../../hub/queries.ts'
import { EmptyState, FailureState, LoadingState } from '../../parts/states.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { Tag } from '../../parts/tag.tsx'
import { useWords } from '../../words/words-context.tsx'

const line = (event: EventSummary) => <FoundEvent event={event} />

/** What a search finds, ordered by its first start; a series is one line. */
export function EventSearch({ search, calendarIds }: { search: string; calendarIds: CalendarId[] | null }) {
  const { words } = useWords()
  const { events } = words
  const query = usePages(['events', 'search', search, calendarIds], (calls, cursor) =>
    calls.admin.events.query({ search, limit: 200, cursor }),
  )
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState rows={6} />
  const found = query.items.filter(
    ({ calendars }) => calendarIds === null || calendars.some((id) => calendarIds.includes(id)),
  )
  if (found.length === 0 && !query.hasNextPage) return <EmptyState icon={IconSearchOff} title={events.found(0)} />
  return (
    <div className="panel">
      <VirtualList
        label={events.found(found.length)}
        items={found}
        keyOf={(event) => event.id}
        rowHeight={68}
        onEnd={() => {
          if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
        }}
        draw={line}
      />
    </div>
  )
}

function FoundEvent({ event }: { event: EventSummary }) {
  const { words, format } = useWords()
  const { events, common } = words
  const names = useOverview(({ calendars }) => calendars)
    .filter(({ id }) => event.calendars.includes(id))
    .map(({ metadata }) => metadata.name)
  return (
    <div className="line">
      <div className="line-title">
        <Link to="/events/$eventId" params={{ eventId: event.id }} className="row-link">
          <b>{event.title || common.untitled}</b>
        </Link>
        {event.recurring ? <Tag tone="quiet">{events.recurring}</Tag> : null}
        {event.conflicts > 0 ? <Tag tone="bad">{events.inConflict}</Tag> : null}
      </div>
      <div className="quiet">
        {format.wall(event.start, event.allDay)}
        {event.allDay || event.timeZone === null ? '' : ` (${event.timeZone})`} · {format.list(names)}
      </div>
    </div>
  )
}
