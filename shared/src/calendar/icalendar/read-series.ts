import { CodedError } from '../../contract/errors.ts'
import { EventSchema } from '../../contract/event.ts'
import type { EventId } from '../../contract/ids.ts'
import { checkEvent } from '../check.ts'
import type { CalendarEvent, LocalDateTime, PatchObject } from '../event.ts'
import { instanceByRule } from '../instance.ts'
import { normalise } from '../normalise.ts'
import { diff } from '../patch.ts'
import { isWellFormed } from '../well-formed.ts'
import { valueOf, type Fault, type ReadComponent } from './component.ts'
import { localIn, zonedStart, type ZonedTime } from './time.ts'
import { readVevent, type ReadEvent } from './vevent-reader.ts'
import type { ZoneTable } from './zones.ts'

/** Exceptions of which the series itself was not given: an invitation to one day of it, for example. */
export const DETACHED = 'chroniton:detached'

export interface ReadSeries {
  event: CalendarEvent
  mark: EventId | null
  /** What was left out although the event as a whole could be read. */
  faults: Fault[]
}

/**
 * The VEVENTs of one UID as one event: the series and its exceptions. Exceptions alone become a series that begins
 * with the first of them and has the others as extra occurrences; it is marked as detached, so that it is written
 * back as what it was. Throws when any of them cannot be read: a series without one of its exceptions would, written
 * back, delete it.
 */
export function readSeries(uid: string, vevents: ReadComponent[], zones: ZoneTable): ReadSeries {
  for (const { fault, line } of vevents)
    if (fault !== null) throw new CodedError(fault.code, fault.detail || `line ${line}`)
  const context = { zones, year: firstYear(vevents) }
  const events = vevents.map((vevent) => ({ ...readVevent(vevent, uid, context), line: vevent.line }))
  const masters = events.filter(({ recurrenceId }) => recurrenceId === null)
  const exceptions = events.filter(({ recurrenceId }) => recurrenceId !== null)
  const faults: Fault[] = masters.slice(1).map(({ line }) => ({
    code: 'item-duplicate-uid',
    detail: `line ${line}: another event has the same UID`,
  }))
  const [master] = masters
  const event = master === undefined ? detached(exceptions) : withOccurrences(master)
  const series = zonedStart(event)
  const overrides: Record<LocalDateTime, PatchObject> = { ...event.recurrenceOverrides }
  const seen = new Set<LocalDateTime>()
  for (const exception of exceptions) {
    const recurrenceId = localIn(exception.recurrenceId!, series)
    if (seen.has(recurrenceId)) {
      faults.push({ code: 'item-duplicate-uid', detail: `line ${exception.line}: a second exception for the same day` })
      continue
    }
    seen.add(recurrenceId)
    const { [DETACHED]: _detached, ...instance } = instanceByRule(event, recurrenceId)
    overrides[recurrenceId] = diff(instance, exception.event)
  }
  if (Object.keys(overrides).length > 0) event.recurrenceOverrides = overrides
  const normalised = normalise(event)
  checkShape(normalised)
  checkEvent(normalised)
  return { event: normalised, mark: events.find(({ mark }) => mark !== null)?.mark ?? null, faults }
}

/** What stands in our own properties is JSON that anybody may have changed. */
function checkShape(event: CalendarEvent): void {
  if (isWellFormed(event)) return
  const issue = EventSchema.safeParse(event).error?.issues[0]
  if (issue !== undefined) throw new CodedError('item-malformed', `${issue.path.join('/')}: ${issue.message}`)
}

/** Of the series' start, else of its earliest exception: the year in which the names of its zones are looked up. */
function firstYear(vevents: ReadComponent[]): number {
  const years = (chosen: ReadComponent[]): number[] =>
    chosen.map((vevent) => Number((valueOf(vevent, 'DTSTART') ?? '').trim().slice(0, 4))).filter((year) => year > 0)
  const masters = years(vevents.filter((vevent) => valueOf(vevent, 'RECURRENCE-ID') === undefined))
  const [year = 2000] = (masters.length > 0 ? masters : years(vevents)).sort((a, b) => a - b)
  return year
}

function withOccurrences({ event, start, added, excluded }: ReadEvent): CalendarEvent {
  if (added.length === 0 && excluded.length === 0) return event
  const overrides: Record<LocalDateTime, PatchObject> = {}
  for (const { time, duration } of added) overrides[localIn(time, start)] = duration === null ? {} : { duration }
  for (const time of excluded) overrides[localIn(time, start)] = { excluded: true }
  return { ...event, recurrenceOverrides: overrides }
}

function detached(exceptions: ReadEvent[]): CalendarEvent {
  const idOf = ({ recurrenceId, start }: ReadEvent): LocalDateTime =>
    localIn(recurrenceId!, seriesOf(recurrenceId!, start))
  const first = exceptions.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))[0]!
  const { timeZone, allDay } = seriesOf(first.recurrenceId!, first.start)
  const { timeZone: _zone, showWithoutTime: _allDay, ...event } = first.event
  return {
    ...event,
    start: idOf(first),
    ...(timeZone !== null && { timeZone }),
    ...(allDay && { showWithoutTime: true }),
    [DETACHED]: true,
  }
}

/** The zone of a series of which only an exception is known: its id's, unless that is UTC for want of another. */
function seriesOf(recurrenceId: ZonedTime, start: ZonedTime): ZonedTime {
  const inUtc = recurrenceId.timeZone === 'Etc/UTC' && start.timeZone !== null
  return inUtc ? { ...recurrenceId, timeZone: start.timeZone } : recurrenceId
}
