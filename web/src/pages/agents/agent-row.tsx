import type { AgentView } from '@chroniton/shared/contract/views'
import { Badge, Group, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { AgentDot } from '../../parts/agent-dot.tsx'
import { TextLink } from '../../parts/links.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

export function AgentRow({ agent }: { agent: AgentView }) {
  const { words } = useWords()
  const text = words.agents
  const failed = agent.status?.sources.find(({ problem }) => problem !== null)
  return (
    <Group px="lg" py="md" gap="md" wrap="nowrap" className="entry-row">
      <AgentDot agent={agent} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs" wrap="nowrap">
          <TextLink to="/agents/$agentId" params={{ agentId: agent.id }} fw={600} c="inherit" truncate>
            {agent.name}
          </TextLink>
          <AgentKind agent={agent} />
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {[agent.hostname, agent.environment, agent.platform].filter(Boolean).join(' · ')}
        </Text>
        {agent.trouble === null ? null : (
          <Text size="sm" className="bad">
            {agent.trouble}
          </Text>
        )}
        {failed?.problem === null || failed?.problem === undefined ? null : (
          <Text size="sm" className="bad" truncate>
            {failed.account}: {words.errors(failed.problem.code).title}
          </Text>
        )}
      </div>
      <div className="entry-facts">
        <Text size="sm">{words.common.calendars(agent.calendars)}</Text>
        <Text size="sm" c="dimmed">
          {agent.pendingCommands > 0 ? text.waiting(agent.pendingCommands) : <AgentPresence agent={agent} />}
        </Text>
      </div>
      <IconChevronRight size={18} aria-hidden className="entry-arrow" />
    </Group>
  )
}

export function AgentPresence({ agent }: { agent: AgentView }) {
  const { words } = useWords()
  const text = words.agents
  if (agent.online) return text.connected
  if (agent.lastSeenAt === null) return text.neverSeen
  return (
    <>
      {text.lastSeen} <Ago at={agent.lastSeenAt} />
    </>
  )
}

export function AgentKind({ agent }: { agent: AgentView }) {
  const { words } = useWords()
  const text = words.agents
  return (
    <>
      {agent.speaks === 'rest' ? (
        <Badge variant="light" color="gray">
          {text.rest}
        </Badge>
      ) : null}
      {agent.withoutCredential ? (
        <Badge variant="light" color="orange">
          {text.withoutCredential}
        </Badge>
      ) : null}
    </>
  )
}
