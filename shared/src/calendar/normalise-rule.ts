import type { NDay, RecurrenceRule } from './event.ts'
import { canonicalJson, isObject } from './json.ts'

const DAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
const LOWER_CASE = new Set(['frequency', 'rscale', 'skip', 'firstDayOfWeek'])
const DEFAULTS: Record<string, unknown> = {
  '@type': 'RecurrenceRule',
  interval: 1,
  rscale: 'gregorian',
  skip: 'omit',
  firstDayOfWeek: 'mo',
}

/** Every rule in its one form, each rule once, in a defined order: their order means nothing. */
export function normaliseRules(rules: RecurrenceRule[], allDay: boolean): RecurrenceRule[] {
  const normal = rules.filter(isObject).map((rule) => normaliseRule(rule, allDay))
  const byText = new Map(normal.map((rule) => [canonicalJson(rule), rule]))
  return [...byText.keys()].sort().map((text) => byText.get(text)!)
}

function normaliseRule(rule: RecurrenceRule, allDay: boolean): RecurrenceRule {
  const result: Record<string, unknown> = {}
  for (const [property, given] of Object.entries(rule)) {
    const value = normaliseMember(property, given, allDay)
    if (value === null || value === undefined || value === DEFAULTS[property]) continue
    if (Array.isArray(value) && value.length === 0) continue
    result[property] = value
  }
  return result as unknown as RecurrenceRule
}

function normaliseMember(property: string, value: unknown, allDay: boolean): unknown {
  if (typeof value === 'string') {
    if (property === 'until') return allDay ? value.replace(/T.*$/, 'T00:00:00') : value
    return LOWER_CASE.has(property) ? value.toLowerCase() : value
  }
  if (!Array.isArray(value)) return value
  if (property === 'byDay') return sortedDays(value)
  return [...new Set(value)].sort(numerically)
}

/** `5L`, the leap month of RFC 7529, follows `5`. */
function numerically(a: unknown, b: unknown): number {
  return Number.parseInt(String(a), 10) - Number.parseInt(String(b), 10) || (String(a) < String(b) ? -1 : 1)
}

function sortedDays(days: unknown[]): unknown[] {
  if (!days.every(isNDay)) return days
  const byPlace = new Map<number, NDay>()
  for (const { day: given, nthOfPeriod = 0 } of days) {
    const day = given.toLowerCase() as NDay['day']
    byPlace.set(nthOfPeriod * 7 + DAYS.indexOf(day), nthOfPeriod === 0 ? { day } : { day, nthOfPeriod })
  }
  return [...byPlace.keys()].sort((a, b) => a - b).map((place) => byPlace.get(place)!)
}

function isNDay(value: unknown): value is NDay {
  return isObject(value) && typeof value['day'] === 'string' && DAYS.includes(value['day'].toLowerCase())
}
