import '@fullcalendar/react/skeleton.css'
import '@fullcalendar/react/themes/classic/theme.css'
import './event-calendar.css'
import type { CalendarId, EventId } from '@chroniton/shared/contract/ids'
import FullCalendar, { type CalendarRef } from '@fullcalendar/react'
import dayGridPlugin from '@fullcalendar/react/daygrid'
import listPlugin from '@fullcalendar/react/list'
import deLocale from '@fullcalendar/react/locales/de'
import enLocale from '@fullcalendar/react/locales/en-gb'
import themePlugin from '@fullcalendar/react/themes/classic'
import timeGridPlugin from '@fullcalendar/react/timegrid'
import { ActionIcon, Alert, Button, Group, SegmentedControl, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { useAnswer } from '../../hub/queries.ts'
import { FailureState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { eventInputs } from './event-inputs.ts'

const VIEWS = { month: 'dayGridMonth', week: 'timeGridWeek', day: 'timeGridDay', list: 'listWeek' } as const
type View = keyof typeof VIEWS

const PLUGINS = [dayGridPlugin, timeGridPlugin, listPlugin, themePlugin]
const LOCALES = { en: enLocale, de: deLocale }

interface Window {
  from: string
  to: string
  title: string
}

/** Month, week, day and list; only what is on screen is asked for. */
export function EventCalendar({ calendarIds }: { calendarIds: CalendarId[] | null }) {
  const { words, format, language } = useWords()
  const { events, common } = words
  const navigate = useNavigate()
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const calendars = useOverview((overview) => overview.calendars)
  const calendar = useRef<CalendarRef>(null)
  const [view, setView] = useState<View>(isNarrow ? 'list' : 'month')
  const [shown, setShown] = useState<Window | null>(null)
  const query = useAnswer(
    ['events', 'occurrences', shown?.from, shown?.to, calendarIds],
    (calls) =>
      calls.admin.occurrences.query({
        from: shown?.from ?? '',
        to: shown?.to ?? '',
        calendarIds,
        timeZone: format.zone,
      }),
    shown !== null,
  )
  const inputs = useMemo(
    () => eventInputs(query.data?.items ?? [], calendars, common.untitled),
    [query.data, calendars, common.untitled],
  )
  const go = (move: 'prev' | 'next' | 'today') => calendar.current?.getApi()[move]()
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Group gap={6} wrap="nowrap">
          <Button variant="default" size="sm" flex="none" onClick={() => go('today')}>
            {events.today}
          </Button>
          <ActionIcon variant="default" size={36} aria-label={events.previous} onClick={() => go('prev')}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <ActionIcon variant="default" size={36} aria-label={events.following} onClick={() => go('next')}>
            <IconChevronRight size={18} />
          </ActionIcon>
          <Title order={2} ml="xs" aria-live="polite">
            {shown?.title}
          </Title>
        </Group>
        <SegmentedControl
          aria-label={events.view}
          value={view}
          onChange={(value) => {
            setView(value)
            calendar.current?.getApi().changeView(VIEWS[value])
          }}
          data={(Object.keys(VIEWS) as View[]).map((value) => ({ value, label: events.views[value] }))}
        />
      </Group>
      {query.error === null ? null : <FailureState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.complete === false ? <Alert color="yellow">{events.tooMany}</Alert> : null}
      <div className="panel event-calendar" aria-busy={query.isFetching}>
        <FullCalendar
          ref={calendar}
          plugins={PLUGINS}
          locale={LOCALES[language]}
          headerToolbar={false}
          initialView={VIEWS[view]}
          events={inputs}
          height={view === 'list' || view === 'month' ? 'auto' : '72vh'}
          scrollTime="07:00"
          eventTimeFormat={{ hour: '2-digit', minute: '2-digit' }}
          dayMaxEvents={4}
          nowIndicator
          eventInteractive
          noEventsText={events.none}
          datesSet={({ start, end, view: { title } }) =>
            setShown({ from: start.toISOString(), to: end.toISOString(), title })
          }
          eventClick={({ event, jsEvent }) => {
            jsEvent.preventDefault()
            const eventId = event.extendedProps['eventId'] as EventId
            void navigate({ to: '/events/$eventId', params: { eventId } })
          }}
        />
      </div>
    </>
  )
}
