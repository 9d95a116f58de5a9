import type { CalendarEvent, LocalDateTime, PatchObject } from '@chroniton/shared/calendar/event'
import { alertKey } from '@chroniton/shared/calendar/keys'
import { parseLocal, printLocal } from '@chroniton/shared/calendar/local-time'
import type { Chance } from './chance.ts'

/** Gives a number that no edit had before. */
export type Token = () => number

const WEEK_SECONDS = 7 * 24 * 3600
const OCCURRENCES = 6
const EPOCH = parseLocal('2026-01-05T00:00:00')!

/** A start that no other event or edit ever has. */
function newStart(token: Token): LocalDateTime {
  const number = token()
  return printLocal(EPOCH + (number % 300) * 24 * 3600 + (7 + Math.floor(number / 300)) * 3600 + (number % 60) * 60)
}

export function newEvent(uid: string, chance: Chance, token: Token): CalendarEvent {
  const allDay = chance.happens(0.1)
  const start = newStart(token)
  return {
    '@type': 'Event',
    uid,
    title: `  Meeting  t${token()} `,
    ...(allDay
      ? { start: `${start.slice(0, 10)}T00:00:00`, showWithoutTime: true, duration: 'P1D' }
      : { start, timeZone: chance.pick(['Europe/Zurich', 'America/New_York']), duration: 'PT45M30S' }),
    ...(chance.happens(0.5) ? { description: `d${token()} about everything that is to be said` } : {}),
    ...(chance.happens(0.3) ? { alerts: newAlert(token) } : {}),
    ...(chance.happens(0.3) ? { keywords: { [`k${token()}`]: true as const } } : {}),
    ...(chance.happens(0.3) ? { participants: newParticipant(token) } : {}),
    ...(chance.happens(0.3) ? { recurrenceRules: [{ frequency: 'weekly', count: OCCURRENCES }] } : {}),
  }
}

function newAlert(token: Token): NonNullable<CalendarEvent['alerts']> {
  const alert = { trigger: { '@type': 'OffsetTrigger', offset: `-PT${token()}S` }, action: 'display' } as const
  return { [alertKey(alert)]: alert }
}

function newParticipant(token: Token): NonNullable<CalendarEvent['participants']> {
  const number = token()
  const email = `p${number}@example.org`
  return {
    [`p${number}`]: { name: `Person ${number}`, email, roles: { attendee: true }, participationStatus: 'accepted' },
  }
}

type Edit = (event: CalendarEvent, chance: Chance, token: Token) => CalendarEvent

const editTitle: Edit = (event, _chance, token) => ({ ...event, title: `Title t${token()}` })
const editDescription: Edit = (event, chance, token) => ({
  ...event,
  description: chance.happens(0.15) ? undefined : `d${token()} and some more words on it\n`,
})
const editTime: Edit = (event, _chance, token) => moved(event, newStart(token))
const editDuration: Edit = (event, _chance, token) =>
  event.showWithoutTime ? event : { ...event, duration: `PT1H${token() % 59}M` }
const addAlert: Edit = (event, _chance, token) => ({ ...event, alerts: { ...event.alerts, ...newAlert(token) } })
const addPerson: Edit = (event, _chance, token) => ({
  ...event,
  participants: { ...event.participants, ...newParticipant(token) },
})
const editPerson: Edit = (event, chance, token) => {
  const keys = Object.keys(event.participants ?? {})
  if (keys.length === 0) return event
  const key = chance.pick(keys)
  const person = { ...event.participants![key], name: `Person ${token()}` }
  return { ...event, participants: { ...event.participants, [key]: person } }
}
const addKeyword: Edit = (event, _chance, token) => ({
  ...event,
  keywords: { ...event.keywords, [`k${token()}`]: true },
})
const removeOne =
  (property: 'alerts' | 'participants' | 'keywords'): Edit =>
  (event, chance) => {
    // Of the keywords only those that people made: the others tell where the event comes from.
    const keys = Object.keys(event[property] ?? {}).filter((key) => property !== 'keywords' || /^k\d/.test(key))
    if (keys.length === 0) return event
    const { [chance.pick(keys)]: _gone, ...rest } = event[property] as Record<string, unknown>
    return { ...event, [property]: rest }
  }
const editRule: Edit = (event, chance) =>
  event.recurrenceRules ? { ...event, recurrenceRules: [{ frequency: 'weekly', count: chance.between(4, 9) }] } : event

const moveOccurrence: Edit = (event, chance, token) =>
  withOverride(event, chance, () => ({
    ...(event.showWithoutTime ? {} : { start: newStart(token) }),
    title: `Moved t${token()}`,
  }))
const nameOccurrence: Edit = (event, chance, token) => withOverride(event, chance, () => ({ title: `One t${token()}` }))
const dropOccurrence: Edit = (event, chance) => withOverride(event, chance, () => ({ excluded: true }))

const EDITS: Edit[] = [
  editTitle,
  editTitle,
  editTitle,
  editTime,
  editTime,
  editDuration,
  editDescription,
  addAlert,
  addPerson,
  editPerson,
  addKeyword,
  removeOne('alerts'),
  removeOne('participants'),
  removeOne('keywords'),
]
const SERIES_EDITS: Edit[] = [moveOccurrence, moveOccurrence, nameOccurrence, dropOccurrence, editTime, editRule]

/** The event as somebody has changed it, in one or two ways. */
export function edited(event: CalendarEvent, chance: Chance, token: Token): CalendarEvent {
  let result = event
  for (let times = chance.happens(0.25) ? 2 : 1; times > 0; times--) {
    const edits = event.recurrenceRules && chance.happens(0.5) ? SERIES_EDITS : EDITS
    result = chance.pick(edits)(result, chance, token)
  }
  return result
}

/** A calendar program takes the exceptions along when a series is moved. */
function moved(event: CalendarEvent, to: LocalDateTime): CalendarEvent {
  const start = event.showWithoutTime ? `${to.slice(0, 10)}T00:00:00` : to
  const by = parseLocal(start)! - parseLocal(event.start)!
  const overrides = Object.entries(event.recurrenceOverrides ?? {}).map(
    ([key, patch]) => [printLocal(parseLocal(key)! + by), patch] as const,
  )
  return {
    ...event,
    start,
    ...(overrides.length > 0 ? { recurrenceOverrides: Object.fromEntries(overrides) } : {}),
  }
}

function withOverride(event: CalendarEvent, chance: Chance, patch: () => PatchObject): CalendarEvent {
  if (!event.recurrenceRules) return event
  const key = printLocal(parseLocal(event.start)! + chance.between(1, 3) * WEEK_SECONDS)
  const present = event.recurrenceOverrides?.[key]
  if (present?.['excluded'] === true) return event
  return { ...event, recurrenceOverrides: { ...event.recurrenceOverrides, [key]: patch() } }
}
