import { CodedError, type ErrorCode } from '../../contract/errors.ts'
import type { EventId } from '../../contract/ids.ts'
import type { CalendarEvent, Duration, TimeZoneId } from '../event.ts'
import { readColor } from './color.ts'
import { valueOf, type Fault, type ReadComponent } from './component.ts'
import { readSeries } from './read-series.ts'
import { readText } from './reader.ts'
import { readDuration, unescapeText } from './value.ts'
import { zoneByName } from './zone-names.ts'
import { ZoneTable } from './zones.ts'

export interface ParsedEvent {
  uid: string
  /** Normalised; a series with all its exceptions is one. */
  event: CalendarEvent
  /** Set when the event was written by a hub. */
  mark: EventId | null
}

/** Something of the calendar that could not be read; the rest was. */
export interface ParseProblem {
  /** `null`: it lies in no event, or in one without UID. */
  uid: string | null
  code: ErrorCode
  detail: string
}

export interface ParsedCalendar {
  /** In the order of their first appearance. */
  events: ParsedEvent[]
  problems: ParseProblem[]
  /** Components that are no events (VTODO, VJOURNAL, ...), counted by name. */
  skipped: Record<string, number>
  method: string | null
  name: string | null
  description: string | null
  /** `#rrggbb` */
  color: string | null
  timeZone: TimeZoneId | null
  /** How long a feed asks to be left alone between two looks. */
  refreshInterval: Duration | null
}

/** What the text is to whoever parses it: it decides how text that is no calendar at all is called. */
export type Origin = 'item' | 'feed'

/**
 * Every event of an iCalendar text. Throws only when the text as a whole is none: `item-malformed` for an item, for a
 * feed `source-not-a-calendar`, or `source-cut-short` when it ends in the middle, and `item-too-large`. Takes time
 * in proportion to the text.
 */
export function parseCalendar(text: string, origin: Origin = 'item'): ParsedCalendar {
  const { roots, faults, complete } = readText(text)
  const contents = contentsOf(roots)
  if (contents === null) {
    throw new CodedError(origin === 'feed' ? 'source-not-a-calendar' : 'item-malformed', 'there is no VCALENDAR in it')
  }
  if (!complete) {
    const code = origin === 'feed' ? 'source-cut-short' : 'item-malformed'
    throw new CodedError(code, `the text ends before ${roots.at(-1)!.name.slice(0, 50)} does`)
  }
  const { calendars, vevents, zones, skipped } = contents
  const method = firstOf(calendars, ['METHOD'])?.toUpperCase() ?? null
  const prodId = firstOf(calendars, ['PRODID'])
  const problems: ParseProblem[] = faults.map((fault) => ({ uid: null, ...fault }))
  const events: ParsedEvent[] = []
  for (const [uid, series] of byUid(vevents, problems)) {
    try {
      const { event, mark, faults: found } = readSeries(uid, series, zones)
      if (method === 'CANCEL') event.status = 'cancelled'
      if (prodId !== null) event.prodId = prodId
      events.push({ uid, event, mark })
      for (const fault of found) problems.push({ uid, ...fault })
    } catch (error) {
      problems.push({ uid, ...faultOf(error) })
    }
  }
  return { events, problems, skipped, method, ...metadataOf(calendars) }
}

/** A fault of our own must not keep the other events of a calendar from being read. */
function faultOf(error: unknown): Fault {
  if (error instanceof CodedError) return { code: error.code, detail: error.detail }
  return { code: 'internal', detail: `reading the event failed: ${String(error).slice(0, 200)}` }
}

interface Contents {
  calendars: ReadComponent[]
  vevents: ReadComponent[]
  zones: ZoneTable
  skipped: Record<string, number>
}

/** `null` when there is neither a calendar nor an event; a bare VEVENT is taken as it is meant. */
function contentsOf(roots: ReadComponent[]): Contents | null {
  const contents: Contents = { calendars: [], vevents: [], zones: new ZoneTable(), skipped: {} }
  const collect = (components: ReadComponent[]): void => {
    for (const component of components) {
      if (component.name === 'VCALENDAR') {
        contents.calendars.push(component)
        collect(component.components)
      } else if (component.name === 'VEVENT') contents.vevents.push(component)
      else if (component.name === 'VTIMEZONE') contents.zones.add(component)
      else contents.skipped[component.name] = (contents.skipped[component.name] ?? 0) + 1
    }
  }
  collect(roots)
  return contents.calendars.length === 0 && contents.vevents.length === 0 ? null : contents
}

function byUid(vevents: ReadComponent[], problems: ParseProblem[]): Map<string, ReadComponent[]> {
  const series = new Map<string, ReadComponent[]>()
  for (const vevent of vevents) {
    const uid = unescapeText(valueOf(vevent, 'UID') ?? '').trim()
    if (uid === '') {
      const { code, detail } = vevent.fault ?? { code: 'item-without-uid', detail: `the event at line ${vevent.line}` }
      problems.push({ uid: null, code, detail })
    } else if (uid.length > LONGEST_UID) {
      problems.push({ uid: null, code: 'item-malformed', detail: `line ${vevent.line}: the UID is too long` })
    } else {
      const known = series.get(uid)
      if (known === undefined) series.set(uid, [vevent])
      else known.push(vevent)
    }
  }
  return series
}

const LONGEST_UID = 1024

function metadataOf(
  calendars: ReadComponent[],
): Pick<ParsedCalendar, 'name' | 'description' | 'color' | 'timeZone' | 'refreshInterval'> {
  const text = (names: string[]): string | null => {
    const value = firstOf(calendars, names)
    return value === null ? null : unescapeText(value).trim() || null
  }
  const color = firstOf(calendars, ['COLOR', 'X-APPLE-CALENDAR-COLOR', 'X-OUTLOOK-COLOR', 'X-FUNAMBOL-COLOR'])
  const zone = firstOf(calendars, ['X-WR-TIMEZONE'])
  const interval = firstOf(calendars, ['REFRESH-INTERVAL', 'X-PUBLISHED-TTL'])
  return {
    name: text(['NAME', 'X-WR-CALNAME']),
    description: text(['DESCRIPTION', 'X-WR-CALDESC']),
    color: color === null ? null : readColor(color),
    timeZone: zone === null ? null : zoneByName(zone),
    refreshInterval: interval === null ? null : readDuration(interval),
  }
}

function firstOf(calendars: ReadComponent[], names: string[]): string | null {
  for (const name of names) {
    for (const calendar of calendars) {
      const value = valueOf(calendar, name)
      if (value !== undefined) return value.trim()
    }
  }
  return null
}
