import type { Instant } from '@chroniton/shared/contract/ids'
import type { HubService } from '../hub/hub.ts'
import { agentViews } from '../hub/views/agents.ts'
import { alertViews } from '../hub/views/alerts.ts'
import { eventCount } from '../hub/views/events.ts'
import type { Sources } from '../hub/views/sources.ts'
import type { EmbeddedLog } from '../log/embedded.ts'
import { freeBytes } from '../operations/storage-watch.ts'
import type { Metrics } from './metrics.ts'

export interface HubMetricsParts {
  metrics: Metrics
  service: Pick<HubService, 'live'>
  sources: Sources
  embedded: EmbeddedLog
  storagePath: string
  openSockets: () => number
}

/** Counts what happens, and looks up how things stand whenever somebody reads. */
export function measureHub(parts: HubMetricsParts): void {
  const { embedded, metrics, sources } = parts
  embedded.folder.onFolded(({ entries }) => {
    for (const { entry, outcome } of entries) {
      metrics.add('chroniton_entries_total', 1, { kind: entry.body.kind })
      metrics.add('chroniton_commands_total', outcome.effects.filter(({ kind }) => kind === 'send').length)
    }
  })
  metrics.onRead(() => {
    metrics.set('chroniton_sockets', parts.openSockets())
    metrics.set('chroniton_viewers', parts.service.live.viewers)
    metrics.set('chroniton_storage_failing', sources.alerting.storageFailure() === null ? 0 : 1)
    const free = freeBytes(parts.storagePath)
    if (free !== null) metrics.set('chroniton_storage_free_bytes', free)
    readAgents(metrics, sources)
    readTables(metrics, sources)
    readOutbox(metrics, sources)
    readLog(metrics, parts)
  })
}

function readAgents(metrics: Metrics, sources: Sources): void {
  const agents = agentViews(sources)
  const online = agents.filter((agent) => agent.online).length
  metrics.set('chroniton_agents', online, { state: 'online' })
  metrics.set('chroniton_agents', agents.length - online, { state: 'offline' })
  metrics.clear('chroniton_alerts')
  const counts = new Map<string, { kind: string; severity: string; count: number }>()
  for (const { kind, severity } of alertViews(sources)) {
    const counted = counts.get(kind) ?? { kind, severity, count: 0 }
    counts.set(kind, { ...counted, count: counted.count + 1 })
  }
  for (const { kind, severity, count } of counts.values()) metrics.set('chroniton_alerts', count, { kind, severity })
}

function readTables(metrics: Metrics, sources: Sources): void {
  const { sqlite } = sources.database
  const one = (query: string) => sqlite.prepare(query).pluck().get() as number
  metrics.set('chroniton_events', eventCount(sources))
  metrics.set('chroniton_calendars', one('select count(*) from calendars'))
  metrics.set('chroniton_conflicts_open', one(`select count(*) from conflicts where state = 'open'`))
  metrics.set('chroniton_deletions_held', one('select count(*) from holds'))
  const pages = sqlite.pragma('page_count', { simple: true }) as number
  metrics.set('chroniton_database_bytes', pages * (sqlite.pragma('page_size', { simple: true }) as number))
  metrics.clear('chroniton_problems')
  const problems = sqlite.prepare(
    `select json_extract(json, '$.code') as code, count(*) as count from problems group by 1`,
  )
  for (const { code, count } of problems.all() as { code: string; count: number }[]) {
    metrics.set('chroniton_problems', count, { code })
  }
}

function readOutbox(metrics: Metrics, { database, now }: Sources): void {
  metrics.clear('chroniton_outbox_commands')
  metrics.clear('chroniton_outbox_oldest_seconds')
  const rows = database.sqlite
    .prepare(
      'select agent_id as agent, state, count(*) as count, min(queued_at) as oldest from outbox group by agent_id, state',
    )
    .all() as { agent: string; state: 'waiting' | 'parked'; count: number; oldest: Instant }[]
  for (const { agent, state, count, oldest } of rows) {
    metrics.set('chroniton_outbox_commands', count, { agent, state })
    if (state !== 'waiting') continue
    const seconds = Math.max(0, (Date.parse(now()) - Date.parse(oldest)) / 1000)
    metrics.set('chroniton_outbox_oldest_seconds', seconds, { agent })
  }
}

function readLog(metrics: Metrics, { embedded, sources }: HubMetricsParts): void {
  const head = sources.database.sqlite.prepare('select max(position) from entries').pluck().get() as number | null
  const folded = embedded.folder.foldedPosition
  metrics.set('chroniton_log_position', head ?? folded)
  metrics.set('chroniton_log_unfolded_entries', Math.max(0, (head ?? folded) - folded))
}
