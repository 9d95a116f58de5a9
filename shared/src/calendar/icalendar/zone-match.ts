import { Temporal } from 'temporal-polyfill'
import { WINDOWS_TO_IANA_MAP } from 'windows-iana'
import { dayOf } from '../calendar-day.ts'
import type { TimeZoneId } from '../event.ts'
import { DAY_SECONDS } from '../local-time.ts'
import { canonicalZone } from '../zones.ts'
import { offsetIn, transitionsOf, type Observance } from './observance.ts'

/** Years after the event's own in which the zone must agree as well, for the series it may be. */
const YEARS_ON = 3
const MOST_CHANGES = 40

/**
 * The IANA zone with the offsets that a VTIMEZONE describes, in the event's year and the next ones. Where none agrees
 * throughout (programs write today's rules beside yesterday's events, or the other way round) it is the one that agrees
 * longest among those with the same offsets in winter and in summer, first of all the populous ones. `null` when there
 * is none of these.
 */
export function zoneByRules(observances: Observance[], year: number): TimeZoneId | null {
  const transitions = transitionsOf(observances, year - 1, year + YEARS_ON)
  const seasons = seasonsOf((instant) => offsetIn(transitions, instant), year + 1)
  const candidates = candidatesOf(year + 1).get(seasons)
  if (candidates === undefined) return null
  const samples = samplesOf(
    transitions.slice(1).map(({ instant }) => instant),
    year,
  )
  const expected = samples.map((instant) => offsetIn(transitions, instant))
  const agreeing = (zone: TimeZoneId): number =>
    samples.filter((instant, index) => offsetAt(zone, instant) === expected[index]).length
  const exact = candidates.find((zone) => agreeing(zone) === samples.length)
  if (exact !== undefined) return exact
  const meant = candidates.filter((zone) => FIRST_MEANT.includes(zone))
  const scored = (meant.length > 0 ? meant : candidates).map((zone) => ({ zone, score: agreeing(zone) }))
  return scored.reduce((best, other) => (other.score > best.score ? other : best)).zone
}

/** Asked directly: looking up and remembering the periods of hundreds of zones would cost a hundred times as much. */
function offsetAt(zone: TimeZoneId, instant: number): number {
  return Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9
}

/** The middle of every month, and both sides of every change. */
function samplesOf(changes: number[], year: number): number[] {
  const samples: number[] = []
  for (let month = 0; month < 12 * (YEARS_ON + 1); month++) {
    samples.push(dayOf(year + Math.floor(month / 12), (month % 12) + 1, 15) * DAY_SECONDS)
  }
  const [from, to] = [samples[0]!, samples.at(-1)!]
  const within = changes.filter((change) => change > from && change < to).slice(0, MOST_CHANGES)
  return [...samples, ...within.flatMap((change) => [change - 1, change])]
}

function seasonsOf(offset: (instant: number) => number, year: number): string {
  return `${offset(dayOf(year, 1, 15) * DAY_SECONDS)} ${offset(dayOf(year, 7, 15) * DAY_SECONDS)}`
}

/** First those that people mean when several zones have kept the same time, then CLDR's choices, then the rest. */
const FIRST_MEANT = [
  'Etc/UTC',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
]

let zones: TimeZoneId[] | undefined

function allZones(): TimeZoneId[] {
  zones ??= [
    ...new Set([
      ...FIRST_MEANT,
      ...WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001').map(({ iana }) => canonicalZone(iana[0])),
      ...Intl.supportedValuesOf('timeZone').map(canonicalZone),
    ]),
  ]
  return zones
}

const REMEMBERED_YEARS = 200
const remembered = new Map<number, Map<string, TimeZoneId[]>>()

/** All zones by their offsets in January and July of a year: few are left to be compared in full. */
function candidatesOf(year: number): Map<string, TimeZoneId[]> {
  const known = remembered.get(year)
  if (known !== undefined) return known
  const bySeasons = new Map<string, TimeZoneId[]>()
  for (const zone of allZones()) {
    const seasons = seasonsOf((instant) => offsetAt(zone, instant), year)
    const group = bySeasons.get(seasons)
    if (group === undefined) bySeasons.set(seasons, [zone])
    else group.push(zone)
  }
  if (remembered.size >= REMEMBERED_YEARS) remembered.clear()
  remembered.set(year, bySeasons)
  return bySeasons
}
