import { CodedError } from '../../contract/errors.ts'
import type { EventId } from '../../contract/ids.ts'
import type { CalendarEvent, LocalDateTime, TimeZoneId, UTCDateTime } from '../event.ts'
import { instanceByRule, isExcluded, overridden } from '../instance.ts'
import { parseLocal } from '../local-time.ts'
import { normalise } from '../normalise.ts'
import { seriesMembership } from '../series.ts'
import { isKnownZone } from '../zones.ts'
import { component, printComponent, property, type Component } from './component.ts'
import type { ContentLine } from './content-line.ts'
import type { ParsedEvent } from './parse.ts'
import { isPlain } from './plain.ts'
import { DETACHED } from './read-series.ts'
import { endZoneOf, zonedStart, type ZonedTime } from './time.ts'
import { printInstant } from './value.ts'
import { printVevent, type PeopleForm } from './vevent-printer.ts'
import { printTimezone } from './vtimezone.ts'

export interface PrintOptions {
  /** `attendees`: as ATTENDEE and ORGANIZER, for an original. `kept`: readable and never mailed, for a mirror. */
  people: PeopleForm
  /** The hub's id of the event; a mirror carries it. */
  mark?: EventId
  prodId?: string
  /** DTSTAMP where the event does not say when it was last changed. Left out, it is 1970: the text stays the same. */
  now?: UTCDateTime
}

export const PRODID = '-//Chroniton//Chroniton//EN'

/**
 * The event as a whole VCALENDAR with the time zones it needs. The same event gives the same text. Throws
 * `item-unknown-zone`, `item-bad-time`, `item-bad-rule`, and `item-malformed` for an event that nobody has checked.
 */
export function printEvent(event: CalendarEvent, options: PrintOptions): string {
  return printKnown(event, options).text
}

/** The text of an event, and what it says to whoever reads it: null where only `parseCalendar` tells. */
export interface PrintedEvent {
  text: string
  read: ParsedEvent | null
}

/** The same, for those who may meet the text again. */
export function printKnown(given: CalendarEvent, options: PrintOptions): PrintedEvent {
  return coded(() => {
    const { event, vevents, zones, fromYear } = printSeries(given, options)
    const { mark = null, prodId = PRODID } = options
    const properties = [property('VERSION', '2.0'), property('PRODID', prodId)]
    const timezones = zones.map((zone) => printTimezone(zone, fromYear))
    const text = printCalendar(properties, [...timezones, ...vevents.map(printComponent)])
    const read = isPlain(event, mark) ? { uid: event.uid, event: { ...event, prodId }, mark } : null
    return { text, read }
  })
}

/** Extensions of an event may hold anything; what cannot be text is the fault of the event. */
export function coded<Printed>(print: () => Printed): Printed {
  try {
    return print()
  } catch (error) {
    if (error instanceof CodedError) throw error
    const detail = `the event cannot be written: ${String(error).slice(0, 200)}`
    throw new CodedError('item-malformed', detail, { cause: error })
  }
}

/** A VCALENDAR around components that are printed already. */
export function printCalendar(properties: ContentLine[], components: string[]): string {
  const end = 'END:VCALENDAR\r\n'
  return printComponent(component('VCALENDAR', properties)).slice(0, -end.length) + components.join('') + end
}

export interface PrintedSeries {
  /** What was printed, normalised. */
  event: CalendarEvent
  vevents: Component[]
  /** The IANA zones that they name. */
  zones: TimeZoneId[]
  /** The year of the earliest of them. */
  fromYear: number
}

/** The VEVENTs of an event: the series and one for each exception that is more than left out or added. */
export function printSeries(given: CalendarEvent, { people, mark, now }: PrintOptions): PrintedSeries {
  const event = normalise(given)
  const stamp = printInstant(now) ?? '19700101T000000Z'
  const options = { people, mark: mark ?? null, stamp }
  const series = zonedStart(event)
  const { recurrenceOverrides: overrides = {}, ...master } = event
  const isMember = seriesMembership(event)
  const excluded: LocalDateTime[] = []
  const added: LocalDateTime[] = []
  const exceptions: [LocalDateTime, CalendarEvent][] = []
  const detached = event[DETACHED] === true
  const ids = new Set([...(detached ? [event.start] : []), ...Object.keys(overrides)])
  for (const recurrenceId of [...ids].sort()) {
    const override = overrides[recurrenceId] ?? {}
    if (isExcluded(override)) {
      excluded.push(recurrenceId)
      continue
    }
    if (!detached && !isMember(recurrenceId)) added.push(recurrenceId)
    if (!detached && Object.keys(override).length === 0) continue
    exceptions.push([recurrenceId, normalise(overridden(instanceByRule(event, recurrenceId), override))])
  }
  const needs = zonesOf([event, ...exceptions.map(([, exception]) => exception)], [...ids])
  const none = { recurrenceId: null, excluded: [], added: [], series }
  const vevents = exceptions.map(([local, exception]) =>
    printVevent(exception, { ...none, recurrenceId: { ...series, local } satisfies ZonedTime }, options),
  )
  if (!detached) vevents.unshift(printVevent(master, { ...none, excluded, added }, options))
  return { event, vevents, ...needs }
}

function checked(zone: TimeZoneId): TimeZoneId {
  if (!isKnownZone(zone)) throw new CodedError('item-unknown-zone', `"${zone.slice(0, 100)}" is no known time zone`)
  return zone
}

function zonesOf(events: CalendarEvent[], ids: LocalDateTime[]): { zones: TimeZoneId[]; fromYear: number } {
  const zones = new Set<TimeZoneId>()
  for (const event of events) {
    const { timeZone } = zonedStart(event)
    if (parseLocal(event.start) === null) throw new CodedError('item-bad-time', `"${event.start}" is no time`)
    for (const zone of [timeZone, endZoneOf(event)]) if (zone !== null && zone !== 'Etc/UTC') zones.add(checked(zone))
  }
  const years = [...events.map(({ start }) => start), ...ids].map((local) => Number(local.slice(0, 4)))
  const fromYear = years.reduce((least, year) => Math.min(least, year))
  return { zones: [...zones].sort(), fromYear }
}
