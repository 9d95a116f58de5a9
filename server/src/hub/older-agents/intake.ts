import type { AgentId, CalendarId, CommandId, ItemVersion, ListingId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { inTurns, type Turns } from '../../log/turns.ts'
import type { CalendarRecord } from '../../engine/records.ts'
import type { ListedItem, Listing } from './listing.ts'
import type { ReadList } from './read-list.ts'
import { calendarIdOf, seenCalendar } from './seen-calendar.ts'
import { type Covered, coveredBy, hasAged, isCut, isWithin } from './span.ts'
import type { Verdict } from './verdicts.ts'

export interface IntakeParts {
  agentId: AgentId
  before: Listing
  list: ReadList
  /** Where this hub's agents are set to cut their lists off. */
  cap: number
  /** Seconds since 1970. */
  now: number
  /** A fresh id for the first listing of a calendar. */
  listingId: ListingId
  calendar(calendarId: CalendarRecord['id']): CalendarRecord | undefined
  turns: Turns
}

/** The time that the list covers, for each calendar in it; `null` where absence says nothing. */
export function coverage({ list, cap }: Pick<IntakeParts, 'list' | 'cap'>): Map<string, Covered | null> {
  const present = [...list.present.values()]
  return new Map(
    [...list.lengths].map(([calendar, length]) => {
      const cut = isCut({ all: list.length, calendar: length, cap })
      return [calendar, cut ? null : coveredBy(present.filter((item) => item.calendar === calendar))]
    }),
  )
}

/** What is reported of a list, and what is known afterwards. */
export interface Intake {
  items: ReportItem[]
  after: Listing
  /** The list held nothing that was not known. */
  isSame: boolean
}

/** Made in turns, since lists hold thousands. */
export async function intakeOf(
  parts: IntakeParts,
  covered: ReadonlyMap<string, Covered | null>,
  decided: readonly Verdict[],
  listAgain: readonly CommandId[],
): Promise<Intake> {
  const { before, list, now } = parts
  const settled = decided.flatMap((verdict) => (verdict.kind === 'settled' ? [verdict] : []))
  const told = new Set(settled.map(({ key }) => key))
  const first = firstCalendars(parts)
  const receipts = settled.map(({ receipt }) => receipt)
  const answered = receipts.flatMap((receipt) =>
    receipt.kind === 'applied' ? (receipt.calendar?.calendarId ?? []) : [],
  )
  const items: ReportItem[] = [...calendarItems(parts, new Set(answered)), ...receipts]
  const rest = inTurns(parts.turns)
  const ids = calendarIds(parts)
  for (const [key, { item, hash }] of list.changed) {
    const resting = rest()
    if (resting !== null) await resting
    if (told.has(key)) continue
    const calendarId = ids.get(item.calendar.nativeId)!
    const listingId = first.has(item.calendar.nativeId) ? parts.listingId : null
    const { itemId, content } = item
    items.push(
      'event' in content
        ? { kind: 'event-seen', calendarId, itemId, version: hash as ItemVersion, ...content, mark: null, listingId }
        : { kind: 'item-failed', calendarId, itemId, ...content, listingId },
    )
  }
  const after: Listing = { ...before, at: now, calendars: new Map(before.calendars), items: new Map() }
  for (const [key, item] of before.items) {
    const resting = rest()
    if (resting !== null) await resting
    const isAbsent = list.calendars.has(item.calendar) && !list.present.has(key)
    const isGone = isAbsent && isWithin(item, covered.get(item.calendar) ?? null) && !hasAged(item, before.at, now)
    if (!isGone && !(isAbsent && told.has(key))) after.items.set(key, item)
    else if (!told.has(key)) items.push(goneItem(parts.agentId, item))
  }
  for (const [key, item] of list.present) {
    const resting = rest()
    if (resting !== null) await resting
    after.items.set(key, item)
  }
  for (const [nativeId, calendar] of list.calendars) after.calendars.set(nativeId, calendar)
  for (const nativeId of first) {
    const calendarId = calendarIdOf(parts.agentId, nativeId)
    items.push({
      kind: 'listing-complete',
      calendarId,
      listingId: parts.listingId,
      count: list.lengths.get(nativeId) ?? 0,
    })
  }
  for (const commandId of listAgain) items.push({ kind: 'applied', commandId, item: null, calendar: null })
  return { items, after, isSame: items.length === 0 }
}

/** The ids of the calendars in the list, by their native ones. */
function calendarIds({ agentId, list }: IntakeParts): Map<string, CalendarId> {
  return new Map([...list.calendars.keys()].map((nativeId) => [nativeId, calendarIdOf(agentId, nativeId)]))
}

function goneItem(agentId: AgentId, { calendar, itemId }: ListedItem): ReportItem {
  return { kind: 'event-gone', calendarId: calendarIdOf(agentId, calendar), itemId }
}

/** Calendars of which no whole listing has been told: nothing is written into those before. */
function firstCalendars({ agentId, list, calendar }: IntakeParts): Set<string> {
  const isFirst = (nativeId: string) => calendar(calendarIdOf(agentId, nativeId))?.listed !== true
  return new Set([...list.calendars.keys()].filter(isFirst))
}

/** The calendars that are new, or that a person has renamed; `answered` are told of by a receipt. */
function calendarItems({ agentId, list, calendar }: IntakeParts, answered: ReadonlySet<CalendarId>): ReportItem[] {
  return [...list.calendars.values()].flatMap((shown) => {
    if (answered.has(calendarIdOf(agentId, shown.nativeId))) return []
    const known = calendar(calendarIdOf(agentId, shown.nativeId))
    const seen = seenCalendar(agentId, shown, known)
    const isSame = known?.gone === false && known.seen.metadata.name === seen.metadata.name
    return isSame ? [] : [{ kind: 'calendar-seen' as const, calendar: seen }]
  })
}

const BATCH = { items: 40, characters: 64 * 1024 }
/** An item without its texts. */
const BARE_ITEM = 500

/** Small batches: each is folded in one turn, in which nobody else is answered. */
export function* batchesOf(items: readonly ReportItem[]): Iterable<ReportItem[]> {
  let batch: ReportItem[] = []
  let characters = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (batch.length > 0 && (batch.length >= BATCH.items || characters + size > BATCH.characters)) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(item)
    characters += size
  }
  if (batch.length > 0) yield batch
}

function sizeOf(item: ReportItem): number {
  if (item.kind !== 'event-seen') return BARE_ITEM
  return BARE_ITEM + (item.event.description?.length ?? 0) + (item.event.title?.length ?? 0)
}
