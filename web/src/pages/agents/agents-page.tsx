import type { AgentView } from '@chroniton/shared/contract/views'
import { Group, Text, TextInput } from '@mantine/core'
import { IconPlus, IconSearch, IconServer2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useMay, useOverview } from '../../hub/hub-context.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { VirtualList } from '../../parts/virtual-list.tsx'
import { useWords } from '../../words/words-context.tsx'
import { AgentRow } from './agent-row.tsx'
import { JoinButton } from './join-button.tsx'

/** So many are found at a glance. */
const FEW = 8

const line = (agent: AgentView) => <AgentRow agent={agent} />

export function AgentsPage() {
  const { words } = useWords()
  const text = words.agents
  const agents = useOverview((overview) => overview.agents)
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const found = agents.filter((agent) =>
    [agent.name, agent.hostname, agent.environment].some((field) => field?.toLowerCase().includes(wanted) === true),
  )
  const canAdd = useMay('configure')
  const add = canAdd ? <JoinButton leftSection={<IconPlus size={18} />}>{text.add}</JoinButton> : null
  return (
    <Page title={words.shell.pages.agents} hint={text.hint} actions={add}>
      {agents.length === 0 ? (
        <EmptyState icon={IconServer2} title={text.empty} hint={text.emptyHint} />
      ) : (
        <>
          {agents.length > FEW ? (
            <Group>
              <TextInput
                type="search"
                aria-label={text.find}
                placeholder={text.find}
                leftSection={<IconSearch size={18} />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
                miw={260}
              />
            </Group>
          ) : null}
          {found.length === 0 ? (
            <Text c="dimmed">{text.noneFound}</Text>
          ) : (
            <div className="panel">
              <VirtualList
                label={words.shell.pages.agents}
                items={found}
                keyOf={(agent) => agent.id}
                rowHeight={84}
                draw={line}
              />
            </div>
          )}
        </>
      )}
    </Page>
  )
}
