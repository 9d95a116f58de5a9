import type { TimeZoneId } from '../event.ts'
import { canonicalZone, isKnownZone, zoneOfWindows } from '../zones.ts'
import { offsetAt } from '../zone-offsets.ts'

/** IANA zones by the names that programs give them. */

const UTC_NAMES = new Set([
  'utc',
  'z',
  'zulu',
  'gmt',
  'etc/utc',
  'coordinated universal time',
  '(utc) coordinated universal time',
])

/** Names whose words say nothing about a city (Outlook, Exchange, Google's old feeds). */
const SPOKEN_NAMES: Record<string, TimeZoneId> = {
  'eastern time (us & canada)': 'America/New_York',
  'eastern time': 'America/New_York',
  'central time (us & canada)': 'America/Chicago',
  'central time': 'America/Chicago',
  'mountain time (us & canada)': 'America/Denver',
  'mountain time': 'America/Denver',
  'pacific time (us & canada)': 'America/Los_Angeles',
  'pacific time': 'America/Los_Angeles',
  'atlantic time (canada)': 'America/Halifax',
  'indiana (east)': 'America/Indiana/Indianapolis',
  alaska: 'America/Anchorage',
  arizona: 'America/Phoenix',
  hawaii: 'Pacific/Honolulu',
  saskatchewan: 'America/Regina',
  newfoundland: 'America/St_Johns',
  'west central africa': 'Africa/Lagos',
  'greenwich mean time': 'Europe/London',
  'western/central europe': 'Europe/Berlin',
}

/** A name that says which zone is meant; `null` when it does not. */
export function zoneByName(name: string): TimeZoneId | null {
  const plain = name.trim().replace(/^"|"$/g, '').trim()
  if (UTC_NAMES.has(plain.toLowerCase())) return 'Etc/UTC'
  if (plain.includes('/') && isKnownZone(plain)) return canonicalZone(plain)
  return byPath(plain) ?? zoneOfWindows(plain) ?? zoneOfWindows(`${plain} Standard Time`) ?? bySpokenName(plain)
}

/**
 * A name without a region, such as `EST5EDT` or `Japan`. It is asked only after the VTIMEZONE: programs use `EST` for
 * a zone with summer time, which IANA's `EST` has not.
 */
export function zoneByBareName(name: string): TimeZoneId | null {
  const plain = name.trim().replace(/^"|"$/g, '')
  return isKnownZone(plain) ? canonicalZone(plain) : null
}

/** `/mozilla.org/20050126_1/Europe/Zurich` and its like: the end of a path, at most three parts long. */
function byPath(name: string): TimeZoneId | null {
  const parts = name.split('/')
  for (const count of [3, 2]) {
    const tail = parts.slice(-count).join('/')
    if (parts.length > count && isKnownZone(tail)) return canonicalZone(tail)
  }
  return null
}

const OFFSET_BEFORE = /^\((?:UTC|GMT)\s*(?:([+-])\s*(\d{1,2})[:.](\d\d))?\)\s*(.+)$/i

/** `(UTC+01:00) Amsterdam, Berlin, Bern`: the first city that is a zone with this offset. */
function bySpokenName(name: string): TimeZoneId | null {
  const match = OFFSET_BEFORE.exec(name)
  const words = (match?.[4] ?? name).toLowerCase()
  const whole = spokenZone(words)
  if (whole !== undefined) return whole
  const [, sign, hours = '0', minutes = '0'] = match ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60)
  for (const part of words.split(/[,;/:]/)) {
    const place = part.trim().replace(/[\s_]+/g, ' ')
    const zone = zonesByCity().get(place)
    if (zone !== undefined && (match === null || hasStandardOffset(zone, offset))) return zone
    const spoken = spokenZone(place)
    if (spoken !== undefined) return spoken
  }
  return null
}

function spokenZone(words: string): TimeZoneId | undefined {
  return Object.hasOwn(SPOKEN_NAMES, words) ? SPOKEN_NAMES[words] : undefined
}

const JANUARY_2026 = 1_767_225_600
const JULY_2026 = 1_782_864_000

function hasStandardOffset(zone: TimeZoneId, offset: number): boolean {
  return Math.min(offsetAt(zone, JANUARY_2026), offsetAt(zone, JULY_2026)) === offset
}

let cities: Map<string, TimeZoneId> | undefined

/** By their present names and by those that went before, such as Calcutta. */
function zonesByCity(): Map<string, TimeZoneId> {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone').flatMap((zone) =>
      [zone, canonicalZone(zone)].map((name) => [
        name
          .slice(name.lastIndexOf('/') + 1)
          .toLowerCase()
          .replaceAll('_', ' '),
        canonicalZone(zone),
      ]),
    ),
  )
  return cities
}
