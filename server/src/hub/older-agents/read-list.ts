import { inTurns, type Turns } from '../../log/turns.ts'
import { keyOf, type Listing, type ListedItem } from './listing.ts'
import { type OlderCalendar, type OlderItem, type RawEvent, type ReadingContext, readOlderEvent } from './read-event.ts'

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
  const names = new NameVotes()
  const context: ReadingContext = { agentId, zone: before.zone, people: new Map() }
  const byHash = new Map([...before.items.values()].map((item) => [item.hash, item]))
  const list: ReadList = {
    length: 0,
    skipped: 0,
    present: new Map(),
    changed: new Map(),
    calendars: new Map(),
    lengths: new Map(),
  }
  const rest = inTurns(turns)
  for (const raw of events) {
    list.length++
    const known = byHash.get(raw.hash)
    if (known === undefined) {
      const item = readNew(list, raw, context)
      if (item !== null) names.add(item.calendar)
    } else {
      const calendar = before.calendars.get(known.calendar)!
      add(list, known, calendar)
      names.add(calendar)
    }
    const resting = rest()
    if (resting !== null) await resting
  }
  for (const [id, calendar] of list.calendars) list.calendars.set(id, { ...calendar, name: names.of(id) })
  return list
}

/** Events that are told to be in one calendar may give it several names: the one that most of them give counts. */
class NameVotes {
  readonly #votes = new Map<string, Map<string, number>>()

  add({ nativeId, name }: OlderCalendar): void {
    if (name === null) return
    const votes = this.#votes.get(nativeId) ?? new Map<string, number>()
    this.#votes.set(nativeId, votes.set(name, (votes.get(name) ?? 0) + 1))
  }

  of(nativeId: string): string | null {
    const votes = [...(this.#votes.get(nativeId) ?? [])].toSorted(([, a], [, b]) => b - a)
    return votes[0]?.[0] ?? null
  }
}

function readNew(list: ReadList, raw: RawEvent, context: ReadingContext): OlderItem | null {
  const item = readOlderEvent(raw, context)
  const listed = item === null ? null : listedItem(item, raw.hash)
  // Of two with one id the first counts: nobody could tell them apart later.
  if (item === null || listed === null || list.present.has(keyOf(listed.calendar, listed.itemId))) {
    list.skipped++
    return null
  }
  add(list, listed, item.calendar)
  list.calendars.set(listed.calendar, { ...list.calendars.get(listed.calendar), ...told(item.calendar) })
  list.changed.set(keyOf(listed.calendar, listed.itemId), { item, hash: raw.hash })
  return item
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
