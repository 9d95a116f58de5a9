import type { CalendarEvent } from '../event.ts'
import type { Bag } from './bag.ts'
import { isColorName, nearestColorName, readColor } from './color.ts'
import { property } from './component.ts'
import type { ContentLine } from './content-line.ts'
import { escapeText, printInstant, readStamp, readInteger, unescapeText, unescapeTextList } from './value.ts'

/** Properties that hold one plain value each. */

const STATUS = new Map([
  ['CONFIRMED', 'confirmed'],
  ['TENTATIVE', 'tentative'],
  ['CANCELLED', 'cancelled'],
] as const)
const TRANSPARENCY = new Map([
  ['OPAQUE', 'busy'],
  ['TRANSPARENT', 'free'],
] as const)
const CLASSES = new Map([
  ['PUBLIC', 'public'],
  ['PRIVATE', 'private'],
  ['CONFIDENTIAL', 'secret'],
] as const)

/** The exact colour beside COLOR, which knows only names. */
const EXACT_COLOR = 'X-CHRONITON-COLOR'
const CLASS = 'CLASS'

/** May stand only once, so that the one that was preserved gives way. */
const SINGLE = new Set(['STATUS', 'TRANSP', 'PRIORITY', 'COLOR', 'GEO', 'URL'])
/** Never preserved: an event that says otherwise did not come from a calendar. */
const STRUCTURE = new Set(['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'DURATION', 'RECURRENCE-ID'])

export function readFields(bag: Bag, event: CalendarEvent): void {
  const text = (name: string, pointer: 'title' | 'description'): void => {
    const line = bag.take(name)
    if (line === undefined) return
    line.parameters.delete('VALUE')
    event[pointer] = unescapeText(line.value)
    if (line.value !== '') bag.keepParameters(pointer, line)
  }
  const one = <Value>(name: string, pointer: string, read: (value: string) => Value | null): Value | undefined => {
    const found = bag.read(name, read)
    if (found === undefined) return undefined
    found.line.parameters.delete('VALUE')
    bag.keepParameters(pointer, found.line)
    return found.value
  }
  const ofTable =
    <Value>(table: ReadonlyMap<string, Value>) =>
    (value: string): Value | null =>
      table.get(value.trim().toUpperCase()) ?? null

  text('SUMMARY', 'title')
  text('DESCRIPTION', 'description')
  const set = (property: string, value: unknown): void => {
    if (value !== undefined) event[property] = value
  }
  set('status', one('STATUS', 'status', ofTable(STATUS)))
  set('freeBusyStatus', one('TRANSP', 'freeBusyStatus', ofTable(TRANSPARENCY)))
  set('privacy', one(CLASS, 'privacy', ofTable(CLASSES)) ?? unknownClass(bag))
  set('priority', one('PRIORITY', 'priority', readPriority))
  set('color', readEventColor(one('COLOR', 'color', knownColor), bag))
  readBookkeeping(bag, event)
  const keywords = readKeywords(bag)
  if (keywords.length > 0) event.keywords = Object.fromEntries(keywords.map((keyword) => [keyword, true]))
}

/** No part of what the event is: where it cannot be read, or stands twice, it is forgotten. */
function readBookkeeping(bag: Bag, event: CalendarEvent): void {
  const read = <Value>(name: string, reader: (value: string) => Value | null): Value | undefined => {
    const found = bag.read(name, reader)
    bag.takeEach(name, () => true)
    return found?.value
  }
  const [stamp, modified] = [read('DTSTAMP', readStamp), read('LAST-MODIFIED', readStamp)]
  const [updated, created, sequence] = [modified ?? stamp, read('CREATED', readStamp), read('SEQUENCE', readCount)]
  if (updated !== undefined) event.updated = updated
  if (created !== undefined) event.created = created
  if (sequence !== undefined) event.sequence = sequence
}

function readCount(value: string): number | null {
  const number = readInteger(value)
  return number === null || number < 0 ? null : number
}

function readPriority(value: string): number | null {
  const number = readInteger(value)
  return number === null || number < 0 || number > 9 ? null : number
}

/** A class of one's own is to be treated like PRIVATE (RFC 5545, 3.8.1.3); the property itself is preserved. */
function unknownClass(bag: Bag): 'private' | undefined {
  return bag.properties().some(({ name }) => name === CLASS) ? 'private' : undefined
}

function knownColor(value: string): string | null {
  const plain = value.trim().toLowerCase()
  return isColorName(plain) ? plain : readColor(plain)
}

/** The exact colour holds as long as nobody has chosen another name. */
function readEventColor(color: string | undefined, bag: Bag): string | undefined {
  const exact = bag.take(EXACT_COLOR)?.value.toLowerCase()
  if (exact === undefined || color === undefined || !/^#[0-9a-f]{6}$/.test(exact)) return color
  return nearestColorName(exact) === color ? exact : color
}

function readKeywords(bag: Bag): string[] {
  const keywords: string[] = []
  bag.takeEach('CATEGORIES', (line) => {
    for (const keyword of unescapeTextList(line.value)) keywords.push(keyword.trim())
    bag.keepParameters('keywords', line)
    return true
  })
  return keywords.filter((keyword) => keyword !== '')
}

function nameIn(table: ReadonlyMap<string, string>, value: string): string | undefined {
  for (const [name, meaning] of table) if (meaning === value) return name
  return undefined
}

/** `stamp` stands for DTSTAMP, which iCalendar demands, when nobody knows when the event was last changed. */
export function printFields(event: CalendarEvent, stamp: string, preserved: ContentLine[]): ContentLine[] {
  const lines: ContentLine[] = []
  const add = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined) lines.push(property(name, value))
  }
  const updated = printInstant(event.updated)
  add('DTSTAMP', updated ?? stamp)
  add('CREATED', printInstant(event.created))
  add('LAST-MODIFIED', updated)
  if (event.sequence !== undefined) add('SEQUENCE', String(event.sequence))
  if (event.title !== undefined) add('SUMMARY', escapeText(event.title))
  if (event.status !== undefined) add('STATUS', nameIn(STATUS, event.status))
  const isPreserved = (name: string): boolean => preserved.some((line) => line.name === name)
  // Said even where it is the default: Google and Outlook take an all-day event without it for a free one.
  if (event.freeBusyStatus !== undefined || !isPreserved('TRANSP')) {
    add('TRANSP', nameIn(TRANSPARENCY, event.freeBusyStatus ?? 'busy'))
  }
  if (event.privacy !== undefined && !(event.privacy === 'private' && isPreserved(CLASS))) {
    add(CLASS, nameIn(CLASSES, event.privacy))
  }
  if (event.priority !== undefined) add('PRIORITY', String(event.priority))
  const keywords = Object.keys(event.keywords ?? {}).sort()
  if (keywords.length > 0) add('CATEGORIES', keywords.map(escapeText).join(','))
  return [...lines, ...printColor(event.color)]
}

/** Preserved properties that still hold: not those in whose place another value has come. */
export function stillHolding(preserved: ContentLine[], printed: ContentLine[], event: CalendarEvent): ContentLine[] {
  return preserved.filter(({ name }) => {
    if (STRUCTURE.has(name) || name.startsWith('X-CHRONITON-')) return false
    if (name === CLASS) return event.privacy === 'private'
    return !SINGLE.has(name) || !printed.some((line) => line.name === name)
  })
}

function printColor(color: string | undefined): ContentLine[] {
  if (color === undefined) return []
  if (isColorName(color)) return [property('COLOR', color)]
  const exact = readColor(color)
  return exact === null ? [] : [property('COLOR', nearestColorName(exact)), property(EXACT_COLOR, exact)]
}
