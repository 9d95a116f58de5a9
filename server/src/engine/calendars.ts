import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, CalendarId } from '@chroniton/shared/contract/ids'
import type { ListingComplete } from '@chroniton/shared/contract/observation'
import { labelOf } from './dress.ts'
import { relabel } from './labels.ts'
import { arrange } from './layout.ts'
import { changeMetadata, metadataChanges, wantMetadata } from './metadata.ts'
import { retryParked } from './parking.ts'
import { clearItemProblem } from './problems.ts'
import type { CalendarRecord } from './records.ts'
import { worksAsShown } from './recovery.ts'
import { askToListAgain } from './requests.ts'
import { eventsOver } from './route-events.ts'
import { type Turn, vanishedKey } from './turn.ts'

/** A calendar as its agent sees it. */
export function calendarSeen(turn: Turn, agentId: AgentId, seen: SeenCalendar): void {
  const known = turn.calendar(seen.calendarId)
  if (known === undefined) {
    turn.state.problems.clear(agentId, null, seen.calendarId, null)
    turn.putCalendar(newCalendar(agentId, seen))
    return arrange(turn, seen.calendarId)
  }
  turn.state.problems.clear(agentId, null, known.id, null)
  const isBack = known.gone
  showAgain(turn, { ...known, gone: false, listed: known.listed && !isBack }, seen)
  if (isBack) askToListAgain(turn, known.id)
  const wasWritable = known.seen.abilities.writeEvents && !isBack
  if (seen.abilities.writeEvents && !wasWritable) goOn(turn, known.id)
  else retryParked(turn, known.id, NOT_FOUND)
}

function newCalendar(agentId: AgentId, seen: SeenCalendar): CalendarRecord {
  const nothing = { gone: false, listed: false, listingId: null, outstanding: null, parked: null }
  return { ...nothing, id: seen.calendarId, agentId, seen, wanted: seen.metadata }
}

/** What the calendar shows now. Where that differs from what `known` showed, a person changed it there. */
export function showAgain(turn: Turn, known: CalendarRecord, seen: SeenCalendar): void {
  const labels = turn.routesFrom(known.id).map((route) => ({ route, label: labelOf(turn, route) }))
  turn.putCalendar({ ...known, seen })
  const changes = metadataChanges(known.seen.metadata, seen.metadata)
  if (Object.keys(changes).length > 0) wantMetadata(turn, known.id, changes)
  else changeMetadata(turn, known.id)
  for (const { route, label } of labels) relabel(turn, route, label)
}

const OF_THE_CALENDAR: ReadonlySet<ErrorCode> = new Set(['calendar-read-only', 'calendar-not-found'])
/** An agent that has lost its journal refuses what comes before it has found its calendars again. */
const NOT_FOUND: ReadonlySet<ErrorCode> = new Set(['calendar-not-found'])

/** The calendar can be written (again): what has waited for it goes on, and what flows into it is planned. */
function goOn(turn: Turn, calendarId: CalendarId): void {
  retryParked(turn, calendarId, OF_THE_CALENDAR)
  for (const copy of turn.storedCopies().ofCalendar(calendarId)) turn.touch(copy.eventId)
  for (const route of [...turn.routesTo(calendarId), ...turn.routesFrom(calendarId)]) {
    for (const eventId of eventsOver(turn, route)) turn.touch(eventId)
  }
}

/** Its events stay everywhere else, and what is known of it stays for its return. */
export function calendarGone(turn: Turn, calendar: CalendarRecord): void {
  turn.putCalendar({ ...calendar, gone: true, listed: false, listingId: null })
}

/** Every item of the calendar was named: one that was not is gone. */
export function listingComplete(turn: Turn, calendar: CalendarRecord, { listingId, count }: ListingComplete): void {
  for (const duplicate of turn.state.duplicates.ofCalendar(calendar.id)) {
    if (duplicate.listingId === listingId) continue
    turn.deleteDuplicate(duplicate)
    clearItemProblem(turn, calendar, duplicate.itemId)
  }
  if (count === 0) turn.emptied.add(calendar.id)
  let isOutdated = false
  for (const { eventId } of turn.storedCopies().notListed(calendar.id, listingId)) {
    const copy = turn.copy(calendar.id, eventId)
    if (copy === undefined) continue
    if (copy.unlisted) turn.putCopy({ ...copy, unlisted: false })
    else turn.vanished.set(vanishedKey(copy), copy)
    isOutdated ||= copy.unlisted
  }
  turn.putCalendar({ ...calendar, listed: true, listingId: null })
  worksAsShown(turn, calendar.agentId, calendar.seen.sourceId, calendar.id)
  if (isOutdated) askToListAgain(turn, calendar.id)
  if (calendar.listed) return
  for (const { eventId } of turn.storedCopies().withoutItem(calendar.id)) turn.touch(eventId)
}
