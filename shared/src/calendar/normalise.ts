import { canonicalSpan, parseSpan, printSpan } from './duration.ts'
import type { CalendarEvent, LocalDateTime, PatchObject, RecurrenceRule } from './event.ts'
import { instanceByRule, isExcluded, overridden } from './instance.ts'
import { isObject, setMember } from './json.ts'
import { BOOKKEEPING, diff } from './patch.ts'
import { normaliseRules } from './normalise-rule.ts'
import { seriesMembership } from './series.ts'
import { cleanJson } from './text.ts'
import { canonicalZone } from './zones.ts'

type Members = Record<string, unknown>

/**
 * The one form of an event: two events mean the same when their normalised forms are the same JSON (bookkeeping
 * aside). Drops what only repeats a default of RFC 8984, and what no calendar can tell apart. Never throws: what
 * makes no sense stays as it is, for `checkEvent` to name.
 */
export function normalise(event: CalendarEvent): CalendarEvent {
  const master = normaliseProperties(event)
  normaliseSeries(event, master)
  return master
}

/** Top-level properties that say nothing when they have this value. */
const DEFAULTS: Record<string, unknown> = {
  title: '',
  description: '',
  descriptionContentType: 'text/plain',
  locale: '',
  color: '',
  showWithoutTime: false,
  status: 'confirmed',
  freeBusyStatus: 'busy',
  privacy: 'public',
  priority: 0,
  useDefaultAlerts: false,
  sequence: 0,
  excluded: false,
}

const ENTRY_DEFAULTS: Record<string, Members> = {
  locations: { '@type': 'Location', name: '', description: '' },
  virtualLocations: { '@type': 'VirtualLocation', name: '', description: '' },
  links: { '@type': 'Link', title: '' },
  participants: {
    '@type': 'Participant',
    name: '',
    email: '',
    description: '',
    participationComment: '',
    participationStatus: 'needs-action',
    expectReply: false,
    scheduleAgent: 'server',
    scheduleForceSend: false,
    scheduleSequence: 0,
  },
  alerts: { '@type': 'Alert', action: 'display' },
  relatedTo: { '@type': 'Relation' },
}

const SETS = new Set(['keywords', 'categories'])
const MAPS = new Set([...Object.keys(ENTRY_DEFAULTS), ...SETS, 'replyTo'])
const SERIES = new Set(['recurrenceRules', 'excludedRecurrenceRules', 'recurrenceOverrides'])

function normaliseProperties(event: CalendarEvent): CalendarEvent {
  const result: Members = {}
  for (const [property, given] of Object.entries(event)) {
    if (given === null || given === undefined || SERIES.has(property)) continue
    const value = normaliseValue(property, cleanJson(given))
    if (value !== undefined && !(Object.hasOwn(DEFAULTS, property) && DEFAULTS[property] === value)) {
      setMember(result, property, value)
    }
  }
  normaliseTime(result)
  if (result['description'] === undefined) delete result['descriptionContentType']
  return result as CalendarEvent
}

function normaliseValue(property: string, value: unknown): unknown {
  if (MAPS.has(property) && isObject(value)) return normaliseMap(property, value)
  if (property === 'color' && typeof value === 'string') return value.toLowerCase()
  if (property === 'descriptionContentType' && typeof value === 'string') return value.toLowerCase()
  return value
}

function normaliseMap(property: string, map: Members): Members | undefined {
  const result: Members = {}
  let entries = 0
  for (const [key, given] of Object.entries(map)) {
    const entry = isObject(given) ? normaliseEntry(property, given) : given
    if (entry === null || entry === undefined || (SETS.has(property) && entry !== true)) continue
    setMember(result, key, entry)
    entries++
  }
  return entries === 0 ? undefined : result
}

/** An entry without what it need not say; a location with nothing in it is none. */
function normaliseEntry(property: string, entry: Members): Members | undefined {
  const result = withoutDefaults(entry, ENTRY_DEFAULTS[property] ?? {})
  if (property === 'alerts' && isObject(result['trigger'])) result['trigger'] = normaliseTrigger(result['trigger'])
  if (property === 'locations' && Object.keys(result).length === 0) return undefined
  return result
}

function withoutDefaults(entry: Members, defaults: Members): Members {
  const result: Members = {}
  for (const [key, value] of Object.entries(entry)) {
    if (value === null || (Object.hasOwn(defaults, key) && defaults[key] === value) || isEmpty(value)) continue
    setMember(result, key, value)
  }
  return result
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

function normaliseTrigger(trigger: Members): Members {
  const result = withoutDefaults(trigger, { relativeTo: 'start' })
  if (typeof result['offset'] === 'string') result['offset'] = canonicalSpan(result['offset'])
  return result
}

/** All-day events are dates: midnight, no zone, whole days, and at least one. */
function normaliseTime(event: Members): void {
  if (typeof event['duration'] === 'string') event['duration'] = canonicalSpan(event['duration'])
  if (event['showWithoutTime'] === true) {
    delete event['timeZone']
    event['start'] = midnight(event['start'] as string)
    event['duration'] = wholeDays(event['duration'])
  } else {
    if (event['duration'] === 'PT0S') delete event['duration']
    if (typeof event['timeZone'] === 'string') event['timeZone'] = canonicalZone(event['timeZone'])
  }
}

function midnight(local: LocalDateTime): LocalDateTime {
  return local.replace(/T.*$/, 'T00:00:00')
}

function wholeDays(duration: unknown): unknown {
  if (duration === undefined) return 'P1D'
  const span = typeof duration === 'string' ? parseSpan(duration) : null
  if (span === null || span.sign < 0) return duration
  return printSpan({ sign: 1, days: Math.max(1, span.days + Math.ceil(span.seconds / 86_400)), seconds: 0 })
}

function normaliseSeries(event: CalendarEvent, master: CalendarEvent): void {
  const allDay = master.showWithoutTime === true
  for (const property of ['recurrenceRules', 'excludedRecurrenceRules'] as const) {
    const rules = event[property]
    if (!Array.isArray(rules) || rules.length === 0) continue
    master[property] = normaliseRules(cleanJson(rules) as RecurrenceRule[], allDay)
  }
  if (!isObject(event.recurrenceOverrides)) return
  const overrides: Record<LocalDateTime, PatchObject> = {}
  const empty: LocalDateTime[] = []
  for (const key of Object.keys(event.recurrenceOverrides).sort()) {
    const given = event.recurrenceOverrides[key]
    const recurrenceId = allDay ? midnight(key) : key
    if (!isObject(given) || Object.hasOwn(overrides, recurrenceId)) continue
    const override = normaliseOverride(master, recurrenceId, given as PatchObject)
    if (Object.keys(override).length === 0) empty.push(recurrenceId)
    setMember(overrides, recurrenceId, override)
  }
  // An override that changes nothing adds an occurrence where the series has none, and says nothing where it has one.
  const isOccurrence = seriesMembership(master)
  for (const recurrenceId of empty) if (isOccurrence(recurrenceId)) delete overrides[recurrenceId]
  if (Object.keys(overrides).length > 0) master.recurrenceOverrides = overrides
}

/**
 * What the occurrence has that the series has not, by the same units as `diff`: two overrides that lead to the same
 * occurrence are the same, whether they name a whole participant or one property of it.
 */
function normaliseOverride(master: CalendarEvent, recurrenceId: LocalDateTime, override: PatchObject): PatchObject {
  if (isExcluded(override)) return { excluded: true }
  const instance = instanceByRule(master, recurrenceId)
  const patch = Object.fromEntries(Object.entries(override).filter(([pointer]) => !BOOKKEEPING.has(pointer)))
  return diff(instance, normaliseProperties(overridden(instance, patch)))
}

/** Without what is no part of the event's meaning; for comparing and hashing. */
export function withoutBookkeeping(event: CalendarEvent): CalendarEvent {
  const result = { ...event }
  for (const property of BOOKKEEPING) delete result[property]
  return result
}
