import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { ChangeView } from '@chroniton/shared/contract/views'
import { Group, Select, Switch } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { useState } from 'react'
import { usePages } from '../../hub/queries.ts'
import { CalendarSelect } from '../../parts/calendar-select.tsx'
import { ChangeRow } from '../../parts/change-row.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, FailureState, LoadingState } from '../../parts/states.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { useWords } from '../../words/words-context.tsx'
import { ActivityExport } from './activity-export.tsx'

export interface ActivityFilter {
  calendarId: CalendarId | null
  what: ChangeView['what'] | null
  people: boolean
}

const KINDS = ['created', 'changed', 'deleted', 'restored'] as const

/** Every change of every event, newest first. */
export function ActivityPage() {
  const { words } = useWords()
  const { activity, shell } = words
  const [filter, setFilter] = useState<ActivityFilter>({ calendarId: null, what: null, people: false })
  return (
    <Page title={shell.pages.activity} hint={activity.hint} actions={<ActivityExport filter={filter} />}>
      <Group gap="sm">
        <CalendarSelect
          label={activity.calendar}
          anyLabel={activity.anyCalendar}
          value={filter.calendarId}
          onChange={(calendarId) => setFilter({ ...filter, calendarId })}
        />
        <Select
          aria-label={activity.whatFilter}
          placeholder={activity.anyKind}
          clearable
          value={filter.what}
          onChange={(what) => setFilter({ ...filter, what: what })}
          data={KINDS.map((value) => ({ value, label: activity.what[value] }))}
          w={{ base: '100%', xs: 180 }}
        />
        <Switch
          label={activity.people}
          checked={filter.people}
          onChange={(event) => setFilter({ ...filter, people: event.currentTarget.checked })}
        />
      </Group>
      <Changes filter={filter} />
    </Page>
  )
}

const line = (change: ChangeView) => <ChangeRow change={change} named />

function Changes({ filter }: { filter: ActivityFilter }) {
  const { words } = useWords()
  const { activity, shell } = words
  const query = usePages(['history', 'activity', filter], (calls, cursor) =>
    calls.admin.history.query({ ...filter, limit: 200, cursor }),
  )
  if (query.error !== null) return <FailureState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState rows={6} />
  if (query.items.length === 0) {
    const isFiltered = filter.calendarId !== null || filter.what !== null || filter.people
    return isFiltered ? (
      <EmptyState icon={IconActivity} title={activity.noneFound} />
    ) : (
      <EmptyState icon={IconActivity} title={activity.none} hint={activity.noneHint} />
    )
  }
  return (
    <div className="panel">
      <VirtualList
        label={shell.pages.activity}
        items={query.items}
        keyOf={(change) => change.id}
        rowHeight={72}
        onEnd={() => {
          if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
        }}
        draw={line}
      />
    </div>
  )
}
