import type { EventId } from '../../contract/ids.ts'
import type { CalendarEvent, LocalDateTime } from '../event.ts'
import { isObject } from '../json.ts'
import { printRule } from '../rule-text.ts'
import { printAlerts } from './alerts.ts'
import { component, property, type Component } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { printExtras } from './extras.ts'
import { printFields, stillHolding } from './fields.ts'
import { printDescription } from './html.ts'
import { printKeptPeople, quietened } from './kept-people.ts'
import { printLinks, printRelations } from './links.ts'
import { printPeople } from './people.ts'
import { printPlaces } from './places.ts'
import { iCalComponentOf, restoreComponents, restoreParameters, restoreProperties } from './preserved.ts'
import { printEventTime, printTime, type ZonedTime } from './time.ts'
import { escapeText } from './value.ts'
import { MARK } from './vevent-reader.ts'

/** `attendees`: as ATTENDEE and ORGANIZER, for an original. `kept`: readable and never mailed, for a mirror. */
export type PeopleForm = 'attendees' | 'kept'

export interface VeventOptions {
  people: PeopleForm
  mark: EventId | null
  /** DTSTAMP where the event does not say when it was last changed; as iCalendar writes it. */
  stamp: string
}

/** What one VEVENT says besides the event. */
export interface Occurrences {
  recurrenceId: ZonedTime | null
  /** Wall times of the series. */
  excluded: LocalDateTime[]
  added: LocalDateTime[]
  series: ZonedTime
}

export function printVevent(event: CalendarEvent, occurrences: Occurrences, options: VeventOptions): Component {
  const preserved = restoreProperties(iCalComponentOf(event).properties)
  const kept = options.people === 'kept'
  const fields = printFields(event, options.stamp, preserved)
  const lines = [
    property('UID', escapeText(event.uid)),
    ...(occurrences.recurrenceId === null ? [] : [printTime('RECURRENCE-ID', occurrences.recurrenceId)]),
    ...printEventTime(event),
    ...printRecurrence(event, occurrences),
    ...fields,
    ...printDescription(event, kept),
    ...printPlaces(event),
    ...(kept ? printKeptPeople(event) : printPeople(event)),
    ...printLinks(event),
    ...printRelations(event),
    ...printExtras(event, kept),
    ...(options.mark === null ? [] : [property(MARK, options.mark)]),
  ]
  putBackParameters(lines, event)
  const components = [...printAlerts(event), ...restoreComponents(iCalComponentOf(event).components)]
  const vevent = component('VEVENT', [...lines, ...stillHolding(preserved, lines, event)], components)
  return kept ? quietened(vevent) : vevent
}

function printRecurrence(event: CalendarEvent, { excluded, added, series }: Occurrences): ContentLine[] {
  const context = { timeZone: series.timeZone, allDay: series.allDay }
  return [
    ...(event.recurrenceRules ?? []).map((rule) => property('RRULE', printRule(rule, context))),
    ...(event.excludedRecurrenceRules ?? []).map((rule) => property('EXRULE', printRule(rule, context))),
    ...added.map((local) => printTime('RDATE', { ...series, local })),
    ...excluded.map((local) => printTime('EXDATE', { ...series, local })),
  ]
}

/** Parameters of converted properties, on those of them that are written again. */
function putBackParameters(lines: ContentLine[], event: CalendarEvent): void {
  const { convertedProperties } = iCalComponentOf(event)
  if (!isObject(convertedProperties)) return
  for (const converted of Object.values(convertedProperties)) {
    if (!isObject(converted) || typeof converted['name'] !== 'string') continue
    const name = converted['name'].toUpperCase()
    const line = lines.find((candidate) => candidate.name === name)
    for (const [parameter, values] of restoreParameters(converted['parameters'])) {
      if (line !== undefined && !line.parameters.has(parameter)) line.parameters.set(parameter, values)
    }
  }
}
