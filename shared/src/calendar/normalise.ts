import { canonicalSpan, parseSpan, printSpan } from './duration.ts'
import type { CalendarEvent, LocalDateTime, PatchObject, RecurrenceRule } from './event.ts'
import { instanceByRule, isExcluded, overridden } from './instance.ts'
import { isObject, setMember } from './json.ts'
import { isKeyed, normaliseMap } from './normalise-map.ts'
import { normaliseRules } from './normalise-rule.ts'
import { BOOKKEEPING, diff, segmentsOf } from './patch.ts'
import { seriesMembership } from './series.ts'
import { cleanJson } from './text.ts'
import { canonicalZone } from './zones.ts'

type Members = Record<string, unknown>

/**
 * The one form of an event: two events mean the same when their normalised forms are the same JSON (bookkeeping
 * aside). Drops what only repeats a default of RFC 8984, and what no calendar can tell apart. Never throws: times and
 * rules that make no sense stay as they are, for `checkEvent` to name.
 */
export function normalise(event: CalendarEvent): CalendarEvent {
  const master = normaliseProperties(event)
  normaliseSeries(event, master)
  return master
}

/** Top-level properties that say nothing when they have this value. */
const DEFAULTS = new Map<string, unknown>(
  Object.entries({
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
  }),
)

const SERIES = new Set(['recurrenceRules', 'excludedRecurrenceRules', 'recurrenceOverrides'])

function normaliseProperties(event: CalendarEvent): CalendarEvent {
  const result: Members = {}
  for (const property of Object.keys(event)) {
    const given = event[property]
    if (given === null || given === undefined || SERIES.has(property)) continue
    const value = normaliseValue(property, cleanJson(given))
    if (value !== undefined && DEFAULTS.get(property) !== value) setMember(result, property, value)
  }
  normaliseTime(result)
  if (result['description'] === undefined) delete result['descriptionContentType']
  return result as CalendarEvent
}

function normaliseValue(property: string, value: unknown): unknown {
  if (isKeyed(property) && isObject(value)) return normaliseMap(property, value)
  if (property === 'color' && typeof value === 'string') return value.toLowerCase()
  if (property === 'descriptionContentType' && typeof value === 'string') return value.toLowerCase()
  return value
}

/** All-day events are dates: midnight, no zone, whole days, and at least one. */
function normaliseTime(event: Members): void {
  if (typeof event['duration'] === 'string') event['duration'] = canonicalSpan(event['duration'])
  if (event['showWithoutTime'] === true) {
    delete event['timeZone']
    if (typeof event['start'] === 'string') event['start'] = midnight(event['start'])
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
    const normal = Array.isArray(rules) ? normaliseRules(cleanJson(rules) as RecurrenceRule[], allDay) : []
    if (normal.length > 0) master[property] = normal
  }
  if (!isObject(event.recurrenceOverrides)) return
  const overrides: Record<LocalDateTime, PatchObject> = {}
  const empty: LocalDateTime[] = []
  for (const key of Object.keys(event.recurrenceOverrides).sort()) {
    const given = event.recurrenceOverrides[key]
    const recurrenceId = allDay ? midnight(key) : key
    if (!isObject(given) || Object.hasOwn(overrides, recurrenceId)) continue
    const override = normaliseOverride(master, recurrenceId, given)
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
  const patch = Object.fromEntries(Object.entries(override).filter(([pointer]) => !BOOKKEEPING.has(pointer)))
  const instance = pick(instanceByRule(master, recurrenceId), patch)
  return diff(instance, normaliseProperties(overridden(instance, patch)))
}

/** What is looked at together, touched or not. */
const TOGETHER = ['start', 'timeZone', 'duration', 'showWithoutTime', 'description', 'descriptionContentType']

/** The part of an occurrence that a patch can change: a series may have hundreds of overrides and a long text. */
function pick(instance: CalendarEvent, patch: PatchObject): CalendarEvent {
  const part: Members = {}
  for (const property of [...TOGETHER, ...Object.keys(patch).map((pointer) => segmentsOf(pointer)[0]!)]) {
    if (Object.hasOwn(instance, property)) setMember(part, property, instance[property])
  }
  return part as CalendarEvent
}

/** Without what is no part of the event's meaning; for comparing and hashing. */
export function withoutBookkeeping(event: CalendarEvent): CalendarEvent {
  const result: Members = {}
  for (const property of Object.keys(event)) {
    if (!BOOKKEEPING.has(property)) setMember(result, property, event[property])
  }
  return result as CalendarEvent
}
