import type { CalendarEvent, JsonValue, PatchObject } from './event.ts'
import { isObject, sameJson, setMember } from './json.ts'

/** Maps that merge by key: each entry is a unit of its own. */
const KEYED = new Set([
  'participants',
  'alerts',
  'locations',
  'virtualLocations',
  'links',
  'keywords',
  'categories',
  'relatedTo',
  'recurrenceOverrides',
])

/** Properties that mean something only together, and so are one unit under the name of the first. */
const COMPOUND = new Map<string, readonly string[]>([
  ['time', ['start', 'timeZone', 'duration', 'showWithoutTime']],
  ['recurrenceRules', ['recurrenceRules', 'excludedRecurrenceRules']],
])
const COMPOUND_OF = new Map(
  [...COMPOUND].flatMap(([unit, properties]) => properties.map((property) => [property, unit] as const)),
)

/** Carried along, but no part of what an event is: never in a patch that `diff` makes. */
export const BOOKKEEPING: ReadonlySet<string> = new Set(['prodId', 'created', 'updated', 'sequence'])

export function escapeSegment(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

export function segmentsOf(pointer: string): string[] {
  return pointer.split('/').map(unescapeSegment)
}

type Members = Record<string, unknown>

/**
 * What turns `before` into `after`, one pointer per unit: per entry of the keyed maps, per property for all else.
 * Both must be normalised: a default that only one of them spells out would look like a change.
 */
export function diff(before: CalendarEvent, after: CalendarEvent): PatchObject {
  const patch: PatchObject = {}
  const old = before as Members
  const now = after as Members
  for (const property of keysOf(old, now)) {
    if (BOOKKEEPING.has(property) || old[property] === now[property]) continue
    if (KEYED.has(property) && isMap(old[property]) && isMap(now[property])) {
      diffEntries(property, old[property] ?? {}, now[property] ?? {}, patch)
    } else if (!sameJson(old[property], now[property])) {
      setMember(patch, escapeSegment(property), now[property] ?? null)
    }
  }
  return patch
}

/** The keys of both, each once: first those of the one, then what only the other has. */
function* keysOf(old: Members, now: Members): Generator<string, void> {
  for (const key in old) yield key
  for (const key in now) if (!Object.hasOwn(old, key)) yield key
}

function isMap(value: unknown): value is Members | null | undefined {
  return value === undefined || value === null || isObject(value)
}

function diffEntries(property: string, old: Members, now: Members, patch: PatchObject): void {
  for (const key of keysOf(old, now)) {
    const before = Object.hasOwn(old, key) ? old[key] : undefined
    const after = Object.hasOwn(now, key) ? now[key] : undefined
    if (!sameJson(before, after)) patch[`${property}/${escapeSegment(key)}`] = (after ?? null) as JsonValue
  }
}

/**
 * The event with the patch applied, as RFC 8984 (1.4.9) says: `null` removes, anything else replaces.
 * A keyed map that is not there is made, one that is left empty is removed. A pointer that leads through something
 * that is absent or no object changes nothing, for it speaks of a thing that is not there any more.
 */
export function apply(event: CalendarEvent, patch: PatchObject): CalendarEvent {
  const result: Members = { ...event }
  const owned = new Set<unknown>([result])
  for (const [pointer, value] of Object.entries(patch)) {
    const segments = segmentsOf(pointer)
    const last = segments.pop()!
    const parent = parentOf(result, segments, owned, value !== null)
    if (parent === undefined) continue
    if (value !== null) setMember(parent, last, value)
    else if (Object.hasOwn(parent, last)) delete parent[last]
  }
  for (const property of KEYED) {
    const map = result[property]
    if (isObject(map) && Object.keys(map).length === 0) delete result[property]
  }
  return result as CalendarEvent
}

/** The object that holds the last segment, every object on the way copied once so that the original stays as it is. */
function parentOf(root: Members, path: string[], owned: Set<unknown>, create: boolean): Members | undefined {
  let parent = root
  for (const [depth, segment] of path.entries()) {
    let child = Object.hasOwn(parent, segment) ? parent[segment] : undefined
    if (child === undefined && depth === 0 && create && KEYED.has(segment)) {
      child = {}
    } else if (!isObject(child)) {
      return undefined
    } else if (!owned.has(child)) {
      child = { ...child }
    }
    owned.add(child)
    setMember(parent, segment, child)
    parent = child as Members
  }
  return parent
}

/** The patch that leads back: `apply(apply(event, patch), invert(event, patch))` is `event`. */
export function invert(event: CalendarEvent, patch: PatchObject): PatchObject {
  const inverse: PatchObject = {}
  for (const pointer of Object.keys(patch)) setMember(inverse, pointer, valueAt(event, pointer) ?? null)
  return inverse
}

/** What the pointer names; `undefined` when there is nothing. */
export function valueAt(event: CalendarEvent, pointer: string): JsonValue | undefined {
  let value: unknown = event
  for (const segment of segmentsOf(pointer)) {
    if (!isObject(value) || !Object.hasOwn(value, segment)) return undefined
    value = value[segment]
  }
  return value as JsonValue | undefined
}

/**
 * The unit of merging that a pointer belongs to: `time` for start, zone, duration and all-day together,
 * `recurrenceRules` for both kinds of rules, `participants/<id>` and the like for keyed maps, else the property.
 */
export function unitOf(pointer: string): string {
  const [property = '', key] = pointer.split('/', 2)
  if (KEYED.has(property) && key !== undefined) return `${property}/${key}`
  return COMPOUND_OF.get(property) ?? property
}

/** What the event holds of a unit, to be compared and shown; an object by property for a unit of several properties. */
export function unitValue(event: CalendarEvent, unit: string): JsonValue {
  const properties = COMPOUND.get(unit)
  if (properties === undefined) return valueAt(event, unit) ?? null
  return Object.fromEntries(properties.map((property) => [property, valueAt(event, property) ?? null]))
}

/** The patch that makes this unit of any event what it is in `event`. */
export function patchOfUnit(event: CalendarEvent, unit: string): PatchObject {
  return patchOfValue(unit, unitValue(event, unit))
}

/** The patch that makes a unit what `unitValue` once gave. */
export function patchOfValue(unit: string, value: JsonValue): PatchObject {
  const properties = COMPOUND.get(unit)
  if (properties === undefined) return { [unit]: value }
  const members = isObject(value) ? value : {}
  return Object.fromEntries(properties.map((property) => [property, members[property] ?? null]))
}

/** The units that a patch touches, each once. */
export function unitsOf(patch: PatchObject): string[] {
  return [...new Set(Object.keys(patch).map(unitOf))]
}

/** The part of a patch that lies in the given units. */
export function pickUnits(patch: PatchObject, units: ReadonlySet<string>): PatchObject {
  return Object.fromEntries(Object.entries(patch).filter(([pointer]) => units.has(unitOf(pointer))))
}
