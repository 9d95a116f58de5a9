import type { CalendarChange, CalendarCreate } from '@chroniton/shared/contract/command'
import type { AgentId } from '@chroniton/shared/contract/ids'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { Source } from '../providers/provider.ts'
import type { Outcome } from './outcome.ts'
import { knownCalendar } from './reconcile-calendars.ts'
import { seenCalendar, type SourceIdentity } from './seen-calendar.ts'

export async function changeCalendar(
  { changes }: CalendarChange,
  calendar: JournalCalendar,
  identity: SourceIdentity,
  source: Source,
  signal: AbortSignal,
): Promise<Outcome> {
  const native = await source.changeCalendar(calendar.nativeId, changes, signal)
  return { kind: 'calendar', calendar: seenCalendar(calendar.calendarId, identity, native) }
}

/** The command's id is the key by which a repeated creation finds the calendar made before. */
export async function createCalendar(
  { commandId, metadata }: CalendarCreate,
  agentId: AgentId,
  identity: SourceIdentity,
  source: Source,
  journal: Journal,
  signal: AbortSignal,
): Promise<Outcome> {
  const native = await source.createCalendar(metadata, commandId, signal)
  const { calendarId } = journal.transaction(() => knownCalendar(journal, agentId, identity.sourceId, native.nativeId))
  return { kind: 'calendar', calendar: seenCalendar(calendarId, identity, native) }
}
