import type { CalendarView } from '@chroniton/shared/contract/views'
import { Group, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Outcome } from '../../parts/outcome.tsx'
import { Problem } from '../../parts/problem.tsx'
import { PROVIDER_NAMES } from '../../parts/providers.ts'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { CalendarBadges } from './calendar-badges.tsx'
import { ColorButton } from './color-button.tsx'
import { NameField } from './name-field.tsx'
import { useCalendarChange } from './use-calendar-change.ts'

export function CalendarRow({ calendar }: { calendar: CalendarView }) {
  const { words, format } = useWords()
  const text = words.calendars
  const agent = useOverview((overview) => overview.agents.find(({ id }) => id === calendar.agentId))
  const routes = useOverview((overview) => overview.routes)
  const mayOperate = useMay('operate')
  const { shown, isPending, state, change } = useCalendarChange(calendar)
  const to = routes.filter((route) => route.from === calendar.id).map(({ toName }) => toName)
  const from = routes.filter((route) => route.to === calendar.id).map(({ fromName }) => fromName)
  const flow =
    from.length > 0
      ? text.fromWhere(format.list(from.slice(0, 4)))
      : to.length > 0
        ? text.flowsTo(format.list(to.slice(0, 4)))
        : text.flowsNowhere
  return (
    <Group px="lg" py="md" gap="sm" wrap="nowrap" className="entry-row">
      <ColorButton
        label={text.recolour(shown.name)}
        color={shown.color}
        disabled={!mayOperate || !calendar.abilities.changeColor || calendar.gone}
        onChoose={(color) => void change({ color })}
      />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <NameField
            name={shown.name}
            canChange={mayOperate && calendar.abilities.changeName && !calendar.gone}
            onChange={(name) => void change({ name })}
          >
            <TextLink to="/calendars/$calendarId" params={{ calendarId: calendar.id }} fw={600} c="inherit" truncate>
              {shown.name}
            </TextLink>
          </NameField>
          <CalendarBadges calendar={calendar} isPending={isPending} />
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {[PROVIDER_NAMES[calendar.provider], agent?.name, calendar.account].filter(Boolean).join(' · ')}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {flow}
        </Text>
        {calendar.problem === null ? null : <Problem code={calendar.problem.code} detail={calendar.problem.detail} />}
        {state.step === 'refused' ? <Outcome state={state} /> : null}
      </div>
      <div className="entry-facts">
        <Text size="sm">{words.common.events(calendar.events)}</Text>
        <Text size="sm" c="dimmed" visibleFrom="xs">
          {calendar.lastChangeAt === null ? (
            text.noChange
          ) : (
            <>
              {text.lastChange} <Ago at={calendar.lastChangeAt} />
            </>
          )}
        </Text>
      </div>
      <IconChevronRight size={18} aria-hidden className="entry-arrow" />
    </Group>
  )
}
