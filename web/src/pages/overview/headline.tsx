import { Group, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconArrowsExchange, IconCircleCheck, IconWand } from '@tabler/icons-react'
import { useOverview } from '../../hub/hub-context.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { isSetUp } from '../setup/is-set-up.ts'
import { needsOf } from './needs.ts'

/** One sentence on the whole. */
export function Headline() {
  const { words } = useWords()
  const text = words.overview
  const isEmpty = !useOverview(isSetUp)
  const needs = useOverview((overview) => needsOf(overview).length)
  const underWay = useOverview((overview) => overview.queueLength)
  const events = useOverview((overview) => overview.eventCount)
  const calendars = useOverview((overview) => overview.calendars.length)
  const agents = useOverview((overview) => overview.agents.length)
  const lastChange = useOverview((overview) => overview.changes[0]?.at ?? null)

  const [sentence, Icon, color] =
    needs > 0
      ? [text.needed(needs), IconAlertTriangle, 'orange']
      : isEmpty
        ? [text.nothingYet, IconWand, 'ink']
        : underWay > 0
          ? [text.moving(underWay), IconArrowsExchange, 'ink']
          : [text.inStep, IconCircleCheck, 'teal']
  return (
    <Group className="panel" p="lg" gap="md" wrap="nowrap">
      <ThemeIcon size={52} radius="xl" color={color} variant="light" aria-hidden>
        <Icon size={28} stroke={1.7} />
      </ThemeIcon>
      <div style={{ flex: 1 }}>
        <div role="status">
          <Title order={2} fz="1.375rem">
            {sentence}
          </Title>
        </div>
        <Text c="dimmed">
          {isEmpty
            ? text.nothingYetHint
            : text.summary(words.common.events(events), words.common.calendars(calendars), words.common.agents(agents))}
          {lastChange === null ? null : (
            <>
              {' · '}
              {text.lastChange} <Ago at={lastChange} />
            </>
          )}
        </Text>
      </div>
      {isEmpty ? <ButtonLink to="/setup">{text.start}</ButtonLink> : null}
    </Group>
  )
}
