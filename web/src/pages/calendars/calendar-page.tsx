import type { CalendarView } from '@chroniton/shared/contract/views'
import { Button, Group, SimpleGrid, Text } from '@mantine/core'
import { IconCalendarOff } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { useDecision } from '../../hub/use-decision.ts'
import { ButtonLink, TextLink } from '../../parts/links.tsx'
import { useAccountName } from '../../parts/account-name.ts'
import { Outcome } from '../../parts/outcome.tsx'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { PROVIDER_NAMES } from '../../parts/providers.ts'
import { EmptyState } from '../../parts/states.tsx'
import { useWords } from '../../words/words-context.tsx'
import { CalendarBadges } from './calendar-badges.tsx'
import { CalendarRoutes } from './calendar-routes.tsx'
import { ColorButton } from './color-button.tsx'
import { NameField } from './name-field.tsx'
import { useCalendarChange } from './use-calendar-change.ts'

export function CalendarPage() {
  const { calendarId } = useParams({ from: '/calendars/$calendarId' })
  const { words } = useWords()
  const calendar = useOverview((overview) => overview.calendars.find(({ id }) => id === calendarId))
  if (calendar !== undefined) return <Known calendar={calendar} />
  const text = words.calendars
  return (
    <Page title={text.missing}>
      <EmptyState icon={IconCalendarOff} title={text.missing} hint={words.common.notFoundHint}>
        <ButtonLink to="/calendars" variant="default">
          {words.shell.pages.calendars}
        </ButtonLink>
      </EmptyState>
    </Page>
  )
}

function Known({ calendar }: { calendar: CalendarView }) {
  const { words, format } = useWords()
  const text = words.calendars
  const agent = useOverview((overview) => overview.agents.find(({ id }) => id === calendar.agentId))
  const accountOf = useAccountName()
  const mayOperate = useMay('operate')
  const { shown, isPending, state, change } = useCalendarChange(calendar)
  const listing = useDecision()
  const facts: [string, ReactNode][] = [
    [
      text.facts.agent,
      agent === undefined ? null : (
        <TextLink to="/agents/$agentId" params={{ agentId: agent.id }}>
          {agent.name}
        </TextLink>
      ),
    ],
    [text.facts.provider, PROVIDER_NAMES[calendar.provider]],
    [text.facts.account, accountOf(calendar)],
    [text.facts.events, format.number(calendar.events)],
    [text.facts.description, calendar.metadata.description],
  ]
  return (
    <Page
      title={shown.name}
      hint={
        <Group gap="xs" component="span">
          <CalendarBadges calendar={calendar} isPending={isPending} />
        </Group>
      }
      actions={
        <Button
          variant="default"
          disabled={!mayOperate || agent?.online !== true}
          loading={listing.isPending}
          onClick={() =>
            void listing.decide({
              kind: 'list-again',
              agentId: calendar.agentId,
              calendarId: calendar.id,
              full: true,
            })
          }
        >
          {text.sync}
        </Button>
      }
    >
      <Outcome state={listing.state.step === 'pending' ? { step: 'idle' } : listing.state} />
      {calendar.problem === null ? null : (
        <div className="panel entry-block">
          <Problem code={calendar.problem.code} detail={calendar.problem.detail} />
        </div>
      )}
      <div className="panel">
        <Group px="lg" pt="lg" gap="sm">
          <ColorButton
            label={text.recolour(shown.name)}
            color={shown.color}
            disabled={!mayOperate || !calendar.abilities.changeColor || calendar.gone}
            onChoose={(color) => void change({ color })}
          />
          <NameField
            name={shown.name}
            canChange={mayOperate && calendar.abilities.changeName && !calendar.gone}
            onChange={(name) => void change({ name })}
          >
            <Text fw={600} fz="lg">
              {shown.name}
            </Text>
          </NameField>
        </Group>
        {state.step === 'refused' ? <Outcome state={state} /> : null}
        <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} p="lg" m={0} spacing="lg">
          {facts
            .filter(([, value]) => value !== null && value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <Text component="dt" size="sm" c="dimmed">
                  {name}
                </Text>
                <Text component="dd" m={0} fw={500} style={{ overflowWrap: 'anywhere' }}>
                  {value}
                </Text>
              </div>
            ))}
        </SimpleGrid>
      </div>
      <CalendarRoutes calendar={calendar} />
    </Page>
  )
}
