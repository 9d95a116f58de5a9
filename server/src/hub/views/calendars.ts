import type { CalendarMetadata } from '@chroniton/shared/contract/calendar'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { HubSettings } from '@chroniton/shared/contract/route'
import type { CalendarView } from '@chroniton/shared/contract/views'
import { sameJson } from '@chroniton/shared/calendar/json'
import type { CalendarRecord } from '../../engine/records.ts'
import { prepared } from '../../store/prepared.ts'
import type { LastChanges } from './last-changes.ts'
import type { Sources } from './sources.ts'

export function calendarViews({ database, state }: Sources, lastChanges: LastChanges): CalendarView[] {
  const settings = state.settings.get()
  const events = new Map(
    prepared<[], [CalendarId, number]>(
      database,
      'select calendar_id, count(*) from copies where item_id is not null and present group by 1',
    )
      .raw()
      .all(),
  )
  return state.calendars.all().map((calendar) => {
    const { id, agentId, seen, gone } = calendar
    const problem = state.problems.ofCalendar(id).find(({ itemId }) => itemId === null)
    return {
      id,
      agentId,
      sourceId: seen.sourceId,
      provider: seen.provider,
      account: seen.account,
      metadata: seen.metadata,
      pendingMetadata: pendingOf(calendar),
      abilities: seen.abilities,
      events: events.get(id) ?? 0,
      isDestination: isDestination(settings, calendar),
      gone,
      problem: problem === undefined ? null : { code: problem.code, detail: problem.detail, since: problem.since },
      lastChangeAt: lastChanges.of(id),
    }
  })
}

function pendingOf({ seen, wanted }: CalendarRecord): Partial<CalendarMetadata> | null {
  const pending = Object.entries(wanted).filter(
    ([field, value]) => !sameJson(value, seen.metadata[field as keyof CalendarMetadata]),
  )
  return pending.length === 0 ? null : (Object.fromEntries(pending) as Partial<CalendarMetadata>)
}

function isDestination({ destination }: HubSettings, { id, seen }: CalendarRecord): boolean {
  if (destination === null) return false
  return destination.layout === 'calendar-per-source'
    ? destination.sourceId === seen.sourceId
    : destination.calendarId === id
}
