import { canonicalJson, isObject } from '../json.ts'
import type { Component } from './component.ts'
import { NAME, type ContentLine, type Parameters } from './content-line.ts'

/**
 * What no JSCalendar property stands for, as jCal (RFC 7265) in which every value is of the type `unknown`: the text
 * as it stood. It lives in the event's `iCalComponent` (draft-ietf-calext-jscalendar-icalendar) and is written back.
 */
export type PreservedProperty = [
  name: string,
  parameters: Record<string, string | string[]>,
  type: string,
  value: string,
]
export type PreservedComponent = [name: string, properties: PreservedProperty[], components: PreservedComponent[]]

export interface PreservedParameters {
  name: string
  parameters: Record<string, string | string[]>
}

/** The draft's ICalComponent object. */
export interface ICalComponent {
  '@type': 'ICalComponent'
  name: 'vevent'
  properties?: PreservedProperty[]
  components?: PreservedComponent[]
  /** Parameters of properties that were converted, by the pointer to what they became. */
  convertedProperties?: Record<string, PreservedParameters>
}

export function preserveProperty({ name, parameters, value }: ContentLine): PreservedProperty {
  return [name.toLowerCase(), preserveParameters(parameters), 'unknown', value]
}

export function preserveParameters(parameters: Parameters): Record<string, string | string[]> {
  return Object.fromEntries(
    [...parameters].map(([name, values]) => [name.toLowerCase(), values.length === 1 ? values[0]! : values]),
  )
}

export function preserveComponent({ name, properties, components }: Component): PreservedComponent {
  return [name.toLowerCase(), inOrder(properties.map(preserveProperty)), inOrder(components.map(preserveComponent))]
}

/** In one order: servers hand properties out in any, and it means nothing. */
export function inOrder<Item>(items: Item[]): Item[] {
  if (items.length < 2) return items
  const keyed = items.map((item) => [canonicalJson(item), item] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}

/** The properties of a jCal list; what is none is left out, for the list may come from anywhere. */
export function restoreProperties(list: unknown): ContentLine[] {
  return Array.isArray(list) ? list.flatMap((item) => restoreProperty(item) ?? []) : []
}

function restoreProperty(item: unknown): ContentLine | null {
  if (!Array.isArray(item)) return null
  const [name, parameters, , value] = item as unknown[]
  if (typeof name !== 'string' || !NAME.test(name) || typeof value !== 'string') return null
  const upper = name.toUpperCase()
  if (upper === 'BEGIN' || upper === 'END') return null
  return { name: upper, parameters: restoreParameters(parameters), value }
}

export function restoreParameters(given: unknown): Parameters {
  const parameters: Parameters = new Map()
  if (!isObject(given)) return parameters
  for (const [name, value] of Object.entries(given)) {
    const values = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string')
    if (NAME.test(name) && values.length > 0) parameters.set(name.toUpperCase(), values)
  }
  return parameters
}

export function restoreComponents(list: unknown, depth = 0): Component[] {
  if (!Array.isArray(list) || depth > 4) return []
  return list.flatMap((item) => {
    if (!Array.isArray(item)) return []
    const [name, properties, components] = item as unknown[]
    if (typeof name !== 'string' || !NAME.test(name)) return []
    return {
      name: name.toUpperCase(),
      properties: restoreProperties(properties),
      components: restoreComponents(components, depth + 1),
    }
  })
}

export function iCalComponentOf(event: { [extension: string]: unknown }): Partial<ICalComponent> {
  return isObject(event['iCalComponent']) ? event['iCalComponent'] : {}
}
