import type { AgentId } from '@chroniton/shared/contract/ids'
import { Group, Text } from '@mantine/core'
import { useOverview } from '../../hub/hub-context.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Section } from '../../parts/section.tsx'
import { Swatch } from '../../parts/swatch.tsx'
import { useWords } from '../../words/words-context.tsx'

export function AgentCalendars({ agentId }: { agentId: AgentId }) {
  const { words } = useWords()
  const calendars = useOverview((overview) => overview.calendars).filter((calendar) => calendar.agentId === agentId)
  return (
    <Section
      title={words.agents.calendars}
      count={calendars.length}
      flush
      empty={calendars.length === 0 ? words.agents.noCalendars : null}
    >
      <div className="lines" role="list">
        {calendars.map((calendar) => (
          <Group key={calendar.id} role="listitem" px="lg" py={10} gap="sm" wrap="nowrap">
            <Swatch color={calendar.metadata.color} />
            <TextLink
              to="/calendars/$calendarId"
              params={{ calendarId: calendar.id }}
              c="inherit"
              fw={500}
              truncate
              flex={1}
            >
              {calendar.metadata.name}
            </TextLink>
            <Text size="sm" c="dimmed">
              {words.common.events(calendar.events)}
            </Text>
          </Group>
        ))}
      </div>
    </Section>
  )
}
