import type { Alert, CalendarEvent } from '../event.ts'
import { isObject, setMember } from '../json.ts'
import { alertKey, freeKey } from '../keys.ts'
import type { Bag } from './bag.ts'
import { component, property, valueOf, type Component, type ReadComponent } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { inOrder, preserveComponent, preserveProperty, restoreComponents, restoreProperties } from './preserved.ts'
import { printInstant, readDuration, readInstant, unescapeText } from './value.ts'

/** Between VALARM and `alerts`. */

/** What else a VALARM says, on the alert so that it comes and goes with it. */
export const ALERT_PROPERTIES = 'chroniton:properties'
export const ALERT_COMPONENTS = 'chroniton:components'

/** A display alarm must have a text (RFC 5545, 3.6.6); JSCalendar's has none, every program shows the title. */
const NO_TEXT = 'Reminder'

export function readAlerts(bag: Bag, event: CalendarEvent): void {
  const alerts: Record<string, Alert> = {}
  bag.takeComponents('VALARM', (alarm) => {
    const trigger = readTrigger(alarm)
    if (trigger === null) return false
    const { alert, key } = readAlert(alarm, trigger)
    setMember(alerts, freeKey(key ?? alertKey(alert), alerts), alert)
    return true
  })
  if (Object.keys(alerts).length > 0) event.alerts = alerts
}

/** `null` for an alarm that JSCalendar cannot express, or that says a thing twice: it is preserved as it is. */
function readTrigger({ properties }: ReadComponent): Alert['trigger'] | null {
  const count = (name: string): number => properties.filter((line) => line.name === name).length
  const line = properties.find(({ name }) => name === 'TRIGGER')
  if (line === undefined || count('TRIGGER') > 1 || count('ACTION') > 1) return null
  const known = [...line.parameters.keys()].every((name) => name === 'VALUE' || name === 'RELATED')
  const related = line.parameters.get('RELATED')?.[0]?.toUpperCase() ?? 'START'
  if (!known || (related !== 'START' && related !== 'END')) return null
  const when = readInstant(line.value)
  if (when !== null) return { '@type': 'AbsoluteTrigger', when }
  const offset = readDuration(line.value)
  if (offset === null) return null
  return { '@type': 'OffsetTrigger', offset, ...(related === 'END' && { relativeTo: 'end' }) }
}

function readAlert(alarm: ReadComponent, trigger: Alert['trigger']): { alert: Alert; key: string | undefined } {
  const alert: Alert = { trigger }
  let key: string | undefined
  const seen = new Set<string>()
  const rest = alarm.properties.filter((line) => {
    if (seen.has(line.name)) return true
    seen.add(line.name)
    switch (line.name) {
      case 'TRIGGER':
        return false
      case 'ACTION':
        return !readAction(line, alert)
      case 'UID':
        if (line.parameters.size > 0) return true
        key = unescapeText(line.value).trim() || undefined
        return false
      case 'ACKNOWLEDGED': {
        const acknowledged = readInstant(line.value)
        if (acknowledged !== null) alert.acknowledged = acknowledged
        return acknowledged === null
      }
      case 'DESCRIPTION':
        return line.value !== NO_TEXT || line.parameters.size > 0
      default:
        return true
    }
  })
  if (rest.length > 0) alert[ALERT_PROPERTIES] = inOrder(rest.map(preserveProperty))
  if (alarm.components.length > 0) alert[ALERT_COMPONENTS] = inOrder(alarm.components.map(preserveComponent))
  return { alert, key }
}

function readAction({ value, parameters }: ContentLine, alert: Alert): boolean {
  const action = value.trim().toLowerCase()
  if (parameters.size > 0 || !/^[a-z0-9-]+$/.test(action)) return false
  alert.action = action
  return true
}

/** Whether a VALARM can say when: a trigger of another kind is kept beside it. */
export function isPrintable({ trigger, action = 'display' }: Alert): boolean {
  return isObject(trigger) && printTrigger(trigger) !== null && /^[a-z0-9-]+$/.test(action)
}

export function printAlerts({ alerts = {} }: CalendarEvent): Component[] {
  return Object.keys(alerts)
    .sort()
    .filter((key) => isObject(alerts[key]) && isPrintable(alerts[key]))
    .map((key) => printAlert(key, alerts[key]!))
}

function printAlert(key: string, alert: Alert): Component {
  const preserved = restoreProperties(alert[ALERT_PROPERTIES])
  const isPreserved = (name: string): boolean => preserved.some((line) => line.name === name)
  const properties: ContentLine[] = []
  if (key !== alertKey(alert) && !isPreserved('UID')) properties.push(property('UID', key))
  if (!isPreserved('ACTION')) properties.push(property('ACTION', (alert.action ?? 'display').toUpperCase()))
  properties.push(printTrigger(alert.trigger)!)
  const acknowledged = printInstant(alert.acknowledged)
  if (acknowledged !== null) properties.push(property('ACKNOWLEDGED', acknowledged))
  const alarm = component('VALARM', [...properties, ...preserved], restoreComponents(alert[ALERT_COMPONENTS]))
  if (valueOf(alarm, 'ACTION') === 'DISPLAY' && valueOf(alarm, 'DESCRIPTION') === undefined) {
    alarm.properties.push(property('DESCRIPTION', NO_TEXT))
  }
  return alarm
}

function printTrigger(trigger: Alert['trigger']): ContentLine | null {
  const { '@type': type, when, offset, relativeTo } = trigger as { [name: string]: unknown }
  if (type === 'AbsoluteTrigger') {
    const instant = printInstant(when)
    return instant === null ? null : property('TRIGGER', instant, { VALUE: 'DATE-TIME' })
  }
  if (type !== 'OffsetTrigger' || typeof offset !== 'string' || readDuration(offset) === null) return null
  return property('TRIGGER', offset, { RELATED: relativeTo === 'end' ? 'END' : undefined })
}
