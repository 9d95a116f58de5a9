import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { AlertView } from '@chroniton/shared/contract/operations'
import { prepared } from '../../store/prepared.ts'
import { agentViews } from './agents.ts'
import type { Sources } from './sources.ts'

/** When something that merely takes long becomes an alert, and how the storage is. */
export interface Alerting {
  /** How long an agent may be away. */
  silentAfterMs: number
  /** How long a command may wait for an agent that is there. */
  stuckAfterMs: number
  /** What happened before is not known to this process. */
  startedAt: Instant
  storageFailure: () => { since: Instant; detail: string } | null
}

const MINUTE_MS = 60_000

/** Agents that were there once, have gone and did not come back. */
export function silentAgents(sources: Sources, { silentAfterMs, startedAt }: Alerting): AlertView[] {
  const now = Date.parse(sources.now())
  return agentViews(sources).flatMap(({ id, name, online, lastSeenAt, trouble, pendingCommands }) => {
    if (online || lastSeenAt === null) return []
    // After a start every agent needs a moment to come back.
    const since = lastSeenAt > startedAt ? lastSeenAt : startedAt
    if (now - Date.parse(since) < silentAfterMs) return []
    const waiting = pendingCommands === 0 ? '' : ` ${pendingCommands} changes wait for it.`
    return [
      {
        id: `agent-silent:${id}`,
        kind: 'agent-silent',
        severity: 'warning',
        agentId: id,
        calendarId: null,
        title: `${name} has not been heard of`,
        detail: `${trouble ?? 'Check that its machine is on and reaches the hub.'}${waiting}`,
        since: lastSeenAt,
      },
    ]
  })
}

interface Queue {
  agentId: AgentId
  parked: number
  parkedSince: Instant | null
  waitingSince: Instant | null
}

/** Agents with commands that a person must look at, or that wait although the agent is there. */
export function stuckQueues(sources: Sources, { stuckAfterMs }: Alerting): AlertView[] {
  const queues = prepared<[], Queue>(
    sources.database,
    `select agent_id as agentId, sum(state = 'parked') as parked,
              min(case when state = 'parked' then queued_at end) as parkedSince,
              min(case when state = 'waiting' then queued_at end) as waitingSince
       from outbox group by agent_id`,
  ).all()
  const now = Date.parse(sources.now())
  return queues.flatMap(({ agentId, parked, parkedSince, waitingSince }) => {
    const present = sources.presence.of(agentId)
    const name = sources.state.agents.get(agentId)?.name ?? agentId
    // What came while the agent was away could begin only when it came back.
    const began = present !== null && waitingSince !== null ? latest(waitingSince, present.connectedAt) : null
    const waitedMs = began === null ? 0 : now - Date.parse(began)
    const isLate = began !== null && waitedMs >= stuckAfterMs
    if (parked === 0 && !isLate) return []
    const late = isLate ? `The oldest has waited for ${Math.floor(waitedMs / MINUTE_MS)} minutes. ` : ''
    return [
      {
        id: `queue-stuck:${agentId}`,
        kind: 'queue-stuck',
        severity: 'warning',
        agentId,
        calendarId: null,
        title:
          parked > 0
            ? `${parked} ${parked === 1 ? 'change is' : 'changes are'} parked at ${name}`
            : `Changes wait at ${name}`,
        detail: `${late}${parked > 0 ? 'Retry them when their reason is gone, or discard them.' : 'See what its source says.'}`,
        since: parkedSince ?? began ?? sources.now(),
      },
    ]
  })
}

function latest(one: Instant, other: Instant): Instant {
  return one > other ? one : other
}

export function failingStorage({ storageFailure }: Alerting): AlertView[] {
  const failure = storageFailure()
  if (failure === null) return []
  return [
    {
      id: 'storage-failing',
      kind: 'storage-failing',
      severity: 'critical',
      agentId: null,
      calendarId: null,
      title: 'The hub cannot write its storage',
      detail: `${failure.detail}. Nothing that was confirmed is lost; agents keep what is new until it works again.`,
      since: failure.since,
    },
  ]
}
