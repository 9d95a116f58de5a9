import type { SourceHealth } from '@chroniton/shared/contract/agent'
import type { AgentView } from '@chroniton/shared/contract/views'
import { Group, Progress, Stack, Table, Text } from '@mantine/core'
import { Problem } from '../parts/problem.tsx'
import { Section } from '../parts/section.tsx'
import { Time } from '../parts/time.tsx'

export function AgentsSection({ agents }: { agents: AgentView[] }) {
  const empty = agents.length === 0 ? 'No agent yet. Make a join token with “chroniton agents token NAME”.' : null
  return (
    <Section title="Agents" count={agents.length} empty={empty}>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Agent</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Sources</Table.Th>
              <Table.Th className="numeric">Calendars</Table.Th>
              <Table.Th className="numeric">Waiting</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {agents.map((agent) => (
              <AgentRow key={agent.id} agent={agent} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}

function AgentRow({ agent }: { agent: AgentView }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={500}>{agent.name}</Text>
        <Text size="sm" c="dimmed">
          {[agent.hostname, agent.version].filter((words) => words !== null).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <span className="dot" data-state={agent.trouble === null ? (agent.online ? 'good' : undefined) : 'bad'} />
          <Text size="sm">{agent.online ? 'Connected' : 'Not connected'}</Text>
        </Group>
        {agent.trouble === null ? null : (
          <Text size="sm" c="red">
            {agent.trouble}
          </Text>
        )}
        {agent.online || agent.lastSeenAt === null ? null : (
          <Text size="sm" c="dimmed">
            last seen <Time at={agent.lastSeenAt} />
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Stack gap={4}>
          {agent.status?.sources.map((source) => (
            <SourceLine key={source.sourceId} source={source} />
          ))}
        </Stack>
      </Table.Td>
      <Table.Td className="numeric">{agent.calendars}</Table.Td>
      <Table.Td className="numeric">{agent.pendingCommands}</Table.Td>
    </Table.Tr>
  )
}

function SourceLine({ source }: { source: SourceHealth }) {
  const { progress, problem } = source
  return (
    <div>
      <Text size="sm">
        {source.account} <span aria-hidden>·</span> {source.state}
        {progress === null ? null : ` ${progress.done.toLocaleString()} of ${progress.total?.toLocaleString() ?? '?'}`}
      </Text>
      {progress === null || progress.total === null ? null : (
        <Progress
          value={(100 * progress.done) / Math.max(1, progress.total)}
          size="sm"
          aria-label={`Listing ${source.account}`}
        />
      )}
      {problem === null ? null : <Problem code={problem.code} detail={problem.detail} />}
    </div>
  )
}
