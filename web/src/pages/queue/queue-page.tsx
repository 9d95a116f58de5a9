import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { QueueRow as Row } from '@chroniton/shared/contract/views'
import { Group, Select, Switch } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { usePages } from '../../hub/queries.ts'
import { CalendarSelect } from '../../parts/calendar-select.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, FailureState, LoadingState } from '../../parts/states.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { useWords } from '../../words/words-context.tsx'
import { QueueRow } from './queue-row.tsx'

interface QueueFilter {
  agentId: AgentId | null
  calendarId: CalendarId | null
  parked: boolean
}

/** What is on its way to the calendars. */
export function QueuePage() {
  const { words } = useWords()
  const { queue, shell } = words
  const agents = useOverview((overview) => overview.agents)
  const [filter, setFilter] = useState<QueueFilter>({ agentId: null, calendarId: null, parked: false })
  return (
    <Page title={shell.pages.queue} hint={queue.hint}>
      <Group gap="sm">
        <Select
          aria-label={queue.agent}
          placeholder={queue.anyAgent}
          clearable
          searchable
          value={filter.agentId}
          onChange={(agentId) => setFilter({ ...filter, agentId: agentId })}
          data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          w={{ base: '100%', xs: 200 }}
        />
        <CalendarSelect
          label={queue.calendar}
          anyLabel={queue.anyCalendar}
          value={filter.calendarId}
          onChange={(calendarId) => setFilter({ ...filter, calendarId })}
        />
        <Switch
          label={queue.parked}
          checked={filter.parked}
          onChange={(event) => setFilter({ ...filter, parked: event.currentTarget.checked })}
        />
      </Group>
      <Commands filter={filter} />
    </Page>
  )
}

const line = (row: Row) => <QueueRow row={row} />

function Commands({ filter }: { filter: QueueFilter }) {
  const { words } = useWords()
  const { queue, shell } = words
  const query = usePages(['queue', 'page', filter], (calls, cursor) =>
    calls.admin.queue.query({ ...filter, limit: 200, cursor }),
  )
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState rows={6} />
  if (query.items.length === 0) {
    const isFiltered = filter.agentId !== null || filter.calendarId !== null || filter.parked
    return isFiltered ? (
      <EmptyState icon={IconListCheck} title={queue.noneFound} />
    ) : (
      <EmptyState icon={IconListCheck} color="teal" title={queue.none} hint={queue.noneHint} />
    )
  }
  return (
    <div className="panel">
      <VirtualList
        label={shell.pages.queue}
        items={query.items}
        keyOf={(row) => row.commandId}
        rowHeight={72}
        onEnd={() => {
          if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
        }}
        draw={line}
      />
    </div>
  )
}
