import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { ConflictId, Position } from '@chroniton/shared/contract/ids'
import type { ConflictView, LiveMessage } from '@chroniton/shared/contract/views'
import type { OverviewParts } from '../views/overview.ts'

type Changes = Extract<LiveMessage, { kind: 'changes' }>

/** What a viewer of `before` has to be told so that it holds `after`; null for nothing. */
export function overviewChanges(
  before: OverviewParts,
  after: OverviewParts,
  foldedPosition: Position,
  conflictNow: (id: ConflictId) => ConflictView | null,
): Changes | null {
  const agents = listChanges(before.agents, after.agents, ({ id }) => id)
  const calendars = listChanges(before.calendars, after.calendars, ({ id }) => id)
  const queue = listChanges(before.queue, after.queue, ({ commandId }) => commandId)
  const conflicts = listChanges(before.conflicts, after.conflicts, ({ id }) => id)
  const history = listChanges(before.changes, after.changes, ({ id }) => id)
  const decided = conflicts.removed.map(conflictNow).filter((conflict) => conflict !== null)
  const changes: Changes = {
    kind: 'changes',
    agents: agents.put,
    removedAgents: agents.removed,
    calendars: calendars.put,
    removedCalendars: calendars.removed,
    routes: ifChanged(before.routes, after.routes),
    queue:
      queue.put.length + queue.removed.length === 0 && before.queueLength === after.queueLength
        ? null
        : { added: queue.put, removed: queue.removed, length: after.queueLength },
    conflicts: [...conflicts.put, ...decided],
    holds: ifChanged(before.holds, after.holds),
    problems: ifChanged(before.problems, after.problems),
    alerts: ifChanged(before.alerts, after.alerts),
    // One that has merely left the first page is still what it was.
    changes: history.put,
    settings: ifChanged(before.settings, after.settings),
    eventCount: after.eventCount,
    foldedPosition,
  }
  const told =
    agents.changed ||
    calendars.changed ||
    history.put.length > 0 ||
    changes.conflicts.length > 0 ||
    changes.routes !== null ||
    changes.queue !== null ||
    changes.holds !== null ||
    changes.problems !== null ||
    changes.alerts !== null ||
    changes.settings !== null ||
    before.eventCount !== after.eventCount
  return told ? changes : null
}

function listChanges<Row, Key extends string>(before: Row[], after: Row[], keyOf: (row: Row) => Key) {
  if (before === after) return { put: [], removed: [], changed: false }
  const known = new Map(before.map((row) => [keyOf(row), row]))
  const put: Row[] = []
  for (const row of after) {
    const earlier = known.get(keyOf(row))
    if (earlier === undefined || canonicalJson(earlier) !== canonicalJson(row)) put.push(row)
    known.delete(keyOf(row))
  }
  return { put, removed: [...known.keys()], changed: put.length + known.size > 0 }
}

function ifChanged<Value>(before: Value, after: Value): Value | null {
  return before === after || canonicalJson(before) === canonicalJson(after) ? null : after
}
