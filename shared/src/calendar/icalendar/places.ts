import type { CalendarEvent, Location, VirtualLocation } from '../event.ts'
import { isObject, setMember } from '../json.ts'
import { freeKey, MAIN_LOCATION, uriKey } from '../keys.ts'
import type { Bag } from './bag.ts'
import { property } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { KEY_PARAMETER } from './people.ts'
import { preserveParameters, restoreParameters } from './preserved.ts'
import { escapeText, unescapeText } from './value.ts'

/** Between LOCATION, GEO and CONFERENCE, and `locations` and `virtualLocations`. */

export const CONFERENCE_PARAMETERS = 'chroniton:parameters'

const GEO = /^\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*;\s*([+-]?\d{1,3}(?:\.\d{1,20})?)\s*$/
const COORDINATES = /^geo:([+-]?\d{1,3}(?:\.\d{1,20})?),([+-]?\d{1,3}(?:\.\d{1,20})?)$/

export function readPlaces(bag: Bag, event: CalendarEvent): void {
  const line = bag.take('LOCATION')
  const geo = bag.read('GEO', (value) => GEO.exec(value))
  const location: Location = {}
  const key = line?.parameters.get(KEY_PARAMETER)?.[0] ?? MAIN_LOCATION
  if (line !== undefined) {
    line.parameters.delete(KEY_PARAMETER)
    line.parameters.delete('VALUE')
    location.name = unescapeText(line.value)
    if (line.value !== '') bag.keepParameters(`locations/${MAIN_LOCATION}`, line)
  }
  if (geo !== undefined) {
    location.coordinates = `geo:${geo.value[1]},${geo.value[2]}`
    bag.keepParameters(`locations/${MAIN_LOCATION}/coordinates`, geo.line)
  }
  if (location.coordinates !== undefined || (location.name ?? '') !== '') {
    event.locations ??= {}
    setMember(event.locations, key, location)
  }
  readConferences(bag, event)
}

function readConferences(bag: Bag, event: CalendarEvent): void {
  const conferences: Record<string, VirtualLocation> = {}
  bag.takeEach('CONFERENCE', ({ value, parameters }) => {
    const uri = value.trim()
    if (uri === '') return false
    const [key = uriKey(uri), name] = [parameters.get(KEY_PARAMETER)?.[0], parameters.get('LABEL')?.[0]]
    const features = parameters.get('FEATURE') ?? []
    for (const taken of ['VALUE', 'LABEL', 'FEATURE', KEY_PARAMETER]) parameters.delete(taken)
    setMember(conferences, freeKey(key, conferences), {
      uri,
      ...(name !== undefined && { name }),
      ...(features.length > 0 && {
        features: Object.fromEntries(features.map((feature) => [feature.toLowerCase(), true])),
      }),
      ...(parameters.size > 0 && { [CONFERENCE_PARAMETERS]: preserveParameters(parameters) }),
    })
    return true
  })
  if (Object.keys(conferences).length > 0) event.virtualLocations = conferences
}

/** The one place that LOCATION can name. */
export function mainLocation({ locations = {} }: CalendarEvent): [key: string, location: Location] | null {
  const keys = Object.keys(locations)
    .sort()
    .filter((key) => isObject(locations[key]) && locations[key].relativeTo !== 'end')
  const named = keys.filter((key) => typeof locations[key]!.name === 'string')
  const key = [keys.find((candidate) => candidate === MAIN_LOCATION), ...named, ...keys].find(
    (one) => one !== undefined,
  )
  return key === undefined ? null : [key, locations[key]!]
}

export function printPlaces(event: CalendarEvent): ContentLine[] {
  const lines: ContentLine[] = []
  const main = mainLocation(event)
  if (main !== null) {
    const [key, { name, coordinates }] = main
    const geo = coordinates === undefined ? null : COORDINATES.exec(coordinates)
    if (name !== undefined || key !== MAIN_LOCATION) {
      lines.push(
        property('LOCATION', escapeText(name ?? ''), { [KEY_PARAMETER]: key === MAIN_LOCATION ? undefined : key }),
      )
    }
    if (geo !== null) lines.push(property('GEO', `${geo[1]};${geo[2]}`))
  }
  for (const [key, conference] of Object.entries(event.virtualLocations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isConference(conference)) lines.push(printConference(key, conference))
  }
  return lines
}

export function isGeo(coordinates: unknown): boolean {
  return typeof coordinates === 'string' && COORDINATES.test(coordinates)
}

export function isConference(conference: unknown): conference is VirtualLocation {
  return isObject(conference) && typeof conference['uri'] === 'string' && /^\S+$/.test(conference['uri'])
}

export function isFeature(feature: string): boolean {
  return /^[a-z0-9-]+$/.test(feature)
}

function printConference(key: string, conference: VirtualLocation): ContentLine {
  const { uri, name, features = {} } = conference
  const line = property('CONFERENCE', uri, { VALUE: 'URI' })
  const known = Object.keys(features).filter(isFeature).sort()
  if (known.length > 0)
    line.parameters.set(
      'FEATURE',
      known.map((feature) => feature.toUpperCase()),
    )
  if (name !== undefined) line.parameters.set('LABEL', [name])
  if (key !== uriKey(uri)) line.parameters.set(KEY_PARAMETER, [key])
  for (const [parameter, values] of restoreParameters(conference[CONFERENCE_PARAMETERS])) {
    if (!line.parameters.has(parameter)) line.parameters.set(parameter, values)
  }
  return line
}
