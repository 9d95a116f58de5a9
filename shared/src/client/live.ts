import type { LiveMessage, Overview } from '../contract/views.ts'
import type { HubCalls } from './link.ts'

/** The live feed carries its messages as JSON text, so that the hub makes each only once for all viewers. */
export function parseLiveMessage(json: string): LiveMessage {
  return JSON.parse(json) as LiveMessage
}

/** How many past changes a viewer keeps. */
const KEPT_CHANGES = 200

/** What the viewer holds after a message. Unchanged parts keep their identity. */
export function applyLiveMessage(held: Overview | null, message: LiveMessage): Overview | null {
  if (message.kind === 'snapshot') return message.overview
  if (held === null) return null
  const { queue } = message
  return {
    hub: { ...held.hub, foldedPosition: message.foldedPosition, logPosition: message.foldedPosition },
    settings: message.settings ?? held.settings,
    agents: put(held.agents, message.agents, message.removedAgents, (agent) => agent.id),
    calendars: put(held.calendars, message.calendars, message.removedCalendars, (calendar) => calendar.id),
    routes: message.routes ?? held.routes,
    queue: queue === null ? held.queue : put(held.queue, queue.added, queue.removed, (row) => row.commandId),
    queueLength: queue === null ? held.queueLength : queue.length,
    conflicts: put(held.conflicts, message.conflicts, [], (conflict) => conflict.id).filter(
      ({ state }) => state === 'open',
    ),
    holds: message.holds ?? held.holds,
    problems: message.problems ?? held.problems,
    alerts: message.alerts ?? held.alerts,
    changes: newestFirst(held.changes, message.changes),
    eventCount: message.eventCount,
  }
}

function put<Row>(held: Row[], rows: Row[], removed: readonly string[], keyOf: (row: Row) => string): Row[] {
  if (rows.length === 0 && removed.length === 0) return held
  const kept = new Map(held.map((row) => [keyOf(row), row]))
  for (const key of removed) kept.delete(key)
  for (const row of rows) kept.set(keyOf(row), row)
  return [...kept.values()]
}

/** A change that is held already comes again when it was undone: it keeps its place. */
function newestFirst(held: Overview['changes'], fresh: Overview['changes']): Overview['changes'] {
  if (fresh.length === 0) return held
  const known = new Set(held.map((change) => change.id))
  const freshById = new Map(fresh.map((change) => [change.id, change]))
  const added = fresh.filter((change) => !known.has(change.id))
  return [...added, ...held.map((change) => freshById.get(change.id) ?? change)].slice(0, KEPT_CHANGES)
}

export interface LiveWatch {
  stop(): void
}

/**
 * Follows the hub: calls `onMessage` with every message and with everything the viewer holds after it. A lost
 * connection resumes where it broke.
 */
export function watchHub(
  calls: HubCalls,
  handlers: { onMessage(message: LiveMessage, held: Overview): void; onError(error: unknown): void },
): LiveWatch {
  let held: Overview | null = null
  const subscription = calls.admin.live.subscribe(
    {},
    {
      onData: ({ data }) => {
        const message = parseLiveMessage(data)
        held = applyLiveMessage(held, message)
        if (held !== null) handlers.onMessage(message, held)
      },
      onError: (error) => handlers.onError(error),
    },
  )
  return { stop: () => subscription.unsubscribe() }
}
