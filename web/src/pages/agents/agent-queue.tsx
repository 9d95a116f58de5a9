import type { AgentId } from '@chroniton/shared/contract/ids'
import { Group, Text } from '@mantine/core'
import { useOverview } from '../../hub/hub-context.tsx'
import { useAnswer } from '../../hub/queries.ts'
import { TextLink } from '../../parts/links.tsx'
import { Section } from '../../parts/section.tsx'
import { Answer } from '../../parts/states.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

const SHOWN = 10

export function AgentQueue({ agentId }: { agentId: AgentId }) {
  const { words } = useWords()
  const text = words.agents
  const count = useOverview((overview) => overview.agents.find(({ id }) => id === agentId)?.pendingCommands ?? 0)
  const query = useAnswer(
    ['queue', 'of', agentId],
    (calls, signal) => calls.admin.queue.query({ agentId, limit: SHOWN }, { signal }),
    count > 0,
  )
  return (
    <Section
      title={text.queue}
      count={count}
      flush
      empty={count === 0 ? text.noQueue : null}
      actions={
        <TextLink to="/queue" size="sm">
          {words.shell.pages.queue}
        </TextLink>
      }
    >
      <Answer query={query}>
        {({ items }) => (
          <div className="lines" role="list">
            {items.map((row) => (
              <Group key={row.commandId} role="listitem" px="lg" py={10} gap="sm" wrap="nowrap">
                <Text fw={500} truncate flex={1}>
                  {row.title === '' ? words.common.untitled : row.title}
                </Text>
                {row.problem === null ? null : (
                  <Text size="sm" className="bad" truncate>
                    {words.errors(row.problem.code).title}
                  </Text>
                )}
                <Text size="sm" c="dimmed" className="when" ta="right">
                  <Ago at={row.queuedAt} />
                </Text>
              </Group>
            ))}
          </div>
        )}
      </Answer>
    </Section>
  )
}
