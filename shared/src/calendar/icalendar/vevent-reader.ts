import { CodedError } from '../../contract/errors.ts'
import { EventId } from '../../contract/ids.ts'
import type { CalendarEvent, Duration, RecurrenceRule } from '../event.ts'
import { parseRule } from '../rule-text.ts'
import { readAlerts } from './alerts.ts'
import { Bag } from './bag.ts'
import type { ReadComponent } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { readExtras } from './extras.ts'
import { readFields } from './fields.ts'
import { readStyledDescription } from './html.ts'
import { readKeptPeople, restore } from './kept-people.ts'
import { readLinks, readRelations } from './links.ts'
import { readPeople } from './people.ts'
import { readPlaces } from './places.ts'
import { durationBetween, readEventTime, readTime, readTimes, type ZoneContext, type ZonedTime } from './time.ts'
import { readDuration } from './value.ts'

/** One VEVENT, before it is put together with the others of its UID. */
export interface ReadEvent {
  /** As the component shows it, rules included; not normalised. */
  event: CalendarEvent
  start: ZonedTime
  mark: EventId | null
  /** Set for an exception of a series. */
  recurrenceId: ZonedTime | null
  excluded: ZonedTime[]
  added: AddedTime[]
}

/** An RDATE; with a length of its own if it is a period. */
export interface AddedTime {
  time: ZonedTime
  duration: Duration | null
}

export const MARK = 'X-CHRONITON-ID'

/** Two of them would make two events. */
const ONCE = new Set(['UID', 'DTSTART', 'DTEND', 'DURATION', 'RECURRENCE-ID'])

/** Throws `item-malformed`, `item-bad-time`, `item-unknown-zone` or `item-bad-rule`. */
export function readVevent(given: ReadComponent, uid: string, context: ZoneContext): ReadEvent {
  const once = new Set<string>()
  for (const { name } of given.properties) {
    if (!ONCE.has(name)) continue
    if (once.has(name)) throw new CodedError('item-malformed', `the event at line ${given.line} has two of ${name}`)
    once.add(name)
  }
  restore(given)
  const bag = new Bag(given)
  const event: CalendarEvent = { '@type': 'Event', uid, start: '' }
  const uidLine = bag.take('UID')
  if (uidLine !== undefined) bag.keepParameters('uid', uidLine)
  const mark = readMark(bag)
  const start = readEventTime(bag, event, context)
  const recurrenceId = readRecurrenceId(bag, context)
  const excluded: ZonedTime[] = []
  const added: AddedTime[] = []
  // An exception cannot recur; what it says of that all the same is preserved.
  if (recurrenceId === null) {
    readRules(bag, event, start)
    bag.takeEach('EXDATE', (line) => {
      for (const time of readTimes(line, context)) excluded.push(time)
      bag.keepParameters('recurrenceOverrides', line)
      return true
    })
    bag.takeEach('RDATE', (line) => {
      for (const time of readAddedTimes(line, context)) added.push(time)
      bag.keepParameters('recurrenceOverrides', line)
      return true
    })
  }
  readFields(bag, event)
  readPeople(bag, event)
  readKeptPeople(bag, event)
  readStyledDescription(bag, event)
  readPlaces(bag, event)
  readLinks(bag, event)
  readRelations(bag, event)
  readAlerts(bag, event)
  readExtras(bag, event)
  const rest = bag.rest()
  if (rest !== undefined) event['iCalComponent'] = rest
  return { event, start, mark, recurrenceId, excluded, added }
}

function readMark(bag: Bag): EventId | null {
  const marks: EventId[] = []
  bag.takeEach(MARK, ({ value }) => {
    const mark = EventId.safeParse(value.trim())
    if (mark.success) marks.push(mark.data)
    return true
  })
  return marks[0] ?? null
}

/** RANGE, of which JSCalendar knows nothing, stays as a parameter: the exception counts for its own occurrence. */
function readRecurrenceId(bag: Bag, context: ZoneContext): ZonedTime | null {
  const line = bag.take('RECURRENCE-ID')
  if (line === undefined) return null
  const time = readTime(line, context)
  bag.keepParameters('recurrenceId', line)
  return time
}

function readRules(bag: Bag, event: CalendarEvent, start: ZonedTime): void {
  const read = (name: string, pointer: 'recurrenceRules' | 'excludedRecurrenceRules'): void => {
    const rules: RecurrenceRule[] = []
    bag.takeEach(name, (line) => {
      if (line.value.trim() === '') return true
      rules.push(parseRule(line.value.replace(/\s+/g, ''), { timeZone: start.timeZone, allDay: start.allDay }))
      bag.keepParameters(`${pointer}/${rules.length - 1}`, line)
      return true
    })
    if (rules.length > 0) event[pointer] = rules
  }
  read('RRULE', 'recurrenceRules')
  read('EXRULE', 'excludedRecurrenceRules')
}

function readAddedTimes(line: ContentLine, context: ZoneContext): AddedTime[] {
  const ends = line.value
    .split(',')
    .filter((value) => value.trim() !== '')
    .map((value) => value.split('/')[1])
  const zone = line.parameters.get('TZID')
  return readTimes(line, context).map((time, index) => {
    const end = ends[index]
    if (end === undefined) return { time, duration: null }
    const duration = /^\s*[+-]?P/i.test(end) ? readDuration(end) : durationTo(end, time, zone, context)
    if (duration === null || duration.startsWith('-')) {
      throw new CodedError('item-bad-time', `an RDATE lasts until "${end.slice(0, 50)}"`)
    }
    return { time, duration }
  })
}

function durationTo(end: string, start: ZonedTime, zone: string[] | undefined, context: ZoneContext): Duration {
  const parameters = new Map(zone === undefined ? [] : [['TZID', zone]])
  return durationBetween(start, readTime({ name: 'RDATE', parameters, value: end }, context))
}
