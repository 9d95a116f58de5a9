import type { TimeZoneId } from '@chroniton/shared/calendar/event'
import type { AgentId, ItemId } from '@chroniton/shared/contract/ids'
import type { Database } from '../../store/database.ts'
import type { ListPrint } from './list-scanner.ts'
import type { OlderCalendar } from './read-event.ts'

/** An item as an older agent last listed it. */
export interface ListedItem {
  itemId: ItemId
  calendar: string
  /** Of the event exactly as it stood in the list. */
  hash: string
  /** When it takes place, by the agent's wall clocks; `null` where that cannot be read. */
  from: number | null
  to: number | null
  recurs: boolean
  /** The id by which the agent's provider knows it, where that is another one. */
  providerId: string | null
  /** Of one that is read from a file: when that was written, in seconds since 1970. */
  filedAt: number | null
}

/** A list that says nothing new when it comes again as it was. */
export interface SettledList {
  print: ListPrint
  zone: TimeZoneId
  calendars: string[]
  length: number
  skipped: number
}

/** What an older agent's last lists held, all in all. */
export interface Listing {
  /** Its times were read by this zone's clocks. */
  zone: TimeZoneId
  /** When the last list came, in seconds since 1970. */
  at: number
  calendars: Map<string, OlderCalendar>
  /** By calendar and item, as `keyOf` joins them. */
  items: Map<string, ListedItem>
}

export function keyOf(calendar: string, itemId: ItemId): string {
  return `${calendar}\n${itemId}`
}

export function emptyListing(zone: TimeZoneId): Listing {
  return { zone, at: 0, calendars: new Map(), items: new Map() }
}

type Row = [
  itemId: ItemId,
  hash: string,
  from: number | null,
  to: number | null,
  recurs: 0 | 1,
  providerId: string | null,
  filedAt: number | null,
]

interface Stored {
  zone: TimeZoneId
  at: number
  calendars: { calendar: OlderCalendar; items: Row[] }[]
}

/** One row for each agent: a list of thousands that has changed in one place costs one write. */
export class ListingRows {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  get(agentId: AgentId): Listing | null {
    const json = this.#database.sqlite
      .prepare('select json from older_listings where agent_id = ?')
      .pluck()
      .get(agentId) as string | undefined
    if (json === undefined) return null
    const { zone, at, calendars } = JSON.parse(json) as Stored
    const listing: Listing = { ...emptyListing(zone), at }
    for (const { calendar, items } of calendars) {
      listing.calendars.set(calendar.nativeId, calendar)
      for (const [itemId, hash, from, to, recurs, providerId, filedAt] of items) {
        const item = { itemId, calendar: calendar.nativeId, hash, from, to, recurs: recurs === 1, providerId, filedAt }
        listing.items.set(keyOf(calendar.nativeId, itemId), item)
      }
    }
    return listing
  }

  /** The last list, where that is a long one; `null` also where time alone may change what it says. */
  last(agentId: AgentId): SettledList | null {
    const json = this.#database.sqlite
      .prepare('select last from older_listings where agent_id = ?')
      .pluck()
      .get(agentId) as string | null | undefined
    return json === undefined || json === null ? null : (JSON.parse(json) as SettledList)
  }

  put(agentId: AgentId, { zone, at, calendars, items }: Listing, last: SettledList | null): void {
    const rows = new Map<string, Row[]>([...calendars.keys()].map((id) => [id, []]))
    for (const { itemId, calendar, hash, from, to, recurs, providerId, filedAt } of items.values()) {
      rows.get(calendar)?.push([itemId, hash, from, to, recurs ? 1 : 0, providerId, filedAt])
    }
    const stored: Stored = {
      zone,
      at,
      calendars: [...calendars.values()].map((calendar) => ({ calendar, items: rows.get(calendar.nativeId) ?? [] })),
    }
    this.#database.sqlite
      .prepare(
        `insert into older_listings (agent_id, json, last) values (?, ?, ?)
         on conflict (agent_id) do update set json = excluded.json, last = excluded.last`,
      )
      .run(agentId, JSON.stringify(stored), last && JSON.stringify(last))
  }

  delete(agentId: AgentId): void {
    this.#database.sqlite.prepare('delete from older_listings where agent_id = ?').run(agentId)
  }
}
