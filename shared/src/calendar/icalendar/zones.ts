import { CodedError } from '../../contract/errors.ts'
import type { TimeZoneId } from '../event.ts'
import { printComponent, valueOf, type Component } from './component.ts'
import { readObservances } from './observance.ts'
import { zoneByRules } from './zone-match.ts'
import { unescapeText } from './value.ts'
import { zoneByBareName, zoneByName } from './zone-names.ts'

const REMEMBERED = 2000
const LONGEST_REMEMBERED = 10_000
const namesRemembered = new Map<string, TimeZoneId | null>()
const rulesRemembered = new Map<string, TimeZoneId | null>()

/** The time zones that a calendar text defines, as the IANA zones they stand for. */
export class ZoneTable {
  readonly #components = new Map<string, Component>()

  add(timezone: Component): void {
    const id = unescapeText(valueOf(timezone, 'TZID') ?? '')
    if (!this.#components.has(id)) this.#components.set(id, timezone)
  }

  /**
   * By name where the name tells, for such an event follows the zone's present rules; else by the offsets of its
   * VTIMEZONE in the given year. Throws `item-unknown-zone`.
   */
  resolve(id: string, year: number): TimeZoneId {
    const component = this.#components.get(id)
    const zone =
      remember(namesRemembered, id, () => zoneByName(id)) ??
      (component === undefined ? null : byComponent(component, year)) ??
      zoneByBareName(id)
    if (zone === null) {
      const why = component === undefined ? 'and the calendar does not define it' : 'and its offsets fit no zone'
      throw new CodedError('item-unknown-zone', `"${id.slice(0, 200)}" is no known time zone, ${why}`)
    }
    return zone
  }
}

function byComponent(component: Component, year: number): TimeZoneId | null {
  const named = valueOf(component, 'X-LIC-LOCATION') ?? valueOf(component, 'TZID-ALIAS-OF')
  const zone = named === undefined ? null : remember(namesRemembered, named, () => zoneByName(named))
  if (zone !== null) return zone
  return remember(rulesRemembered, `${year} ${printComponent(component)}`, () => {
    const observances = readObservances(component)
    return observances === null ? null : zoneByRules(observances, year)
  })
}

function remember(
  memory: Map<string, TimeZoneId | null>,
  key: string,
  find: () => TimeZoneId | null,
): TimeZoneId | null {
  const known = memory.get(key)
  if (known !== undefined) return known
  const zone = find()
  if (key.length > LONGEST_REMEMBERED) return zone
  if (memory.size >= REMEMBERED) memory.clear()
  memory.set(key, zone)
  return zone
}
