import type { Overview } from '@chroniton/shared/contract/views'
import { agentViews } from './agents.ts'
import { alertViews } from './alerts.ts'
import { calendarViews } from './calendars.ts'
import { conflictPage } from './conflicts.ts'
import { eventCount } from './events.ts'
import { historyPage } from './history.ts'
import { holdViews } from './holds.ts'
import type { LastChanges } from './last-changes.ts'
import { problemViews } from './problems.ts'
import { queueLength, queuePage } from './queue.ts'
import { routeViews } from './routes.ts'
import type { Sources } from './sources.ts'

/** How many rows of a long list the overview carries; the rest is paged. */
const FIRST_PAGE = 100
const LAST_CHANGES = 50

export type OverviewParts = Omit<Overview, 'hub'>

/** A part of the overview that can become stale by itself; the queue and its length are one. */
export type Part = Exclude<keyof OverviewParts, 'queueLength'>

export const PARTS: readonly Part[] = [
  'settings',
  'agents',
  'calendars',
  'routes',
  'queue',
  'conflicts',
  'holds',
  'problems',
  'alerts',
  'changes',
  'eventCount',
]

/** The parts that are asked for, as they now are. */
export function overviewParts(
  sources: Sources,
  lastChanges: LastChanges,
  parts: ReadonlySet<Part>,
): Partial<OverviewParts> {
  const firstPage = { limit: FIRST_PAGE, cursor: null }
  const make: { [Name in Part]: () => Partial<OverviewParts> } = {
    settings: () => ({ settings: sources.state.settings.get() }),
    agents: () => ({ agents: agentViews(sources) }),
    calendars: () => ({ calendars: calendarViews(sources, lastChanges) }),
    routes: () => ({ routes: routeViews(sources) }),
    queue: () => ({
      queue: queuePage(sources, { agentId: null, ...firstPage }).items,
      queueLength: queueLength(sources),
    }),
    conflicts: () => ({ conflicts: conflictPage(sources, { state: 'open', ...firstPage }).items }),
    holds: () => ({ holds: holdViews(sources) }),
    problems: () => ({ problems: problemViews(sources) }),
    alerts: () => ({ alerts: alertViews(sources) }),
    changes: () => ({ changes: historyPage(sources, { eventId: null, limit: LAST_CHANGES, cursor: null }).items }),
    eventCount: () => ({ eventCount: eventCount(sources) }),
  }
  return Object.assign({}, ...[...parts].map((part) => make[part]())) as Partial<OverviewParts>
}
