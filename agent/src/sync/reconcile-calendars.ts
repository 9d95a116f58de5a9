import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { AgentId, SourceId } from '@chroniton/shared/contract/ids'
import type { CalendarGone, CalendarSeen } from '@chroniton/shared/contract/observation'
import { calendarIdOf } from '../calendar-id.ts'
import type { JournalCalendar } from '../journal/calendar-table.ts'
import type { Journal } from '../journal/journal.ts'
import type { NativeCalendar } from '../providers/provider.ts'
import { seenCalendar, type SourceIdentity } from './seen-calendar.ts'

/** Takes in a complete list of a source's calendars; what is new, changed or gone goes to the hub. */
export function reconcileCalendars(
  journal: Journal,
  agentId: AgentId,
  identity: SourceIdentity,
  natives: NativeCalendar[],
): void {
  journal.transaction(() => {
    const shown = new Set<string>()
    for (const native of natives) {
      const { seen } = takeIn(journal, agentId, identity, native)
      shown.add(seen.calendarId)
    }
    for (const calendar of journal.calendars.ofSource(identity.sourceId)) {
      if (!shown.has(calendar.calendarId)) tellGone(journal, calendar)
    }
  })
}

/** The calendars of a source that is not configured any more. */
export function forgetSource(journal: Journal, sourceId: SourceId): void {
  journal.transaction(() => {
    for (const calendar of journal.calendars.ofSource(sourceId)) tellGone(journal, calendar)
  })
}

/** The calendar's row, made if it is new; told to the hub if it shows anything new. */
export function takeIn(
  journal: Journal,
  agentId: AgentId,
  identity: SourceIdentity,
  native: NativeCalendar,
): { calendar: JournalCalendar; seen: SeenCalendar } {
  const calendar = knownCalendar(journal, agentId, identity.sourceId, native.nativeId)
  const seen = seenCalendar(calendar.calendarId, identity, native)
  if (calendar.seen !== canonicalJson(seen)) {
    const observation: CalendarSeen = { kind: 'calendar-seen', calendar: seen }
    journal.spool.append(JSON.stringify(observation))
    journal.calendars.see(calendar.number, seen)
  }
  return { calendar, seen }
}

export function knownCalendar(
  journal: Journal,
  agentId: AgentId,
  sourceId: SourceId,
  nativeId: string,
): JournalCalendar {
  const calendarId = calendarIdOf(agentId, sourceId, nativeId)
  return journal.calendars.get(calendarId) ?? journal.calendars.add(calendarId, sourceId, nativeId)
}

function tellGone(journal: Journal, calendar: JournalCalendar): void {
  if (calendar.gone) return
  if (calendar.seen !== null) {
    const observation: CalendarGone = { kind: 'calendar-gone', calendarId: calendar.calendarId }
    journal.spool.append(JSON.stringify(observation))
  }
  journal.calendars.lose(calendar.number)
}
