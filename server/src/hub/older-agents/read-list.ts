import { type Turns, TURN_MILLISECONDS } from '../../log/turns.ts'
import { keyOf, type Listing, type ListedItem } from './listing.ts'
import { type OlderCalendar, type OlderItem, type RawEvent, readOlderEvent } from './read-event.ts'

/** What a list holds, against what the one before held. */
export interface ReadList {
  length: number
  /** Events by which nothing can be known again. */
  skipped: number
  /** Every item in it, as it is now. */
  present: Map<string, ListedItem>
  /** Those that are new, or not what they were. */
  changed: Map<string, { item: OlderItem; hash: string }>
  /** The calendars that occur in it. */
  calendars: Map<string, OlderCalendar>
  /** How many of its events lie in each. */
  lengths: Map<string, number>
}

/** Reads a list in turns, so that one of thousands keeps nobody waiting. */
export async function readList(
  events: Iterable<RawEvent>,
  before: Listing,
  agentId: string,
  turns: Turns,
): Promise<ReadList> {
  const byHash = new Map([...before.items.values()].map((item) => [item.hash, item]))
  const list: ReadList = {
    length: 0,
    skipped: 0,
    present: new Map(),
    changed: new Map(),
    calendars: new Map(),
    lengths: new Map(),
  }
  let end = turns.elapsed() + TURN_MILLISECONDS
  for (const raw of events) {
    list.length++
    const known = byHash.get(raw.hash)
    if (known !== undefined) add(list, known, before.calendars.get(known.calendar)!)
    else readNew(list, raw, { agentId, zone: before.zone })
    if (turns.elapsed() < end) continue
    await new Promise<void>((resolve) => turns.next(resolve))
    end = turns.elapsed() + TURN_MILLISECONDS
  }
  return list
}

function readNew(list: ReadList, raw: RawEvent, context: { agentId: string; zone: string }): void {
  const item = readOlderEvent(raw, context)
  const listed = item === null ? null : listedItem(item, raw.hash)
  // Of two with one id the first counts: nobody could tell them apart later.
  if (item === null || listed === null || list.present.has(keyOf(listed.calendar, listed.itemId))) {
    list.skipped++
    return
  }
  add(list, listed, item.calendar)
  list.calendars.set(listed.calendar, { ...list.calendars.get(listed.calendar), ...told(item.calendar) })
  list.changed.set(keyOf(listed.calendar, listed.itemId), { item, hash: raw.hash })
}

function add(list: ReadList, item: ListedItem, calendar: OlderCalendar): void {
  list.present.set(keyOf(item.calendar, item.itemId), item)
  list.lengths.set(item.calendar, (list.lengths.get(item.calendar) ?? 0) + 1)
  if (!list.calendars.has(item.calendar)) list.calendars.set(item.calendar, calendar)
}

/** What an event says of its calendar; one that leaves something out says nothing of it. */
function told(calendar: OlderCalendar): OlderCalendar {
  return Object.fromEntries(Object.entries(calendar).filter(([, value]) => value !== null)) as unknown as OlderCalendar
}

function listedItem({ itemId, ids, calendar, span, recurs, filedAt }: OlderItem, hash: string): ListedItem {
  return {
    itemId,
    calendar: calendar.nativeId,
    hash,
    from: span?.from ?? null,
    to: span?.to ?? null,
    recurs,
    providerId: ids.find((id, index) => index > 0 && id !== itemId) ?? null,
    filedAt,
  }
}
