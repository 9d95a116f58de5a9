import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { AgentView } from '@chroniton/shared/contract/views'
import type { Database } from '../../store/database.ts'
import { prepared } from '../../store/prepared.ts'
import type { OlderAgentRow } from '../older-agents/agent-rows.ts'
import type { Sources } from './sources.ts'

export function agentViews({ database, state, presence, sightings, olderAgents, now }: Sources): AgentView[] {
  const pending = countsBy(database, 'select agent_id as id, count(*) as count from outbox group by 1')
  const calendars = countsBy(database, 'select agent_id as id, count(*) as count from calendars group by 1')
  const credentials = credentialsIn(database)
  const seen = sightings.all()
  const older = olderAgents.rows.all()
  return state.agents
    .all()
    .filter((agent) => !agent.removed)
    .map(({ id, name }) => {
      const present = presence.of(id)
      const sighting = seen.get(id)
      const hello = present?.hello ?? sighting?.hello
      const polling = present === null ? older.get(id) : undefined
      return {
        id,
        name,
        online: present !== null || (polling !== undefined && isOnline(polling, olderAgents.timeoutMs, now())),
        trouble: presence.trouble(id, now()),
        connectedAt: present?.connectedAt ?? null,
        lastSeenAt: present?.heardAt ?? polling?.lastSeenAt ?? sighting?.lastSeenAt ?? null,
        version: hello?.agentVersion ?? null,
        environment: polling?.info.environment ?? hello?.environment ?? null,
        hostname: hello?.hostname ?? null,
        platform: hello?.platform ?? null,
        status: present?.status ?? null,
        pendingCommands: pending.get(id) ?? 0,
        waitingSince: pending.has(id) ? waitingSince(database, id) : null,
        calendars: calendars.get(id) ?? 0,
        speaks: polling === undefined ? 'socket' : 'rest',
        withoutCredential: polling?.withoutCredential ?? false,
        credential: credentials.get(id) ?? null,
      }
    })
}

/** An agent that polls is there while it keeps coming. */
export function isOnline({ lastSeenAt }: OlderAgentRow, timeoutMs: number, now: Instant): boolean {
  return Date.parse(now) - Date.parse(lastSeenAt) < timeoutMs
}

function credentialsIn(database: Database): Map<AgentId, NonNullable<AgentView['credential']>> {
  const rows = prepared<[], { id: AgentId; since: Instant; renewalAskedAt: Instant | null }>(
    database,
    `select agent_id as id, confirmed_at as since, renewal_asked_at as renewalAskedAt from credentials
     where revoked_at is null and confirmed_at is not null`,
  ).all()
  return new Map(rows.map(({ id, ...credential }) => [id, credential]))
}

function waitingSince(database: Database, id: AgentId): Instant | null {
  const oldest = prepared<[AgentId], Instant>(
    database,
    `select queued_at from outbox where agent_id = ? and state = 'waiting' order by position limit 1`,
  ).pluck()
  return oldest.get(id) ?? null
}

function countsBy(database: Database, sql: string): Map<AgentId, number> {
  const rows = prepared<[], { id: AgentId; count: number }>(database, sql).all()
  return new Map(rows.map(({ id, count }) => [id, count]))
}
