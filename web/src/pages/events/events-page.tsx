import type { CalendarId } from '@chroniton/shared/contract/ids'
import { Group, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCalendarOff, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { CalendarFilter } from './calendar-filter.tsx'
import { EventCalendar } from './event-calendar.tsx'
import { EventSearch } from './event-search.tsx'

const TYPING_MS = 250

/** Everything in one calendar; a search lists what it finds, whenever it takes place. */
export function EventsPage() {
  const { words, format } = useWords()
  const { events, shell } = words
  const isEmpty = useOverview(({ eventCount }) => eventCount === 0)
  const [calendarIds, setCalendarIds] = useState<CalendarId[] | null>(null)
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  return (
    <Page title={shell.pages.events} hint={`${events.hint} ${words.common.timesIn(format.zone)}.`} width="full">
      {isEmpty ? (
        <EmptyState icon={IconCalendarOff} title={events.noneYet} hint={events.noneYetHint} />
      ) : (
        <>
          <Group gap="sm">
            <TextInput
              type="search"
              aria-label={events.searchLabel}
              placeholder={events.searchHint}
              leftSection={<IconSearch size={16} />}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              w={{ base: '100%', xs: 320 }}
            />
            <CalendarFilter value={calendarIds} onChange={setCalendarIds} />
          </Group>
          {search === '' ? (
            <EventCalendar calendarIds={calendarIds} />
          ) : (
            <EventSearch search={search} calendarIds={calendarIds} />
          )}
        </>
      )}
    </Page>
  )
}
