import type { CalendarEvent, JsonValue, LocalDateTime, PatchObject } from '@chroniton/shared/calendar/event'
import { sameJson } from '@chroniton/shared/calendar/json'
import { parseLocal, printLocal } from '@chroniton/shared/calendar/local-time'
import { apply, escapeSegment, unitsOf } from '@chroniton/shared/calendar/patch'
import { isOccurrence } from '@chroniton/shared/calendar/series'

/**
 * An override is kept under the start its occurrence has by rule. When one side moves the series while the other
 * edits an occurrence, that start is no longer one of the series, and the override would add an occurrence beside the
 * one it means.
 */
export interface SettledOverrides {
  /** What is accepted, with every override where the series now has its occurrence. */
  patch: PatchObject
  /** Units that the copies hold elsewhere, or must not hold any more. */
  moved: string[]
  /** Overrides whose occurrence is no more. */
  lost: { path: string; value: JsonValue; side: 'present' | 'incoming' }[]
}

export function settleOverrides(
  present: CalendarEvent,
  accepted: PatchObject,
  incoming: CalendarEvent,
): SettledOverrides {
  const settled: SettledOverrides = { patch: accepted, moved: [], lost: [] }
  const units = unitsOf(accepted)
  const moves = units.includes('time') || units.includes('recurrenceRules')
  if (moves && present.recurrenceOverrides !== undefined) moveThoseOfOthers(settled, present, incoming)
  if (units.some((unit) => unit.startsWith(PREFIX))) moveIncoming(settled, present, incoming)
  return settled
}

const PREFIX = 'recurrenceOverrides/'
const unitFor = (recurrenceId: LocalDateTime) => PREFIX + escapeSegment(recurrenceId)

/** The series moves: overrides that the calendar which moved it has not seen go along. */
function moveThoseOfOthers(settled: SettledOverrides, present: CalendarEvent, incoming: CalendarEvent): void {
  const after = apply(present, settled.patch)
  for (const [key, value] of Object.entries(after.recurrenceOverrides ?? {})) {
    if (sameJson(incoming.recurrenceOverrides?.[key], value)) continue
    if (!isOccurrence(present, key) || isOccurrence(after, key)) continue
    const target = movedKey(key, present, after)
    settled.patch = { ...settled.patch, [unitFor(key)]: null }
    settled.moved.push(unitFor(key))
    if (target === null || Object.hasOwn(after.recurrenceOverrides ?? {}, target)) {
      if (value['excluded'] !== true) settled.lost.push({ path: unitFor(key), value, side: 'present' })
    } else {
      settled.patch[unitFor(target)] = value
      settled.moved.push(unitFor(target))
    }
  }
}

/** The series had moved before the calendar that shows the override learned of it. */
function moveIncoming(settled: SettledOverrides, present: CalendarEvent, incoming: CalendarEvent): void {
  const after = apply(present, settled.patch)
  for (const unit of unitsOf(settled.patch).filter((unit) => unit.startsWith(PREFIX))) {
    const key = unit.slice(PREFIX.length)
    const value = settled.patch[unit] as JsonValue
    if (isOccurrence(after, key) || !isOccurrence(incoming, key)) continue
    const target = movedKey(key, incoming, after)
    const { [unit]: _dropped, ...patch } = settled.patch
    const standing = target === null ? undefined : present.recurrenceOverrides?.[target]
    if (value === null) {
      if (target !== null && standing !== undefined) settled.patch = { ...settled.patch, [unitFor(target)]: null }
      continue
    }
    settled.patch = patch
    settled.moved.push(unit)
    if (sameJson(standing, value)) continue
    if (target === null || standing !== undefined) {
      settled.lost.push({ path: unit, value, side: 'incoming' })
    } else {
      settled.patch[unitFor(target)] = value
      settled.moved.push(unitFor(target))
    }
  }
}

/** The recurrence id the occurrence has after the series has moved; `null` when there is none for it any more. */
function movedKey(key: LocalDateTime, before: CalendarEvent, after: CalendarEvent): LocalDateTime | null {
  const [was, is, at] = [before.start, after.start, key].map(parseLocal)
  if (typeof was !== 'number' || typeof is !== 'number' || typeof at !== 'number') return null
  // A series that now starts at a later one of its own occurrences was cut short, not moved.
  if (is !== was && isOccurrence(before, after.start)) return null
  const target = printLocal(at + is - was)
  return target !== key && isOccurrence(after, target) ? target : null
}
