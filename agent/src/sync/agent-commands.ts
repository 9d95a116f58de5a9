import type { Command, ConfigChange, ListAgain } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { SourceId } from '@chroniton/shared/contract/ids'
import type { HubSettings } from '../journal/settings-table.ts'
import type { Journal } from '../journal/journal.ts'
import { refused, type Outcome } from './outcome.ts'
import type { SourceRunner } from './source-runner.ts'

export interface AgentCommandDeps {
  journal: Journal
  /** The sources that run. */
  runners(): ReadonlyMap<SourceId, SourceRunner>
  /** All that are configured, running or not. */
  isConfigured(sourceId: SourceId): boolean
  onSettings(settings: HubSettings): void
}

/** Carries out what the hub asks of the agent itself. */
export async function runAgentCommand(command: Command, deps: AgentCommandDeps): Promise<Outcome> {
  switch (command.kind) {
    case 'list-again':
      return listAgain(command, deps)
    case 'config-change':
      return changeSettings(command, deps)
    case 'event-write':
    case 'event-delete':
    case 'calendar-change':
    case 'calendar-delete':
      return refused('calendar-not-found', 'the agent has no such calendar, or its source is switched off')
    case 'calendar-create':
      return refused('not-found', `the agent has no source ${command.sourceId}, or it is switched off`)
    default:
      return command satisfies never
  }
}

/** Settled when the listing has ended. */
async function listAgain({ calendarId, full }: ListAgain, { journal, runners }: AgentCommandDeps): Promise<Outcome> {
  if (calendarId === null) {
    if (full) journal.transaction(() => journal.calendars.demandEverything())
    // A source that fails tells so itself; the others were listed all the same.
    await Promise.all([...runners().values()].map((runner) => runner.request(null)))
    return { kind: 'done' }
  }
  const calendar = journal.calendars.get(calendarId)
  const runner = calendar && runners().get(calendar.sourceId)
  if (!calendar || !runner) return refused('calendar-not-found', 'the agent has no such calendar')
  if (full) journal.transaction(() => journal.calendars.demandFull(calendar.number))
  const failure = await runner.request(calendarId)
  if (failure) throw failure
  return { kind: 'done' }
}

async function changeSettings({ changes }: ConfigChange, deps: AgentCommandDeps): Promise<Outcome> {
  const { journal, isConfigured, onSettings } = deps
  const unknown = Object.keys(changes.sources ?? {}).filter((sourceId) => !isConfigured(sourceId as SourceId))
  if (unknown.length > 0) throw new CodedError('not-found', `the agent has no source ${unknown.join(', ')}`)
  const before = journal.settings.get()
  const settings: HubSettings = {
    syncIntervalMinutes: changes.syncIntervalMinutes ?? before.syncIntervalMinutes,
    sources: { ...before.sources, ...changes.sources },
  }
  journal.transaction(() => journal.settings.put(settings))
  onSettings(settings)
  return { kind: 'done' }
}
