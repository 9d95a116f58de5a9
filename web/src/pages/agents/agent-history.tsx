import type { AgentId } from '@chroniton/shared/contract/ids'
import { Group, Text } from '@mantine/core'
import { useOverview } from '../../hub/hub-context.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

const SHOWN = 10

/** The latest changes that were seen in this agent's calendars. */
export function AgentHistory({ agentId }: { agentId: AgentId }) {
  const { words } = useWords()
  const text = words.agents
  const calendars = useOverview((overview) => overview.calendars)
  const changes = useOverview((overview) => overview.changes)
  const own = new Set(calendars.filter((calendar) => calendar.agentId === agentId).map(({ id }) => id))
  const seen = changes.filter(({ by }) => by.kind === 'calendar' && own.has(by.calendarId)).slice(0, SHOWN)
  return (
    <Section title={text.history} flush empty={seen.length === 0 ? text.noHistory : null}>
      <div className="lines" role="list">
        {seen.map((change) => (
          <Group key={change.id} role="listitem" px="lg" py={10} gap="sm" wrap="nowrap">
            <Text fw={500} truncate flex={1}>
              {change.title === '' ? words.common.untitled : change.title}
            </Text>
            <Text size="sm" c="dimmed">
              {words.overview.changed[change.what]}
            </Text>
            <Text size="sm" c="dimmed" className="when" ta="right">
              <Ago at={change.at} />
            </Text>
          </Group>
        ))}
      </div>
    </Section>
  )
}
