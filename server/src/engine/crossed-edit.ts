import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import { addDuration, parseLocal, toInstant } from '@chroniton/shared/calendar/local-time'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { apply, diff, patchOfUnit, unitsOf } from '@chroniton/shared/calendar/patch'
import { takeEdit } from './edit.ts'
import { eventAt } from './history.ts'
import type { CopyRecord } from './records.ts'
import type { Turn } from './turn.ts'

const EPOCH = '2026-01-01T00:00:00'
const MOMENT = ['start', 'timeZone', 'showWithoutTime']

/**
 * A person may have edited the item after it was written and before it was read back. What differs in a property that
 * was not written is that edit: the calendar had shown it in its own form `before`. In one that was written it cannot
 * be told from the form the calendar gives to what it is told; but in no form is an event at another time, or longer or
 * shorter by a minute.
 */
export function takeCrossedEdit(turn: Turn, copy: CopyRecord, before: CalendarEvent, patch: PatchObject): void {
  const { shadow: shown } = copy
  if (shown === null) return
  const expected = normalise(apply(before, patch))
  const written = new Set(Object.keys(patch).map(propertyOf))
  // A calendar may tell the same moment in another zone, and a series that is moved takes its exceptions along.
  if (MOMENT.some((property) => written.has(property))) for (const property of MOMENT) written.add(property)
  if (written.has('start') || written.has('recurrenceRules')) written.add('recurrenceOverrides')
  const crossed = Object.entries(diff(expected, shown)).filter(([pointer]) => !written.has(propertyOf(pointer)))
  const units = unitsOf(Object.fromEntries(crossed))
  takeUnits(turn, copy, expected, isAtAnotherTime(expected, shown) ? [...units, 'time'] : units)
}

/** The same of an item that was just made, with the event as it was at the revision. */
export function takeCrossedMove(turn: Turn, copy: CopyRecord, revision: number): void {
  const record = turn.event(copy.eventId)
  const told = record === undefined ? null : eventAt(turn, record, revision)
  if (told !== null && copy.shadow !== null && isAtAnotherTime(told, copy.shadow)) takeUnits(turn, copy, told, ['time'])
}

function takeUnits(turn: Turn, copy: CopyRecord, expected: CalendarEvent, units: readonly string[]): void {
  const record = turn.event(copy.eventId)
  const { shadow: shown, itemId, version, calendarId, modifiedAt, listingId } = copy
  if (record === undefined || record.deleted !== null || copy.unwanted || units.length === 0) return
  if (shown === null || itemId === null || version === null) return
  const base = apply(shown, Object.assign({}, ...units.map((unit) => patchOfUnit(expected, unit))) as PatchObject)
  const mark = copy.marked ? copy.eventId : null
  const item = { calendarId, itemId, version, event: shown, mark, modifiedAt, listingId }
  takeEdit(turn, record, { ...copy, shadow: base }, item)
  turn.putCopy({ ...turn.copy(calendarId, copy.eventId)!, unlisted: copy.unlisted })
}

function isAtAnotherTime(told: CalendarEvent, shown: CalendarEvent): boolean {
  return isElsewhere(told, shown) || isOtherwiseLong(told, shown)
}

/** What is told without an end, or none, gets one from some calendars. */
function isOtherwiseLong(told: CalendarEvent, shown: CalendarEvent): boolean {
  const [was, is] = [secondsOf(told), secondsOf(shown)]
  return was !== null && is !== null && was !== 0 && Math.abs(was - is) >= 60
}

function secondsOf({ duration }: CalendarEvent): number | null {
  const end = duration === undefined ? null : addDuration(EPOCH, duration, null)
  return end === null ? null : parseLocal(end)! - parseLocal(EPOCH)!
}

/** It starts on another day, or in another minute. What is told with a zone and shown without is not judged. */
function isElsewhere(told: CalendarEvent, shown: CalendarEvent): boolean {
  if (told.showWithoutTime !== shown.showWithoutTime) return false
  if (told.showWithoutTime === true) return told.start.slice(0, 10) !== shown.start.slice(0, 10)
  if (((told.timeZone ?? null) === null) !== ((shown.timeZone ?? null) === null)) return false
  const [was, is] = [told, shown].map(minuteOf)
  return was !== null && is !== null && was !== is
}

function minuteOf({ start, timeZone }: CalendarEvent): number | null {
  const wall = parseLocal(start)
  return wall === null ? null : Math.floor(toInstant(wall, timeZone ?? null) / 60)
}

/** Of several alerts or people a calendar may keep only some: they are looked at together. */
function propertyOf(pointer: string): string {
  return pointer.split('/', 1)[0]!
}
