import { createHash } from 'node:crypto'
import type { CalendarChanges, CalendarMetadata } from '@chroniton/shared/contract/calendar'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { NativeCalendar } from '../provider.ts'
import { CALENDAR_PROPS, isCalendar, nativeCalendar, writeColor } from './calendars.ts'
import type { Dav } from './dav.ts'
import type { Account } from './discovery.ts'
import { collectionPath } from './href.ts'
import { outcomeOf, readMultistatus } from './multistatus.ts'
import type { Profile } from './profiles.ts'
import { writeRefusal } from './refusal.ts'

export interface CalendarChangeDeps {
  dav: Dav
  account: Account
}

/**
 * One request for each property: a server that refuses a colour may have applied the name beside it or not, and a
 * name must not fail for a colour.
 */
export async function changeCalendar(
  { dav, account }: CalendarChangeDeps,
  collection: URL,
  changes: CalendarChanges,
  signal: AbortSignal,
): Promise<NativeCalendar> {
  const refusals: string[] = []
  for (const [property, value] of propertiesOf(changes, account)) {
    const refusal = await changeProperty(dav, collection, property, value, signal)
    if (refusal !== null) refusals.push(refusal)
  }
  if (refusals.length > 0) throw new CodedError('calendar-refused-change', refusals.join('; '))
  return readCalendar(dav, collection, account.profile, signal)
}

function propertiesOf({ name, color, description }: CalendarChanges, { profile }: Account): [string, string | null][] {
  if (description !== undefined && !profile.changesDescription) {
    throw new CodedError('not-supported', 'this server keeps no description of a calendar')
  }
  if (color === null && !profile.removesColor) {
    throw new CodedError('not-supported', 'this server cannot take the colour of a calendar away')
  }
  return [
    ...(name === undefined ? [] : [['d:displayname', name] as [string, string]]),
    ...(color === undefined
      ? []
      : [['a:calendar-color', color && writeColor(color, profile)] as [string, string | null]]),
    ...(description === undefined ? [] : [['c:calendar-description', description] as [string, string | null]]),
  ]
}

/** Why the server refuses this property; null when it took it. */
async function changeProperty(
  dav: Dav,
  collection: URL,
  property: string,
  value: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  const answer = await dav.proppatch(collection, property, value, signal)
  const label = property.slice(property.indexOf(':') + 1)
  if (answer.status === 207) {
    for (const response of readMultistatus(answer).responses()) {
      const status = response.refused.get(property) ?? (response.status === null ? 200 : response.status)
      if (status === 403 && response.conditions.includes('d:need-privileges')) throw readOnly(answer.where)
      // Removing what is not there is a success under any name.
      if (status >= 300 && !(value === null && status === 404)) return `${label}: ${status}`
    }
    return null
  }
  if (answer.status === 404 || answer.status === 410) {
    throw new CodedError('calendar-not-found', `${answer.where} answered ${answer.status}`)
  }
  if (answer.status === 403) throw readOnly(answer.where)
  if (answer.status === 400 || answer.status === 409 || answer.status === 422) return `${label}: ${answer.status}`
  if (answer.status >= 300) throw answer.failure()
  return null
}

function readOnly(where: string): CodedError {
  return new CodedError('calendar-read-only', `${where} answered 403`)
}

export async function readCalendar(
  dav: Dav,
  collection: URL,
  profile: Profile,
  signal: AbortSignal,
): Promise<NativeCalendar> {
  const { url, responses } = await dav.propfind(collection, 0, CALENDAR_PROPS, signal)
  const [response] = responses
  if (!response || !isCalendar(response)) {
    throw new CodedError('calendar-not-found', `${url.href} is not a calendar of events`)
  }
  return nativeCalendar(collection, response, profile)
}

/** The path follows from the key alone, so that a repeated creation comes to the same calendar. */
export async function createCalendar(
  deps: CalendarChangeDeps,
  metadata: CalendarMetadata,
  key: string,
  signal: AbortSignal,
): Promise<{ url: URL; calendar: NativeCalendar }> {
  const { dav, account } = deps
  const [home] = account.homes
  if (!home)
    throw new CodedError('not-supported', 'the configured address is one calendar; others cannot be made beside it')
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32)
  const url = new URL(`${collectionPath(home)}${name}/`, home.origin)

  const answer = await dav.mkcalendar(url, metadata.name, signal)
  const outcome = outcomeOf(answer)
  const made = outcome.status >= 200 && outcome.status < 300
  if (!made && ![403, 405, 409, 501].includes(outcome.status)) throw answer.failure()
  try {
    await readCalendar(dav, url, account.profile, signal)
  } catch (error) {
    if (made || !(error instanceof CodedError) || error.code !== 'calendar-not-found') throw error
    if (outcome.status === 405 || outcome.status === 501) {
      throw new CodedError('not-supported', `${answer.where} answered ${outcome.status}: calendars cannot be made here`)
    }
    throw writeRefusal(answer, outcome)
  }
  const { name: displayName, color, description } = metadata
  const wanted = [{ name: displayName }, ...(color ? [{ color }] : []), ...(description ? [{ description }] : [])]
  for (const changes of wanted) {
    try {
      await changeCalendar(deps, url, changes, signal)
    } catch (error) {
      // A calendar without the colour asked for is better than none; what it shows is what is handed back.
      if (!(error instanceof CodedError) || !['not-supported', 'calendar-refused-change'].includes(error.code))
        throw error
    }
  }
  return { url, calendar: await readCalendar(dav, url, account.profile, signal) }
}

export async function deleteCalendar({ dav }: CalendarChangeDeps, collection: URL, signal: AbortSignal): Promise<void> {
  const answer = await dav.delete(collection, {}, signal)
  const outcome = outcomeOf(answer)
  if (outcome.status < 300 || outcome.status === 404 || outcome.status === 410) return
  if (outcome.status === 403) throw readOnly(answer.where)
  if (outcome.status === 405 || outcome.status === 501) {
    throw new CodedError('not-supported', `${answer.where} answered ${outcome.status}: this calendar cannot be deleted`)
  }
  throw answer.failure()
}
