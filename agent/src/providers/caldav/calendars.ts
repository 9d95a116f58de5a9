import { readColor } from '@chroniton/shared/calendar/icalendar/color'
import type { CalendarAbilities } from '@chroniton/shared/contract/calendar'
import type { NativeCalendar } from '../provider.ts'
import { collectionPath } from './href.ts'
import type { DavResponse } from './multistatus.ts'
import type { Profile } from './profiles.ts'
import { child, descendants } from './xml.ts'

export const CALENDAR_PROPS = [
  'd:resourcetype',
  'd:displayname',
  'a:calendar-color',
  'c:calendar-description',
  'c:calendar-timezone',
  'c:supported-calendar-component-set',
  'd:current-user-privilege-set',
]

/** A collection of events; not an inbox, a task list, a subscription or a bin. */
export function isCalendar({ props }: DavResponse): boolean {
  const type = props.get('d:resourcetype')
  if (!child(type, 'c:calendar') || type!.children.some(({ name }) => NOT_OURS.has(name))) return false
  const components = props.get('c:supported-calendar-component-set')
  return (
    !components ||
    components.children.length === 0 ||
    components.children.some(({ attributes }) => attributes['name']?.toUpperCase() === 'VEVENT')
  )
}

const NOT_OURS = new Set([
  's:subscribed',
  'c:schedule-inbox',
  'c:schedule-outbox',
  '{http://nextcloud.com/ns}trash-bin',
  '{http://nextcloud.com/ns}deleted-calendar',
])

export function nativeCalendar(url: URL, { props }: DavResponse, profile: Profile): NativeCalendar {
  const nativeId = collectionPath(url)
  const text = (name: string) => props.get(name)?.text.trim() || null
  const lastSegment = nativeId.split('/').at(-2) ?? nativeId
  return {
    nativeId,
    metadata: {
      name: (text('d:displayname') ?? decodeSafely(lastSegment)).slice(0, 1000) || nativeId,
      color: readColor(text('a:calendar-color') ?? ''),
      description: text('c:calendar-description')?.slice(0, 10_000) ?? null,
    },
    timeZone: readZone(text('c:calendar-timezone')),
    abilities: abilitiesOf(privilegesOf(props), profile),
  }
}

/** Null when the server does not tell. */
function privilegesOf(props: DavResponse['props']): ReadonlySet<string> | null {
  const set = props.get('d:current-user-privilege-set')
  if (!set || set.children.length === 0) return null
  return new Set(descendants(set, 'd:privilege').flatMap((privilege) => privilege.children.map(({ name }) => name)))
}

/** Where a server keeps its privileges to itself a write is tried, and its refusal said. */
function abilitiesOf(own: ReadonlySet<string> | null, profile: Profile): CalendarAbilities {
  const may = (...names: string[]) => own === null || own.has('d:all') || names.some((name) => own.has(name))
  const properties = may('d:write', 'd:write-properties')
  return {
    writeEvents: may('d:write', 'd:write-content', 'd:bind'),
    changeName: properties,
    changeColor: properties,
    changeDescription: properties && profile.changesDescription,
    deleteCalendar: may('d:write', 'd:unbind'),
  }
}

export function writeColor(color: string, profile: Profile): string {
  const upper = color.toUpperCase()
  return profile.colorForm === 'rgba' ? `${upper}FF` : upper
}

function readZone(timezone: string | null): string | null {
  const zone = /^TZID(?:;[^:\r\n]*)?:(.+)$/m.exec(timezone?.replace(/\r/g, '') ?? '')?.[1]?.trim()
  if (!zone) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null
  }
}

function decodeSafely(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
