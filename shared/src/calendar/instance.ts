import type { CalendarEvent, LocalDateTime, PatchObject } from './event.ts'
import { apply } from './patch.ts'

/** What makes a series; no single occurrence has it, and no override can change it (RFC 8984, 4.3.5). */
const OF_THE_SERIES = ['recurrenceRules', 'excludedRecurrenceRules', 'recurrenceOverrides'] as const
const FIXED = new Set<string>([...OF_THE_SERIES, '@type', 'uid', 'recurrenceId', 'recurrenceIdTimeZone'])

/** Whether an override may carry this pointer. */
export function isOverridable(pointer: string): boolean {
  return !FIXED.has(pointer.split('/', 1)[0]!)
}

/** The occurrence as the series alone makes it, without its override. */
export function instanceByRule(event: CalendarEvent, recurrenceId: LocalDateTime): CalendarEvent {
  const instance = { ...event, start: recurrenceId }
  for (const property of OF_THE_SERIES) delete instance[property]
  return instance
}

/** The occurrence with an override applied. */
export function overridden(instance: CalendarEvent, override: PatchObject): CalendarEvent {
  const patch = Object.fromEntries(Object.entries(override).filter(([pointer]) => isOverridable(pointer)))
  return apply(instance, patch)
}

export function isExcluded(override: PatchObject | undefined): boolean {
  return override?.['excluded'] === true
}
