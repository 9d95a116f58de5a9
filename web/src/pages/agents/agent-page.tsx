import type { AgentView } from '@chroniton/shared/contract/views'
import { Alert, Group, SimpleGrid, Text } from '@mantine/core'
import { IconArrowUpCircle, IconServerOff } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useOverview } from '../../hub/hub-context.tsx'
import { agentHealth } from '../../parts/agent-dot.tsx'
import { lagOf } from '../../parts/agent-lag.ts'
import { ButtonLink } from '../../parts/links.tsx'
import { useNow } from '../../parts/now.ts'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AgentActions } from './agent-actions.tsx'
import { AgentCalendars } from './agent-calendars.tsx'
import { AgentHistory } from './agent-history.tsx'
import { AgentKind, AgentPresence } from './agent-row.tsx'
import { AgentQueue } from './agent-queue.tsx'
import { AgentSources } from './agent-sources.tsx'

export function AgentPage() {
  const { agentId } = useParams({ from: '/agents/$agentId' })
  const { words } = useWords()
  const agent = useOverview((overview) => overview.agents.find(({ id }) => id === agentId))
  const hubVersion = useOverview((overview) => overview.hub.version)
  const text = words.agents
  if (agent === undefined) {
    return (
      <Page title={text.missing}>
        <EmptyState icon={IconServerOff} title={text.missing} hint={words.common.notFoundHint}>
          <ButtonLink to="/agents" variant="default">
            {words.shell.pages.agents}
          </ButtonLink>
        </EmptyState>
      </Page>
    )
  }
  const isOlder = agent.version !== null && agent.speaks === 'socket' && agent.version !== hubVersion
  return (
    <Page
      title={agent.name}
      hint={
        <Group gap="xs" component="span">
          <span className="dot" data-state={agentHealth(agent)} aria-hidden />
          <AgentPresence agent={agent} />
          <AgentKind agent={agent} />
        </Group>
      }
      actions={<AgentActions agent={agent} />}
    >
      {agent.trouble === null ? null : (
        <Alert color="red" role="alert">
          {agent.trouble}
        </Alert>
      )}
      {isOlder ? (
        <Alert icon={<IconArrowUpCircle size={20} />}>{text.updateHint(agent.version ?? '', hubVersion)}</Alert>
      ) : null}
      <AgentFacts agent={agent} />
      <AgentSources agent={agent} />
      <AgentCalendars agentId={agent.id} />
      <AgentQueue agentId={agent.id} />
      <AgentHistory agentId={agent.id} />
    </Page>
  )
}

function AgentFacts({ agent }: { agent: AgentView }) {
  const { words, format } = useWords()
  const { facts } = words.agents
  const now = useNow()
  const lag = lagOf(agent, now)
  const interval = agent.status?.syncIntervalMinutes
  const shown: [string, ReactNode][] = [
    [facts.host, agent.hostname],
    [facts.network, agent.environment],
    [facts.platform, agent.platform],
    [facts.version, agent.version],
    [facts.since, agent.connectedAt === null ? null : <Time at={agent.connectedAt} />],
    [facts.pending, format.number(agent.pendingCommands)],
    [facts.lag, lag === null ? null : format.length(lag)],
    [facts.spooled, agent.status === null ? null : format.number(agent.status.spooled)],
    [
      facts.memory,
      agent.status === null ? null : `${format.number(Math.round(agent.status.memoryBytes / 2 ** 20))} MB`,
    ],
    [facts.interval, interval === undefined ? null : inWords(interval, words.agents)],
  ]
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 5 }} className="panel" p="lg" m={0} spacing="lg">
      {shown
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
  )
}

function inWords(minutes: number, text: ReturnType<typeof useWords>['words']['agents']): string {
  return minutes >= 1 ? text.minutes(minutes) : text.seconds(Math.round(minutes * 60))
}
