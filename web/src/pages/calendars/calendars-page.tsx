import type { CalendarView } from '@chroniton/shared/contract/views'
import { Group, Text, TextInput } from '@mantine/core'
import { IconCalendarOff, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { useWords } from '../../words/words-context.tsx'
import { CalendarRow } from './calendar-row.tsx'

/** So many are found at a glance. */
const FEW = 8

const line = (calendar: CalendarView) => <CalendarRow calendar={calendar} />

export function CalendarsPage() {
  const { words } = useWords()
  const text = words.calendars
  const calendars = useOverview((overview) => overview.calendars)
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const found = calendars
    .filter(({ metadata, account }) => [metadata.name, account].some((field) => field.toLowerCase().includes(wanted)))
    .toSorted(
      (a, b) => Number(b.isDestination) - Number(a.isDestination) || a.metadata.name.localeCompare(b.metadata.name),
    )
  return (
    <Page title={words.shell.pages.calendars} hint={text.hint}>
      {calendars.length === 0 ? (
        <EmptyState icon={IconCalendarOff} title={text.empty} hint={text.emptyHint}>
          <ButtonLink to="/setup">{words.shell.pages.setup}</ButtonLink>
        </EmptyState>
      ) : (
        <>
          {calendars.length > FEW ? (
            <Group>
              <TextInput
                type="search"
                aria-label={text.find}
                placeholder={text.find}
                leftSection={<IconSearch size={18} />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
                miw={260}
              />
            </Group>
          ) : null}
          {found.length === 0 ? (
            <Text c="dimmed">{text.noneFound}</Text>
          ) : (
            <div className="panel">
              <VirtualList
                label={words.shell.pages.calendars}
                items={found}
                keyOf={(calendar) => calendar.id}
                rowHeight={96}
                draw={line}
              />
            </div>
          )}
        </>
      )}
    </Page>
  )
}
