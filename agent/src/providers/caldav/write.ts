import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { sameEvent } from '@chroniton/shared/calendar/equality'
import { parseCalendar } from '@chroniton/shared/calendar/icalendar/parse'
import { printKnown, type PrintOptions } from '@chroniton/shared/calendar/icalendar/print'
import { updateCalendarText } from '@chroniton/shared/calendar/icalendar/update'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { EventId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import type { HttpAnswer } from '../../http/client.ts'
import type { FailedItem, ItemWrite, ProviderItem, Written } from '../provider.ts'
import type { Condition, Dav } from './dav.ts'
import type { Account } from './discovery.ts'
import { itemIdFor, itemUrl, namesIn } from './href.ts'
import { etagOf, readEtag, readItem, type FetchedItem } from './item.ts'
import type { ItemReader } from './multiget.ts'
import { outcomeOf, readMultistatus, type Outcome } from './multistatus.ts'
import { writeRefusal } from './refusal.ts'
import type { Profile } from './profiles.ts'
import * as requests from './requests.ts'
import { wouldMail } from './scheduling.ts'

export interface WriteDeps {
  dav: Dav
  reader: ItemReader
  account: Account
}

export async function writeItem(
  deps: WriteDeps,
  collection: URL,
  write: ItemWrite,
  signal: AbortSignal,
): Promise<Written> {
  return write.itemId === null
    ? createItem(deps, collection, write, signal)
    : changeItem(deps, collection, { ...write, itemId: write.itemId }, signal)
}

async function createItem(deps: WriteDeps, collection: URL, write: ItemWrite, signal: AbortSignal): Promise<Written> {
  const { dav, reader, account } = deps
  const itemId = itemIdFor(write.eventId)
  const printed = printKnown(write.event, formOf(write))
  const { text } = printed
  stayQuiet(account, null, write)

  if (account.profile.ignoresPreconditions) {
    const existing = await reader.readOne(collection, itemId, signal)
    if (existing) return foundInstead(existing, write, text)
  }
  const answer = await dav.put(itemUrl(collection, itemId), text, { 'if-none-match': '*' }, signal)
  const outcome = outcomeOf(answer)
  if (isDone(outcome)) {
    reader.wrote(collection, itemId, printed)
    return verified(deps, collection, itemId, answer, signal)
  }
  if (outcome.status === 404 || outcome.status === 409) await mustExist(dav, collection, signal)
  if ([400, 403, 409, 412].includes(outcome.status)) {
    const existing = await existingItem(deps, collection, write, outcome, signal)
    if (existing) return foundInstead(existing, write, text)
  }
  throw writeRefusal(answer, outcome)
}

/** What stands in the way of a creation: an item of this name, or one with this UID. */
async function existingItem(
  { dav, reader }: WriteDeps,
  collection: URL,
  write: ItemWrite,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<ProviderItem | FailedItem | null> {
  const byName = await reader.readOne(collection, itemIdFor(write.eventId), signal)
  // Xandikos says 412 of a UID as well, with the condition that failed.
  if (byName || (outcome.status === 412 && outcome.conditions.length === 0)) return byName
  const named = outcome.conflictingHref === null ? null : namesIn(collection)(outcome.conflictingHref)
  if (named?.kind === 'item') return reader.readOne(collection, named.itemId, signal)
  const [itemId] = await itemsWith(dav, collection, 'UID', write.event.uid, signal)
  return itemId === undefined ? null : reader.readOne(collection, itemId, signal)
}

/** The same creation was done before, or something else is in its place. */
function foundInstead(existing: ProviderItem | FailedItem, write: ItemWrite, text: string): Written {
  if (existing.kind === 'item' && isMadeFor(existing, write.eventId)) {
    const wanted = parseCalendar(text).events[0]
    if (wanted && sameEvent(wanted.event, existing.event)) return { itemId: existing.itemId, held: existing }
    throw new CodedError('version-mismatch', `${existing.itemId} was made for this event and shows something else`)
  }
  throw new CodedError(
    'item-refused',
    `the calendar holds another item with the UID "${write.event.uid}" already: ${existing.itemId}`,
  )
}

async function changeItem(
  deps: WriteDeps,
  collection: URL,
  write: ItemWrite & { itemId: ItemId },
  signal: AbortSignal,
): Promise<Written> {
  const { dav, reader, account } = deps
  const { itemId, expectedVersion, role } = write
  const isBlind = role !== 'original' && !account.schedules && keepsCondition(account.profile, expectedVersion)
  const before = isBlind ? null : await currentItem(deps, collection, itemId, expectedVersion, signal)
  if (before) stayQuiet(account, before, write)
  const form = formOf(write)
  const printed = before
    ? { text: updateCalendarText(before.text, write.event, form), read: null }
    : printKnown(write.event, form)

  const put = (condition: Condition) => dav.put(itemUrl(collection, itemId), printed.text, condition, signal)
  let answer = await put(ifMatch(expectedVersion))
  let outcome = outcomeOf(answer)
  if (outcome.status === 412) {
    await currentItem(deps, collection, itemId, expectedVersion, signal)
    answer = await put(UNMATCHABLE)
    outcome = outcomeOf(answer)
  }
  if (isDone(outcome)) {
    reader.wrote(collection, itemId, printed)
    return verified(deps, collection, itemId, answer, signal)
  }
  if ([404, 409, 410].includes(outcome.status)) {
    await mustExist(dav, collection, signal)
    if (outcome.status !== 409) throw new CodedError('item-not-found', `${answer.where} answered ${outcome.status}`)
  }
  throw writeRefusal(answer, outcome)
}

export async function deleteItem(
  deps: WriteDeps,
  collection: URL,
  itemId: ItemId,
  expectedVersion: ItemVersion | null,
  signal: AbortSignal,
): Promise<void> {
  const { dav, reader, account } = deps
  if (account.schedules || (expectedVersion !== null && !keepsCondition(account.profile, expectedVersion))) {
    const fetched = await reader.fetchOne(collection, itemId, signal)
    if (!fetched) return
    stayQuiet(account, mustBeAt(fetched, account, expectedVersion), null)
  }
  let answer = await dav.delete(itemUrl(collection, itemId), ifMatch(expectedVersion), signal)
  let outcome = outcomeOf(answer)
  if (outcome.status === 412) {
    const current = await reader.fetchOne(collection, itemId, signal)
    if (!current) return
    mustBeAt(current, account, expectedVersion)
    answer = await dav.delete(itemUrl(collection, itemId), UNMATCHABLE, signal)
    outcome = outcomeOf(answer)
  }
  if (isDone(outcome) || outcome.status === 410) return
  if (outcome.status === 404) return mustExist(dav, collection, signal)
  throw writeRefusal(answer, outcome)
}

/** The item made for this event: by the name it was given, else by its mark where the server can search. */
export async function findItem(
  { dav, reader }: WriteDeps,
  collection: URL,
  eventId: EventId,
  signal: AbortSignal,
): Promise<ProviderItem | null> {
  const byName = await reader.readOne(collection, itemIdFor(eventId), signal)
  if (byName?.kind === 'item' && isMadeFor(byName, eventId)) return byName
  for (const itemId of await itemsWith(dav, collection, 'X-CHRONITON-ID', eventId, signal)) {
    const item = await reader.readOne(collection, itemId, signal)
    if (item?.kind === 'item' && isMadeFor(item, eventId)) return item
  }
  return null
}

/** Originals carry no mark: their name tells. */
function isMadeFor({ itemId, mark }: ProviderItem, eventId: EventId): boolean {
  return mark === eventId || (mark === null && itemId === itemIdFor(eventId))
}

/** Servers search as well as they can; one that cannot search by this property finds nothing. */
async function itemsWith(
  dav: Dav,
  collection: URL,
  property: string,
  value: string,
  signal: AbortSignal,
): Promise<ItemId[]> {
  const answer = await dav.report(collection, 1, requests.eventsWith(property, value), signal)
  if (answer.status !== 207 && answer.status !== 404) return []
  const nameOf = namesIn(collection)
  const named = [...readMultistatus(answer).responses()].map(({ href }) => nameOf(href))
  return named.flatMap((one) => (one.kind === 'item' ? [one.itemId] : []))
}

/** Only an original invites people: what carries them as attendees may make a server mail them. */
function formOf({ eventId, role }: ItemWrite): PrintOptions {
  return role === 'original' ? { people: 'attendees' } : { people: 'kept', mark: eventId }
}

/**
 * What the server holds now is not what it was given: none keeps the bytes. Where preconditions are not kept the item
 * is read back at once, and anybody's write that came after ours shows by its ETag.
 */
async function verified(
  { reader, account }: WriteDeps,
  collection: URL,
  itemId: ItemId,
  answer: HttpAnswer,
  signal: AbortSignal,
): Promise<Written> {
  if (!account.profile.ignoresPreconditions) return { itemId, held: null }
  const held = await reader.readOne(collection, itemId, signal)
  const ours = readEtag(answer.header('etag'))
  if (held?.kind !== 'item' || (ours !== null && etagOf(held.version) !== ours)) throw mismatch(itemId)
  return { itemId, held }
}

/** The item at the expected version, with its text. */
interface CurrentItem {
  text: string
  event: CalendarEvent | null
}

async function currentItem(
  { reader, account }: WriteDeps,
  collection: URL,
  itemId: ItemId,
  expected: ItemVersion | null,
  signal: AbortSignal,
): Promise<CurrentItem> {
  const fetched = await reader.fetchOne(collection, itemId, signal)
  if (!fetched) throw new CodedError('item-not-found', `${itemId} is not there any more`)
  return mustBeAt(fetched, account, expected)
}

function mustBeAt(fetched: FetchedItem, { profile }: Account, expected: ItemVersion | null): CurrentItem {
  const item = readItem(fetched, profile)
  if (expected !== null && item?.version !== expected) throw mismatch(fetched.itemId)
  return { text: fetched.text, event: item?.kind === 'item' ? item.event : null }
}

/** Asks by what is written as invitations: the people a mirror keeps are none. */
function stayQuiet(account: Account, before: CurrentItem | null, write: ItemWrite | null): void {
  if (!account.schedules) return
  const invitedBefore = before && /^ATTENDEE[;:]/im.test(before.text) ? before.event : null
  const invitedAfter = write?.role === 'original' ? write.event : null
  const reason = wouldMail(invitedBefore, invitedAfter, account.addresses)
  if (reason !== null) throw new CodedError('would-mail-people', reason)
}

async function mustExist(dav: Dav, collection: URL, signal: AbortSignal): Promise<void> {
  await dav.propfind(collection, 0, ['d:resourcetype'], signal)
}

/** Whether the server itself refuses a write to any other version. */
function keepsCondition(profile: Profile, expected: ItemVersion | null): boolean {
  return !profile.ignoresPreconditions && (expected === null || etagOf(expected) !== null)
}

function ifMatch(expected: ItemVersion | null): Condition {
  if (expected === null) return {}
  const etag = etagOf(expected)
  return etag === null ? {} : { 'if-match': etag }
}

/**
 * A server that answers 412 to the ETag it shows (a weak one, one that a proxy has touched) would refuse for ever: the
 * item was just read and found at that version.
 */
const UNMATCHABLE: Condition = {}

function isDone({ status }: Outcome): boolean {
  return status >= 200 && status < 300
}

function mismatch(itemId: ItemId): CodedError {
  return new CodedError('version-mismatch', `${itemId} was changed since it was last seen`)
}
