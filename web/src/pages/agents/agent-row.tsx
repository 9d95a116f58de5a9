import type { AgentView } from '@chroniton/shared/contract/views'
import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { AgentDot } from '../../parts/agent-dot.tsx'
import { lagOf } from '../../parts/agent-lag.ts'
import { useNow } from '../../parts/now.ts'
import { Tag } from '../../parts/tag.tsx'
import { Ago } from '../../parts/time.tsx'
import { useWords } from '../../words/words-context.tsx'

export function AgentRow({ agent }: { agent: AgentView }) {
  const { words } = useWords()
  const failed = agent.status?.sources.find(({ problem }) => problem !== null)
  return (
    <div className="entry-row">
      <AgentDot agent={agent} />
      <div className="entry-words">
        <div className="entry-name">
          <Link to="/agents/$agentId" params={{ agentId: agent.id }} className="row-link">
            {agent.name}
          </Link>
          <AgentKind agent={agent} />
        </div>
        <div className="quiet truncated">
          {[agent.hostname, agent.environment, agent.platform].filter(Boolean).join(' · ')}
        </div>
        {agent.trouble === null ? null : <div className="small bad">{agent.trouble}</div>}
        {failed?.problem === null || failed?.problem === undefined ? null : (
          <div className="small bad truncated">
            {failed.account}: {words.errors(failed.problem.code).title}
          </div>
        )}
      </div>
      <div className="entry-facts">
        <div>{words.common.calendars(agent.calendars)}</div>
        <div className="quiet">
          {agent.pendingCommands > 0 ? <AgentQueue agent={agent} /> : <AgentPresence agent={agent} />}
        </div>
      </div>
      <IconChevronRight size={18} aria-hidden className="entry-arrow" />
    </div>
  )
}

function AgentQueue({ agent }: { agent: AgentView }) {
  const { words, format } = useWords()
  const lag = lagOf(agent, useNow())
  return words.overview.waiting(agent.pendingCommands, lag === null || lag < 1000 ? null : format.length(lag))
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
      {agent.speaks === 'rest' ? <Tag tone="quiet">{text.rest}</Tag> : null}
      {agent.withoutCredential ? <Tag tone="warn">{text.withoutCredential}</Tag> : null}
    </>
  )
}
