import type { AlertView } from '@chroniton/shared/contract/operations'
import { failingStorage, silentAgents, stuckQueues } from './agent-alerts.ts'
import { conflictPage } from './conflicts.ts'
import { holdViews } from './holds.ts'
import { problemViews } from './problems.ts'
import { calendarName, type Sources } from './sources.ts'

/** What waits for a person, the oldest of each kind telling since when. */
export function alertViews(sources: Sources): AlertView[] {
  const { alerting } = sources
  return [
    ...failingStorage(alerting),
    ...heldDeletions(sources),
    ...neededSignIns(sources),
    ...silentAgents(sources, alerting),
    ...stuckQueues(sources, alerting),
    ...waitingConflicts(sources),
  ]
}

function heldDeletions(sources: Sources): AlertView[] {
  return holdViews(sources).map(({ id, calendarId, calendarName: name, at, events }) => ({
    id: `deletions-held:${id}`,
    kind: 'deletions-held',
    severity: 'critical',
    agentId: null,
    calendarId,
    title: `${events.length} deletions are held in ${name}`,
    detail: 'Release them if they were meant, or discard them to put the events back.',
    since: at,
  }))
}

function neededSignIns(sources: Sources): AlertView[] {
  return problemViews(sources)
    .filter(({ code }) => code === 'source-needs-sign-in')
    .map(({ agentId, sourceId, calendarId, detail, since }) => ({
      id: `sign-in-needed:${agentId}:${sourceId ?? ''}:${calendarId ?? ''}`,
      kind: 'sign-in-needed',
      severity: 'critical',
      agentId,
      calendarId,
      title: `${calendarId === null ? agentId : calendarName(sources.state.calendars.get(calendarId), calendarId)} needs signing in`,
      detail,
      since,
    }))
}

function waitingConflicts(sources: Sources): AlertView[] {
  const { items, nextCursor } = conflictPage(sources, { state: 'open', limit: 100, cursor: null })
  const oldest = items.map(({ at }) => at).toSorted()[0]
  if (oldest === undefined) return []
  const count = nextCursor === null ? String(items.length) : `more than ${items.length}`
  return [
    {
      id: 'conflicts-waiting',
      kind: 'conflicts-waiting',
      severity: 'warning',
      agentId: null,
      calendarId: null,
      title: `${count} ${items.length === 1 ? 'conflict waits' : 'conflicts wait'} for a person`,
      detail: 'Choose which side stands.',
      since: oldest,
    },
  ]
}
