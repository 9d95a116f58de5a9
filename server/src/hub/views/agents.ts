import type { AgentId } from '@chroniton/shared/contract/ids'
import type { AgentView } from '@chroniton/shared/contract/views'
import type { Sources } from './sources.ts'

export function agentViews({ database, state, presence, sightings, now }: Sources): AgentView[] {
  const pending = countsBy(database.sqlite.prepare('select agent_id as id, count(*) as count from outbox group by 1'))
  const calendars = countsBy(
    database.sqlite.prepare('select agent_id as id, count(*) as count from calendars group by 1'),
  )
  const seen = sightings.all()
  return state.agents
    .all()
    .filter((agent) => !agent.removed)
    .map(({ id, name }) => {
      const present = presence.of(id)
      const sighting = seen.get(id)
      const hello = present?.hello ?? sighting?.hello
      return {
        id,
        name,
        online: present !== null,
        trouble: presence.trouble(id, now()),
        connectedAt: present?.connectedAt ?? null,
        lastSeenAt: present?.heardAt ?? sighting?.lastSeenAt ?? null,
        version: hello?.agentVersion ?? null,
        environment: hello?.environment ?? null,
        hostname: hello?.hostname ?? null,
        platform: hello?.platform ?? null,
        status: present?.status ?? null,
        pendingCommands: pending.get(id) ?? 0,
        calendars: calendars.get(id) ?? 0,
        speaks: 'socket',
        withoutCredential: false,
      }
    })
}

function countsBy(statement: { all(): unknown[] }): Map<AgentId, number> {
  const rows = statement.all() as { id: AgentId; count: number }[]
  return new Map(rows.map(({ id, count }) => [id, count]))
}
