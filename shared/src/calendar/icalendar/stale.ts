import type { CalendarEvent } from '../event.ts'
import { sameJson } from '../json.ts'
import { iCalComponentOf } from './preserved.ts'

/**
 * Properties in which a program repeats, in its own way, what another property says. When that has changed and they
 * have not, they are stale, and the program would show them in its place (Outlook the old description, Apple's
 * Calendar the old place).
 */
const REPEATED: Record<string, readonly string[]> = {
  description: ['x-alt-desc', 'styled-description'],
  locations: ['x-apple-structured-location'],
  freeBusyStatus: ['x-microsoft-cdo-busystatus', 'x-microsoft-cdo-intendedstatus'],
  showWithoutTime: ['x-microsoft-cdo-alldayevent'],
  priority: ['x-microsoft-cdo-importance'],
}

export function withoutStale(before: CalendarEvent, after: CalendarEvent): CalendarEvent {
  const component = iCalComponentOf(after)
  const { properties } = component
  if (!Array.isArray(properties)) return after
  const old = iCalComponentOf(before).properties ?? []
  const suspects = new Set(
    Object.keys(REPEATED)
      .filter((name) => !sameJson(before[name], after[name]))
      .flatMap((name) => REPEATED[name]!),
  )
  const fresh = properties.filter((line) => !suspects.has(line[0]) || !old.some((other) => sameJson(other, line)))
  if (fresh.length === properties.length) return after
  return { ...after, iCalComponent: { ...component, properties: fresh } }
}
