import { checkEvent } from '@chroniton/shared/calendar/check'
import { printSpan } from '@chroniton/shared/calendar/duration'
import type { CalendarEvent, Participant, RecurrenceRule, TimeZoneId } from '@chroniton/shared/calendar/event'
import { setMember } from '@chroniton/shared/calendar/json'
import { freeKey, MAIN_LOCATION, participantKey } from '@chroniton/shared/calendar/keys'
import { DAY_SECONDS, printLocal, type WallTime } from '@chroniton/shared/calendar/local-time'
import { parseRule } from '@chroniton/shared/calendar/rule-text'
import type { Provider } from '@chroniton/shared/contract/calendar'
import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import { MAX_EVENT_CHARACTERS } from '@chroniton/shared/contract/event'
import type { Instant, ItemId } from '@chroniton/shared/contract/ids'
import * as crypto from 'node:crypto'
import { readProvider } from './older-provider.ts'
import { durationBetween, readOlderDate, readOlderInstant, readOlderTime } from './older-time.ts'
import { flagOf, isRaw, type Raw, textOf } from './raw.ts'

/** The calendar that an event says it lies in; `null` for what it does not say. */
export interface OlderCalendar {
  nativeId: string
  name: string | null
  provider: Provider | null
  account: string | null
}

/** One event of an older agent's list. */
export interface OlderItem {
  itemId: ItemId
  /** Every id that it gives, its own first. */
  ids: string[]
  calendar: OlderCalendar
  /** When it takes place by the agent's wall clocks; for a series, its first occurrence. */
  span: { from: WallTime; to: WallTime } | null
  recurs: boolean
  /** Of one that is read from a file: when that was written, in seconds since 1970. */
  filedAt: number | null
  content: { event: CalendarEvent; modifiedAt: Instant | null } | { code: ErrorCode; detail: string }
}

/** What one event of the list is read against. */
export interface ReadingContext {
  agentId: string
  /** Whose clocks its naive times are. */
  zone: TimeZoneId
  /** Filled as it is read. */
  people: People
}

/** One event of a list as it came: read only where it is not known already. */
export interface RawEvent {
  /** Of its very text. */
  hash: string
  /** The bytes of its text. */
  size: number
  /** Throws CodedError `invalid-input` when it is no JSON. */
  value(): unknown
}

/** `null`: it is no object, or it has no id by which it could be known again. */
export function readOlderEvent(raw: RawEvent, context: ReadingContext): OlderItem | null {
  const value = raw.value()
  if (!isRaw(value)) return null
  const ids = idsOf(value)
  const [first] = ids
  if (first === undefined) return null
  const calendar = calendarOf(value)
  const itemId = shortened(first) as ItemId
  const found = { itemId, ids, calendar, filedAt: filedAt(value, context.zone) }
  try {
    const uid = uidOf(context.agentId, calendar.nativeId, first)
    const { event, from, to } = eventOf(value, uid, context)
    const recurs = event.recurrenceRules !== undefined
    // All else is as it must be by now.
    if (raw.size > LARGE || event.recurrenceRules?.every(isPlain) === false) checkEvent(event)
    return { ...found, span: { from, to }, recurs, content: { event, modifiedAt: modifiedAt(value, context.zone) } }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const { code, detail } = error
    return { ...found, span: null, recurs: false, content: { code, detail: detail.slice(0, 2000) } }
  }
}

/** By what an event of a list is known; `null` where `readOlderEvent` gives that. */
export function placeOf(value: unknown): { calendar: string; itemId: ItemId } | null {
  if (!isRaw(value)) return null
  const [first] = idsOf(value)
  return first === undefined ? null : { calendar: nativeIdOf(value), itemId: shortened(first) as ItemId }
}

function idsOf(raw: Raw): string[] {
  return [textOf(raw, 'id'), textOf(raw, 'provider_id'), textOf(raw, 'source_id')].filter((id) => id !== null)
}

function nativeIdOf(raw: Raw): string {
  return shortened(textOf(raw, 'calendar_id', 'calendar_name') ?? 'calendar')
}

/** Bytes as it came; what is made of it takes less than the double. */
const LARGE = MAX_EVENT_CHARACTERS / 2
const LONGEST_ID = 500

function shortened(id: string): string {
  return id.length <= LONGEST_ID ? id : digestOf(id)
}

function digestOf(text: string): string {
  return crypto.hash('sha256', text, 'hex')
}

/**
 * These agents tell no UID, and their ids may be as short as `1`: only together with agent and calendar do they tell
 * an event from all others.
 */
function uidOf(agentId: string, calendar: string, id: string): string {
  return `${digestOf(`${agentId}\n${calendar}\n${id}`).slice(0, 40)}@older-agent`
}

function calendarOf(raw: Raw): OlderCalendar {
  return {
    nativeId: nativeIdOf(raw),
    name: textOf(raw, 'calendar_name')?.trim().slice(0, 1000) ?? null,
    provider: readProvider(textOf(raw, 'provider', 'source')),
    account: textOf(raw, 'account_email', 'account_directory')?.slice(0, 1000) ?? null,
  }
}

function eventOf(
  raw: Raw,
  uid: string,
  { zone, people }: ReadingContext,
): { event: CalendarEvent; from: WallTime; to: WallTime } {
  const allDay = flagOf(raw, 'all_day')
  const { from, to, duration } = allDay ? daysOf(raw) : timesOf(raw, zone)
  const event: CalendarEvent = { '@type': 'Event', uid, start: printLocal(from), duration }
  if (allDay) event.showWithoutTime = true
  else event.timeZone = zone
  const title = textOf(raw, 'title')
  if (title !== null) event.title = title
  readDescription(event, textOf(raw, 'description'))
  const location = textOf(raw, 'location')
  if (location !== null) event.locations = { [MAIN_LOCATION]: { name: location } }
  const status = textOf(raw, 'status')?.toLowerCase()
  if (status === 'tentative' || status === 'cancelled') event.status = status
  if (flagOf(raw, 'private')) event.privacy = 'private'
  const rule = ruleOf(raw)
  if (rule !== null) event.recurrenceRules = [parseRule(rule, { timeZone: allDay ? null : zone, allDay })]
  readPeople(event, raw, people)
  return { event, from, to }
}

const HTML = /^\s*(<!doctype html|<html|<body|<div|<p[ >]|<table)/i

function readDescription(event: CalendarEvent, description: string | null): void {
  if (description === null) return
  event.description = description
  if (HTML.test(description)) event.descriptionContentType = 'text/html'
}

/** Whole days, whether the end is named as the last day's midnight, its last minute, or the day after. */
function daysOf(raw: Raw) {
  const start = textOf(raw, 'start_time', 'start')
  const from = start === null ? null : readOlderDate(start)
  if (from === null) throw new CodedError('item-bad-time', `the event starts at "${start ?? ''}", which is no time`)
  const end = textOf(raw, 'end_time', 'end')
  const last = end === null ? from : readOlderDate(end)
  if (last === null) throw new CodedError('item-bad-time', `the event ends at "${end}", which is no time`)
  const days = Math.max(1, Math.ceil((last.date + last.clock - from.date) / DAY_SECONDS))
  const duration = printSpan({ sign: 1, days, seconds: 0 })
  return { from: from.date, to: from.date + days * DAY_SECONDS, duration }
}

function timesOf(raw: Raw, zone: TimeZoneId) {
  const start = textOf(raw, 'start_time', 'start')
  const from = start === null ? null : readOlderTime(start, zone)
  if (from === null) throw new CodedError('item-bad-time', `the event starts at "${start ?? ''}", which is no time`)
  const end = textOf(raw, 'end_time', 'end')
  const to = end === null ? from : readOlderTime(end, zone)
  if (to === null) throw new CodedError('item-bad-time', `the event ends at "${end}", which is no time`)
  if (to < from) throw new CodedError('item-bad-time', 'the event ends before it starts')
  return { from, to, duration: printSpan({ sign: 1, ...durationBetween(from, to, zone) }) }
}

/** The rule without what some of these agents leave around it: `RRULE:` before, lines of iCalendar behind. */
function ruleOf(raw: Raw): string | null {
  const pattern = textOf(raw, 'recurrence_pattern')
  if (pattern === null) return null
  const [rule] = /FREQ=[^\s]+/i.exec(pattern.replace(/\\r\\n|\\n/g, '\n')) ?? []
  return rule ?? null
}

const PLAIN = new Set(['frequency', 'interval', 'count', 'until', 'firstDayOfWeek'])
const COMMON: readonly string[] = ['daily', 'weekly', 'monthly', 'yearly']

/** One of these always makes sense, so it need not be tried out. */
function isPlain(rule: RecurrenceRule): boolean {
  if (!COMMON.includes(rule.frequency) || rule.interval === 0 || rule.count === 0) return false
  const isWeekday = (part: string) => part === 'byDay' && rule.frequency === 'weekly'
  return Object.keys(rule).every((part) => PLAIN.has(part) || isWeekday(part))
}

const ANSWERS = new Map([
  ['accepted', 'accepted'],
  ['declined', 'declined'],
  ['tentative', 'tentative'],
  ['tentativelyaccepted', 'tentative'],
])

/** Somebody, as they take part in one way; the same few people come in thousands of events. */
export type People = Map<string, { key: string; participant: Participant } | null>

function readPeople(event: CalendarEvent, raw: Raw, known: People): void {
  const people: Record<string, Participant> = {}
  const listed = raw['participants']
  if (Array.isArray(listed)) {
    for (const entry of listed as unknown[]) {
      const person = isRaw(entry) ? personOf(entry, textOf(entry, 'response_status', 'status') ?? '', known) : null
      if (person !== null) setMember(people, freeKey(person.key, people), person.participant)
    }
  }
  const organizer = isRaw(raw['organizer']) ? personOf(raw['organizer'], 'organizer only', known) : null
  if (organizer !== null) {
    const { key, participant } = organizer
    const also = Object.hasOwn(people, key) ? people[key] : undefined
    const roles = { ...also?.roles, owner: true as const }
    setMember(people, key, also === undefined ? participant : { ...also, roles })
  }
  if (Object.keys(people).length > 0) event.participants = people
}

function personOf(raw: Raw, answer: string, known: People): { key: string; participant: Participant } | null {
  const email = textOf(raw, 'email', 'address')
  const name = textOf(raw, 'name')
  const id = `${email}\n${name}\n${answer}`
  let person = known.get(id)
  if (person === undefined) {
    person = newPerson(email, name, answer)
    known.set(id, person)
  }
  return person
}

function newPerson(email: string | null, name: string | null, told: string) {
  const address = email ?? name
  if (address === null) return null
  const answer = told.toLowerCase().replaceAll(/[^a-z]/g, '')
  const roles: Record<string, true> = answer === 'organizeronly' ? { owner: true } : { attendee: true }
  if (answer === 'organizer') roles['owner'] = true
  const status = ANSWERS.get(answer)
  const participant: Participant = {
    ...(email?.includes('@') === true ? { email, sendTo: { imip: `mailto:${email}` } } : {}),
    ...(name === null ? {} : { name }),
    roles,
    ...(status === undefined ? {} : { participationStatus: status }),
  }
  return { key: participantKey(address), participant }
}

function filedAt(raw: Raw, zone: TimeZoneId): number | null {
  if (textOf(raw, 'file_path') === null) return null
  return modifiedSeconds(raw, zone)
}

function modifiedSeconds(raw: Raw, zone: TimeZoneId): number | null {
  const text = textOf(raw, 'updated_at', 'modified_at')
  return text === null ? null : readOlderInstant(text, zone)
}

function modifiedAt(raw: Raw, zone: TimeZoneId): Instant | null {
  const seconds = modifiedSeconds(raw, zone)
  return seconds === null ? null : (`${printLocal(seconds)}Z` as Instant)
}
