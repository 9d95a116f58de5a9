import { canonicalJson } from '../../json.ts'
import { toInstant, parseLocal } from '../../local-time.ts'
import { normalise } from '../../normalise.ts'
import { parseRule } from '../../rule-text.ts'
import { colorOfName } from '../color.ts'
import { valueOf, type Component, type ReadComponent } from '../component.ts'
import type { ContentLine } from '../content-line.ts'
import type { ReadText } from '../reader.ts'
import { localIn, readTime, readTimes, type ZoneContext, type ZonedTime } from '../time.ts'
import { addDays, readDuration, unescapeText, unescapeTextList } from '../value.ts'
import { ZoneTable } from '../zones.ts'

/**
 * What a text says of an event and another does not: every property, parameter and component of every VEVENT, after
 * forms that mean the same (DTEND or DURATION, one EXDATE or several, names of zones, defaults) have been made alike.
 * Times of the last change of exceptions are bookkeeping that the model does not keep, and DTSTAMP is anybody's.
 */
export function losses(before: ReadText, after: ReadText, uid: string): string[] {
  const old = factsOf(before, uid)
  const now = factsOf(after, uid)
  return [...old].filter((fact) => !now.has(fact) && !isWithin(fact, now))
}

/** A component may have gained a property that iCalendar demands of it. */
function isWithin(fact: string, now: Set<string>): boolean {
  if (!fact.includes(COMPONENT)) return false
  const [id, ...told] = fact.split(COMPONENT)
  return [...now].some((other) => {
    const [otherId, ...otherTold] = other.split(COMPONENT)
    return otherId === id && told.every((one) => otherTold.includes(one))
  })
}

const COMPONENT = '\n  '

function factsOf(text: ReadText, uid: string): Set<string> {
  const components = flatten(text.roots)
  const zones = new ZoneTable()
  for (const component of components) if (component.name === 'VTIMEZONE') zones.add(component)
  const ofUid = components.filter(
    (component) => component.name === 'VEVENT' && unescapeText(valueOf(component, 'UID') ?? '').trim() === uid,
  )
  const masters = ofUid.filter((vevent) => valueOf(vevent, 'RECURRENCE-ID') === undefined)
  const exceptions = ofUid.filter((vevent) => valueOf(vevent, 'RECURRENCE-ID') !== undefined)
  // Of several events with one UID only the first is kept, which is reported.
  const vevents = [...masters.slice(0, 1), ...exceptions]
  const year = Number((valueOf(masters[0] ?? exceptions[0]!, 'DTSTART') ?? '').slice(0, 4))
  const context = { zones, year }
  const series = startOf(masters[0] ?? exceptions[0]!, context)
  const ids = new Set(exceptions.map((exception) => idOf(exception, series, context)))
  const facts = new Set<string>()
  for (const vevent of vevents) {
    const id = valueOf(vevent, 'RECURRENCE-ID') === undefined ? '' : idOf(vevent, series, context)
    for (const fact of eventFacts(vevent, series, ids, context)) facts.add(`${id} ${fact}`)
  }
  return facts
}

function flatten(components: ReadComponent[]): ReadComponent[] {
  return components.flatMap((component) =>
    component.name === 'VCALENDAR' ? flatten(component.components) : [component],
  )
}

function copyOf(component: Component, name: string): ContentLine | undefined {
  const line = component.properties.find((candidate) => candidate.name === name)
  return line === undefined ? undefined : { ...line, parameters: new Map(line.parameters) }
}

function startOf(vevent: Component, context: ZoneContext): ZonedTime {
  return readTime(copyOf(vevent, 'DTSTART')!, context)
}

function idOf(vevent: Component, series: ZonedTime, context: ZoneContext): string {
  return localIn(readTime(copyOf(vevent, 'RECURRENCE-ID')!, context), series)
}

const IGNORED = new Set(['UID', 'DTSTAMP', 'RECURRENCE-ID', 'DTEND', 'DURATION'])
const BOOKKEEPING_OF_EXCEPTIONS = new Set(['CREATED', 'LAST-MODIFIED', 'SEQUENCE'])
const DEFAULTS = new Set([
  'SEQUENCE:0',
  'STATUS:CONFIRMED',
  'CLASS:PUBLIC',
  'TRANSP:OPAQUE',
  'PRIORITY:0',
  'SUMMARY:',
  'DESCRIPTION:',
  'LOCATION:',
])

function eventFacts(vevent: Component, series: ZonedTime, ids: Set<string>, context: ZoneContext): string[] {
  const isException = valueOf(vevent, 'RECURRENCE-ID') !== undefined
  const facts: string[] = [`END ${endOf(vevent, context)}`]
  const seen = new Set<string>()
  for (const given of vevent.properties) {
    const line = { ...given, parameters: new Map(given.parameters) }
    if (IGNORED.has(line.name) || (isException && BOOKKEEPING_OF_EXCEPTIONS.has(line.name))) continue
    for (const value of valuesOf(line, series, ids, context)) {
      const first = !seen.has(line.name)
      if (!DEFAULTS.has(`${line.name}:${value}`) || !first) facts.push(`${line.name}:${value}`)
    }
    seen.add(line.name)
    if (line.value === '') continue
    for (const [name, value] of parametersOf(line)) facts.push(`${line.name};${name}=${value}`)
  }
  for (const component of vevent.components) facts.push(...componentFacts(component))
  return facts
}

function endOf(vevent: Component, context: ZoneContext): string {
  const start = startOf(vevent, context)
  const end = copyOf(vevent, 'DTEND')
  const duration = readDuration(valueOf(vevent, 'DURATION') ?? 'PT0S')
  if (end !== undefined) {
    const time = readTime(end, context)
    if (time.allDay) return time.local === start.local ? addDays(start.local, 1) : time.local
    return `${time.timeZone ?? ''} ${instantOf(time) - instantOf(start)}`
  }
  if (start.allDay) {
    const days = Number(/^P(\d+)D/.exec(duration ?? '')?.[1] ?? 1)
    return addDays(start.local, Math.max(1, days))
  }
  if (/D/.test(duration!)) return duration!
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration!) ?? []
  return `${start.timeZone ?? ''} ${Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)}`
}

function instantOf({ local, timeZone }: ZonedTime): number {
  return toInstant(parseLocal(local)!, timeZone)
}

function valuesOf(line: ContentLine, series: ZonedTime, ids: Set<string>, context: ZoneContext): string[] {
  switch (line.name) {
    case 'DTSTART':
      return [JSON.stringify(readTime(line, context))]
    case 'EXDATE':
      return readTimes(line, context)
        .map((time) => localIn(time, series))
        .filter((local) => !ids.has(local))
    case 'RDATE':
      // The exception of an added occurrence says that there is one; a period is written as an exception.
      return line.value.includes('/')
        ? []
        : readTimes(line, context)
            .map((time) => localIn(time, series))
            .filter((local) => !ids.has(local) && local !== series.local)
    case 'RRULE':
    case 'EXRULE': {
      const { timeZone, allDay } = series
      const rule = parseRule(line.value.replace(/\s+/g, ''), { timeZone, allDay })
      const event = {
        '@type': 'Event' as const,
        uid: '',
        start: series.local,
        ...(allDay && { showWithoutTime: true }),
      }
      return [canonicalJson(normalise({ ...event, recurrenceRules: [rule] }).recurrenceRules)]
    }
    case 'CATEGORIES':
      return unescapeTextList(line.value)
        .map((value) => value.trim())
        .filter((value) => value !== '')
    case 'SUMMARY':
    case 'DESCRIPTION':
    case 'LOCATION':
    case 'COMMENT':
      return [unescapeText(line.value)]
    case 'COLOR':
      return [colorOfName(line.value) ?? line.value.toLowerCase()]
    case 'CREATED':
    case 'LAST-MODIFIED':
      return [line.value.trim().replace(/Z$/, '')]
    case 'GEO':
      return [line.value.replace(/\s/g, '')]
    case 'STATUS':
    case 'CLASS':
    case 'TRANSP':
    case 'ACTION':
      return [line.value.trim().toUpperCase()]
    case 'PRIORITY':
    case 'SEQUENCE':
      return [/^\s*\d+\s*$/.test(line.value) ? String(Number(line.value)) : line.value]
    default:
      return [line.value.trim()]
  }
}

const DEFAULT_PARAMETERS = new Set([
  'ROLE=REQ-PARTICIPANT',
  'PARTSTAT=NEEDS-ACTION',
  'RSVP=FALSE',
  'RELTYPE=PARENT',
  'RELATED=START',
])
const ENUMERATED = new Set(['ROLE', 'PARTSTAT', 'RSVP', 'CUTYPE', 'RELTYPE', 'RELATED', 'FEATURE', 'DISPLAY'])

function parametersOf({ parameters }: ContentLine): [string, string][] {
  return [...parameters]
    .filter(([name]) => name !== 'VALUE' && name !== 'TZID')
    .map(([name, values]): [string, string] => {
      const text = (name === 'FEATURE' ? values.toSorted() : values).join(',')
      return [name, ENUMERATED.has(name) ? text.toUpperCase() : text]
    })
    .filter((entry) => entry[1] !== '' && !DEFAULT_PARAMETERS.has(entry.join('=')))
}

function componentFacts(component: Component): string[] {
  const path = component.name
  const facts: string[] = []
  for (const line of component.properties) {
    const value = line.name === 'TRIGGER' ? (readDuration(line.value) ?? line.value.trim()) : line.value.trim()
    facts.push(`${path}/${line.name}:${line.name === 'ACTION' ? value.toUpperCase() : value}`)
    for (const [name, text] of parametersOf(line)) facts.push(`${path}/${line.name};${name}=${text}`)
  }
  for (const inner of component.components) facts.push(...componentFacts(inner).map((fact) => `${path}/${fact}`))
  return [COMPONENT + facts.sort().join(COMPONENT)]
}
