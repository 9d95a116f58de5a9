import type { CalendarEvent, PatchObject } from '../event.ts'
import { isObject, setMember } from '../json.ts'
import { END_LOCATION } from '../keys.ts'
import { escapeSegment, segmentsOf } from '../patch.ts'
import { ALERT_COMPONENTS, ALERT_PROPERTIES, isPrintable } from './alerts.ts'
import type { Bag } from './bag.ts'
import { readColor } from './color.ts'
import { property } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { isHtml } from './html.ts'
import { isLink, LINK_PARAMETERS, printableRelations, toldOfLink } from './links.ts'
import {
  ATTENDEE_PARAMETERS,
  calendarAddress,
  impliedRoles,
  isAttendee,
  ORGANIZER_PARAMETERS,
  ownerOf,
  REPLY_METHODS,
} from './people.ts'
import { CONFERENCE_PARAMETERS, isConference, isFeature, isGeo, mainLocation } from './places.ts'
import { endZoneOf } from './time.ts'
import { escapeText, printInstant, unescapeText } from './value.ts'

/**
 * What iCalendar has no place for, as JSON in one property of ours: pointers into the event, each with what it has
 * there. Read again, they only add: what the iCalendar properties say is never overruled, so an edit made by a
 * program that knows nothing of this property stands.
 */
const EXTRAS = 'X-CHRONITON-PROPERTIES'

/** Told by iCalendar properties of their own, or belonging to the series as a whole. */
const TOLD = new Set([
  '@type',
  'uid',
  'title',
  'description',
  'start',
  'timeZone',
  'duration',
  'showWithoutTime',
  'recurrenceRules',
  'excludedRecurrenceRules',
  'recurrenceOverrides',
  'status',
  'freeBusyStatus',
  'privacy',
  'priority',
  'keywords',
  'prodId',
  'created',
  'updated',
  'sequence',
  'iCalComponent',
  'chroniton:detached',
])

/** Told in part: these find what remains. */
const PARTLY: Record<string, (event: CalendarEvent, extras: Extras) => void> = {
  descriptionContentType(event, extras) {
    if (!isHtml(event)) extras.add(['descriptionContentType'], event.descriptionContentType)
  },
  color(event, extras) {
    if (readColor(event.color ?? '') === null) extras.add(['color'], event.color)
  },
  locations(event, extras) {
    const main = mainLocation(event)
    for (const [key, location] of Object.entries(event.locations ?? {})) {
      if (key === END_LOCATION && endZoneOf(event) !== null) {
        extras.addOthers(['locations', key], location, ['relativeTo', 'timeZone'])
      } else if (key === main?.[0] && (location.name !== undefined || isGeo(location.coordinates))) {
        extras.addOthers(['locations', key], location, [
          'name',
          ...(isGeo(location.coordinates) ? ['coordinates'] : []),
        ])
      } else {
        extras.add(['locations', key], location)
      }
    }
  },
  virtualLocations(event, extras) {
    for (const [key, conference] of Object.entries(event.virtualLocations ?? {})) {
      const path = ['virtualLocations', key]
      if (!isConference(conference)) {
        extras.add(path, conference)
        continue
      }
      extras.addOthers(path, conference, ['uri', 'name', 'features', CONFERENCE_PARAMETERS])
      extras.addOthers(
        [...path, 'features'],
        conference.features,
        Object.keys(conference.features ?? {}).filter(isFeature),
      )
    }
  },
  links(event, extras) {
    for (const [key, link] of Object.entries(event.links ?? {})) {
      if (isLink(link)) extras.addOthers(['links', key], link, [...toldOfLink(key, link), LINK_PARAMETERS])
      else extras.add(['links', key], link)
    }
  },
  relatedTo(event, extras) {
    for (const [uid, related] of Object.entries(event.relatedTo ?? {})) {
      const told = printableRelations(related.relation)
      if (told.length === 0) extras.add(['relatedTo', uid], related)
      else extras.addOthers(['relatedTo', uid, 'relation'], related.relation, told)
    }
  },
  alerts(event, extras) {
    for (const [key, alert] of Object.entries(event.alerts ?? {})) {
      const told = ['trigger', 'action', ALERT_PROPERTIES, ALERT_COMPONENTS]
      if (printInstant(alert.acknowledged) !== null) told.push('acknowledged')
      if (isPrintable(alert)) extras.addOthers(['alerts', key], alert, told)
      else extras.add(['alerts', key], alert)
    }
  },
  participants(event, extras) {
    const owner = ownerOf(event)?.[0]
    for (const [key, participant] of Object.entries(event.participants ?? {})) {
      const path = ['participants', key]
      if (calendarAddress(participant) === null) {
        extras.add(path, participant)
        continue
      }
      const told = ['name', 'email', 'roles', 'sendTo']
      if (isAttendee(participant)) told.push('kind', 'participationStatus', 'expectReply')
      extras.addOthers(path, participant, [...told, ATTENDEE_PARAMETERS, ORGANIZER_PARAMETERS])
      const implied = impliedRoles(participant)
      if (key !== owner) implied.delete('owner')
      extras.addOthers([...path, 'roles'], participant.roles, [...implied])
    }
  },
  replyTo(event, extras) {
    const told = REPLY_METHODS.find((method) => event.replyTo?.[method] !== undefined)
    extras.addOthers(['replyTo'], event.replyTo, told === undefined ? [] : [told])
  },
}

class Extras {
  readonly patch: PatchObject = {}

  add(path: string[], value: unknown): void {
    setMember(this.patch, path.map(escapeSegment).join('/'), value)
  }

  /** All members of an object but those that are told elsewhere. */
  addOthers(path: string[], value: unknown, told: readonly string[]): void {
    if (!isObject(value)) return
    for (const [name, member] of Object.entries(value)) {
      if (member !== undefined && !told.includes(name)) this.add([...path, name], member)
    }
  }
}

/** `keptPeople`: the participants and `replyTo` stand as a whole in a property of their own. */
export function printExtras(event: CalendarEvent, keptPeople: boolean): ContentLine[] {
  const extras = new Extras()
  for (const [name, value] of Object.entries(event)) {
    if (value === undefined || TOLD.has(name)) continue
    if (keptPeople && (name === 'participants' || name === 'replyTo')) continue
    const find = Object.hasOwn(PARTLY, name) ? PARTLY[name] : undefined
    if (find === undefined) extras.add([name], value)
    else find(event, extras)
  }
  return Object.keys(extras.patch).length === 0 ? [] : [property(EXTRAS, escapeText(JSON.stringify(extras.patch)))]
}

export function readExtras(bag: Bag, event: CalendarEvent): void {
  const line = bag.take(EXTRAS)
  if (line === undefined) return
  let patch: unknown
  try {
    patch = JSON.parse(unescapeText(line.value))
  } catch {
    return
  }
  if (!isObject(patch)) return
  for (const [pointer, value] of Object.entries(patch)) addAt(event, segmentsOf(pointer), value)
}

/** Maps that are there as soon as they hold anything; everything else must be there already. */
const MAPS = new Set(['locations', 'virtualLocations', 'links', 'relatedTo', 'alerts', 'participants', 'replyTo'])

function addAt(event: CalendarEvent, path: string[], value: unknown): void {
  const last = path.pop()
  if (last === undefined || (path.length === 0 && TOLD.has(last))) return
  let parent: Record<string, unknown> = event
  for (const [depth, segment] of path.entries()) {
    let child = Object.hasOwn(parent, segment) ? parent[segment] : undefined
    if (child === undefined && depth === 0 && MAPS.has(segment)) setMember(parent, segment, (child = {}))
    if (!isObject(child)) return
    parent = child
  }
  if (!Object.hasOwn(parent, last)) setMember(parent, last, value)
}
