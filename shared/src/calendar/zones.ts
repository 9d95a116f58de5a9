import { findIana, findWindows, IANA_ALIAS_MAP } from 'windows-iana'
import type { TimeZoneId } from './event.ts'

/**
 * Names that IANA has given up since, by the ones it uses now. CLDR, on which the alias table rests, keeps the name a
 * zone had first.
 */
const RENAMED: Record<string, TimeZoneId> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/** Every name of every zone, in lower case, with the one it goes by here. A table, so that every machine agrees. */
const CANONICAL = new Map<string, TimeZoneId>()
for (const { alias: names } of IANA_ALIAS_MAP) {
  const [first] = names
  if (first === undefined || first === 'Etc/Unknown') continue
  const canonical = RENAMED[first] ?? first
  for (const name of [...names, canonical]) CANONICAL.set(name.toLowerCase(), canonical)
}

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/
const REMEMBERED = 1000
const known = new Map<string, boolean>()

/** Whether the zone is in this machine's time zone data. Offsets such as `+02:00` are no zones. */
export function isKnownZone(zone: string): boolean {
  const before = known.get(zone)
  if (before !== undefined) return before
  const result = zone.length <= 64 && ZONE_NAME.test(zone) && hasZoneData(zone)
  if (known.size >= REMEMBERED) known.clear()
  known.set(zone, result)
  return result
}

function hasZoneData(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** The zone by its present IANA name, in the right case; a name that is in no table stays as it is. */
export function canonicalZone(zone: string): TimeZoneId {
  return CANONICAL.get(zone.toLowerCase()) ?? zone
}

/** The IANA zone that stands for a Windows one (CLDR's choice for the whole world, or for the territory). */
export function zoneOfWindows(windowsZone: string, territory = '001'): TimeZoneId | null {
  const [zone] = findIana(windowsZone, territory)
  return zone === undefined ? null : canonicalZone(zone)
}

/** The Windows zone that an IANA zone belongs to; `null` when Windows has none for it. */
export function windowsOfZone(zone: TimeZoneId): string | null {
  for (const name of [zone, canonicalZone(zone), formerName(zone)]) {
    const [windows] = name === undefined ? [] : findWindows(name)
    if (windows !== undefined) return windows
  }
  return null
}

function formerName(zone: TimeZoneId): string | undefined {
  const canonical = canonicalZone(zone)
  return Object.keys(RENAMED).find((name) => RENAMED[name] === canonical)
}
