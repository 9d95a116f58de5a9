import type { CalendarEvent } from '../event.ts'
import { printComponent, valueOf, type Component, type ReadComponent } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { parseCalendar } from './parse.ts'
import { coded, printCalendar, printEvent, printSeries, type PrintOptions } from './print.ts'
import { readText } from './reader.ts'
import { withoutStale } from './stale.ts'
import { readInteger, unescapeText } from './value.ts'
import { printTimezone } from './vtimezone.ts'

/**
 * The text of an item with the event in it as it shall be. What the item holds besides (properties of the calendar,
 * other components, other events) stays. What is preserved of the event itself comes from `event`, so it should be
 * the parsed event of this very text with a patch applied. Throws what `printEvent` throws.
 */
export function updateCalendarText(existing: string, event: CalendarEvent, options: PrintOptions): string {
  return coded(() => update(existing, event, options))
}

function update(existing: string, event: CalendarEvent, options: PrintOptions): string {
  const { roots, complete } = readText(existing)
  const calendar = roots.find(({ name }) => name === 'VCALENDAR')
  if (calendar === undefined || !complete) return printEvent(event, options)
  const before = parseCalendar(existing).events.find(({ uid }) => uid === event.uid)?.event
  const wanted = before === undefined ? event : withoutStale(before, event)
  const { vevents, zones, fromYear } = printSeries(wanted, options)
  const ours = veventsOf(calendar, event.uid)
  const others = calendar.components.filter((other) => !ours.includes(other) && other.name !== 'VTIMEZONE')
  const named = zoneNamesIn(others)
  const timezones = calendar.components.filter(
    (other) => other.name === 'VTIMEZONE' && named.has(valueOf(other, 'TZID') ?? ''),
  )
  keepBookkeeping(vevents, ours)
  const missing = zones.filter((zone) => !timezones.some((timezone) => valueOf(timezone, 'TZID') === zone))
  return printCalendar(calendar.properties, [
    ...timezones.map(printComponent),
    ...missing.map((zone) => printTimezone(zone, fromYear)),
    ...[...vevents, ...others].map(printComponent),
  ])
}

/** The series and its exceptions; a second series with the same UID, which nobody has read, is not among them. */
function veventsOf({ components }: ReadComponent, uid: string): ReadComponent[] {
  const vevents = components.filter(
    (other) => other.name === 'VEVENT' && unescapeText(valueOf(other, 'UID') ?? '').trim() === uid,
  )
  const isMaster = (vevent: ReadComponent): boolean => valueOf(vevent, 'RECURRENCE-ID') === undefined
  const first = vevents.find(isMaster)
  return vevents.filter((vevent) => vevent === first || !isMaster(vevent))
}

function zoneNamesIn(components: Component[]): Set<string> {
  const names = new Set<string>()
  for (const { properties, components: inner } of components) {
    for (const { parameters } of properties) for (const name of parameters.get('TZID') ?? []) names.add(name)
    for (const name of zoneNamesIn(inner)) names.add(name)
  }
  return names
}

/**
 * An exception's own CREATED, and its SEQUENCE if it is ahead of the series': JSCalendar knows them of the series only,
 * and a calendar program takes an exception with a lower SEQUENCE than before for an old one.
 */
function keepBookkeeping(printed: Component[], existing: Component[]): void {
  for (const vevent of printed) {
    const id = vevent.properties.find(({ name }) => name === 'RECURRENCE-ID')
    const old = existing.find((other) =>
      isSameId(
        id,
        other.properties.find(({ name }) => name === 'RECURRENCE-ID'),
      ),
    )
    if (id === undefined || old === undefined) continue
    const created = old.properties.find(({ name }) => name === 'CREATED')
    if (created !== undefined) replace(vevent, created)
    const sequence = old.properties.find(({ name }) => name === 'SEQUENCE')
    const before = readInteger(sequence?.value ?? '') ?? 0
    if (sequence !== undefined && before > (readInteger(valueOf(vevent, 'SEQUENCE') ?? '') ?? 0))
      replace(vevent, sequence)
  }
}

/** By digits alone: an id that is written in another zone than before only loses what is bookkeeping. */
function isSameId(a: ContentLine | undefined, b: ContentLine | undefined): boolean {
  return a !== undefined && b !== undefined && a.value.trim() === b.value.trim()
}

function replace(vevent: Component, line: ContentLine): void {
  const index = vevent.properties.findIndex(({ name }) => name === line.name)
  if (index === -1) vevent.properties.push(line)
  else vevent.properties[index] = line
}
