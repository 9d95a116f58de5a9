import { randomUUID } from 'node:crypto'
import type { Decision } from '@chroniton/shared/contract/decision'
import type { Hub, Session, SourcesApi } from '@chroniton/shared/contract/hub'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Gate } from '../auth/gate.ts'
import type { State } from '../engine/state.ts'
import type { EmbeddedLog } from '../log/embedded.ts'
import type { Folded } from '../log/folder.ts'
import { withoutAgent } from '../sources/without-agent.ts'
import type { Database } from '../store/database.ts'
import { Upkeep, type UpkeepOptions } from '../operations/upkeep.ts'
import { accessApi } from './access-api.ts'
import { adminApi } from './admin-api.ts'
import { agentApi } from './agent-api.ts'
import type { Clock } from './clock.ts'
import { EventSpans } from './event-spans.ts'
import { LiveFeed } from './live/live-feed.ts'
import { OlderAgentRows } from './older-agents/agent-rows.ts'
import { OlderAgents, type OlderAgentOptions } from './older-agents/older-agents.ts'
import { ownersIn } from './owners.ts'
import type { HubParts } from './parts.ts'
import { Presence } from './presence.ts'
import { Sightings } from './sightings.ts'
import { alertViews } from './views/alerts.ts'
import { LastChanges } from './views/last-changes.ts'
import { ListedEvents } from './views/listed-events.ts'
import type { Sources } from './views/sources.ts'

export interface HubOptions {
  database: Database
  embedded: EmbeddedLog
  check: (state: State, decision: Decision) => void
  gate: Gate
  /** Absent: the hub has no agent of its own. */
  sources?: SourcesApi | undefined
  version: string
  clock: Clock
  olderAgents?: Partial<OlderAgentOptions & { timeoutMs: number }>
  upkeep?: Partial<UpkeepOptions>
}

const OLDER_AGENTS = {
  zone: 'Etc/UTC',
  cap: 10_000,
  timeoutMs: 10 * 60_000,
  newId: () => randomUUID(),
}

/** A command that waits longer although its agent is there is told of. */
const STUCK_AFTER_MS = 15 * 60_000

export interface HubService extends Hub {
  /** A session's connection has closed. */
  closed(session: Session): void
  presence: Presence
  live: LiveFeed
  /** Calls back whenever entries were folded. */
  onFolded(listener: () => void): () => void
  older: OlderAgents
  listedEvents: ListedEvents
  upkeep: Upkeep
  views: Sources
  /** Takes nothing more; resolves when everything taken is durable. */
  stop(): Promise<void>
}

/** Puts the hub's use cases over its log, state and outbox. */
export function createHub(options: HubOptions): HubService {
  const { database, embedded, gate, clock } = options
  const { log, folder, state, delivery } = embedded
  const startedAt = clock.now()
  const hub = { id: database.hubId, version: options.version, startedAt }
  const sightings = new Sightings(database)
  const presence = new Presence(() => live.presenceChanged())
  const { timeoutMs, ...olderOptions } = { ...OLDER_AGENTS, ...options.olderAgents }
  const olderAgents = { rows: new OlderAgentRows(database), timeoutMs }
  const storageFailure = () => database.health.failure
  const alerting = { silentAfterMs: timeoutMs, stuckAfterMs: STUCK_AFTER_MS, startedAt, storageFailure }
  const now = () => clock.now()
  const sources: Sources = { database, state, presence, sightings, olderAgents, now, alerting }
  const live = new LiveFeed({
    sources,
    clock,
    hub,
    foldedPosition: () => folder.foldedPosition,
    epoch: Date.parse(startedAt).toString(36),
  })
  const parts: HubParts = {
    hub,
    log,
    state,
    delivery,
    reached: (position) => folder.reached(position),
    notesOf: (position) => folder.notesOf(position),
    check: options.check,
    gate,
    presence,
    sightings,
    owners: ownersIn(database, state),
    sources,
    spans: new EventSpans(database, state),
    live,
    clock,
  }
  const upkeep = new Upkeep(
    {
      database,
      embedded,
      clock,
      audit: gate.audit,
      forgetUpdates: (before) => older.trim(before),
      alerts: () => alertViews(sources),
      onAlertsChanged: () => live.alertsChanged(),
    },
    options.upkeep,
  )
  const older = new OlderAgents(parts, olderOptions)
  older.resume()

  const dismiss = (agentId: AgentId, now: Instant) => {
    gate.agents.revokeAll(agentId, now)
    gate.doors.close('agent', [agentId], 'the agent was removed from the hub')
    older.removed(agentId)
    presence.dismiss(agentId, 'the agent was removed from the hub')
  }
  // A hub that ended between the decision and its consequence draws it now.
  for (const agent of state.agents.all()) if (agent.removed) gate.agents.revoke(agent.id, startedAt)
  const stopListening = folder.onFolded((folded) => {
    live.touched(folded.touched, hasCommands(folded))
    for (const { entry } of folded.entries) {
      if (entry.body.kind !== 'decision') continue
      const { decision } = entry.body
      if (decision.kind === 'agent-remove') dismiss(decision.agentId, entry.acceptedAt)
      if (decision.kind === 'agent-forget') older.forget(decision.agentId)
    }
  })

  return {
    agent: agentApi(parts),
    admin: adminApi(parts, new LastChanges(database)),
    access: accessApi(parts),
    sources: options.sources ?? withoutAgent(),
    operations: upkeep.api,
    upkeep,
    views: sources,
    presence,
    live,
    onFolded: (listener) => folder.onFolded(listener),
    older,
    listedEvents: new ListedEvents(sources, parts.spans),
    closed(session) {
      if (session.kind !== 'agent') return
      const present = presence.of(session.agentId)
      if (!presence.closed(session.agentId, session.connection) || present === null) return
      sightings.put(session.agentId, present.hello, clock.now())
    },
    async stop() {
      for (const [agentId, { hello }] of presence.all()) sightings.put(agentId, hello, clock.now())
      await upkeep.stop()
      await older.stop()
      await log.close()
      folder.stop()
      stopListening()
      live.close()
    },
  }
}

function hasCommands({ entries }: Folded): boolean {
  return entries.some(({ outcome }) => outcome.effects.length > 0)
}
