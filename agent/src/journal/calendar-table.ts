import type { Database } from 'better-sqlite3'
import { canonicalJson } from '@chroniton/shared/calendar/json'
import type { SeenCalendar } from '@chroniton/shared/contract/calendar'
import type { CalendarId, ListingId, SourceId } from '@chroniton/shared/contract/ids'

export interface JournalCalendar {
  /** Short for the calendar in the other tables. */
  number: number
  calendarId: CalendarId
  sourceId: SourceId
  nativeId: string
  /** As it was last reported, as JSON: rows are read often and this seldom. Null when it has to be reported again. */
  seen: string | null
  gone: boolean
  cursor: string | null
  /** The next run names every item to the hub. */
  fullDue: boolean
  /** Counts full listings; an item carries the number of the one it was last reported under. */
  listing: number
  /** The full listing under way, or the last one. */
  listingId: ListingId | null
  listedAt: number | null
}

interface Row {
  number: number
  calendar_id: string
  source_id: string
  native_id: string
  seen: string | null
  gone: number
  cursor: string | null
  full_due: number
  listing: number
  listing_id: string | null
  listed_at: number | null
}

export function calendarTable(database: Database) {
  const byId = database.prepare<[string], Row>('SELECT * FROM calendars WHERE calendar_id = ?')
  const ofSource = database.prepare<[string], Row>('SELECT * FROM calendars WHERE source_id = ? ORDER BY number')
  const all = database.prepare<[], Row>('SELECT * FROM calendars ORDER BY number')
  const insert = database.prepare<[string, string, string]>(
    'INSERT INTO calendars (calendar_id, source_id, native_id) VALUES (?, ?, ?)',
  )
  const see = database.prepare<[string, number]>('UPDATE calendars SET seen = ?, gone = 0 WHERE number = ?')
  const lose = database.prepare<[number]>(
    'UPDATE calendars SET gone = 1, seen = NULL, cursor = NULL, full_due = 1, listing_id = NULL WHERE number = ?',
  )
  const begin = database.prepare<[string, number]>(
    'UPDATE calendars SET listing = listing + 1, listing_id = ? WHERE number = ?',
  )
  const end = database.prepare<[string | null, number, number]>(
    'UPDATE calendars SET cursor = ?, listed_at = ?, full_due = 0, listing_id = NULL WHERE number = ?',
  )
  const demand = database.prepare<[number]>('UPDATE calendars SET full_due = 1, listing_id = NULL WHERE number = ?')
  const demandAll = database.prepare('UPDATE calendars SET full_due = 1, listing_id = NULL, seen = NULL, gone = 0')

  /** Every command asks for its calendar; rows change seldom. */
  const remembered = new Map<CalendarId, JournalCalendar | undefined>()
  const changed = (_result: unknown): void => remembered.clear()

  return {
    get(calendarId: CalendarId): JournalCalendar | undefined {
      if (!remembered.has(calendarId)) remembered.set(calendarId, calendarOf(byId.get(calendarId)))
      return remembered.get(calendarId)
    },
    /** What was read inside a transaction that was rolled back is not so. */
    rolledBack: () => remembered.clear(),
    ofSource: (sourceId: SourceId) => ofSource.all(sourceId).map((row) => calendarOf(row)),
    all: () => all.all().map((row) => calendarOf(row)),
    add(calendarId: CalendarId, sourceId: SourceId, nativeId: string): JournalCalendar {
      changed(insert.run(calendarId, sourceId, nativeId))
      return calendarOf(byId.get(calendarId))!
    },
    see: (number: number, seen: SeenCalendar) => changed(see.run(canonicalJson(seen), number)),
    /** A calendar that comes back is listed in full: nothing is known of what happened meanwhile. */
    lose: (number: number) => changed(lose.run(number)),
    beginListing: (number: number, listingId: ListingId) => changed(begin.run(listingId, number)),
    endRun: (number: number, cursor: string | null, at: number) => changed(end.run(cursor, at, number)),
    demandFull: (number: number) => changed(demand.run(number)),
    /** The hub has lost what it knew: everything is told again, and a calendar that is gone is not mentioned. */
    demandEverything: () => changed(demandAll.run()),
  }
}
export type CalendarTable = ReturnType<typeof calendarTable>

export function shownCalendar({ seen }: JournalCalendar): SeenCalendar | null {
  return seen === null ? null : (JSON.parse(seen) as SeenCalendar)
}

function calendarOf(row: Row): JournalCalendar
function calendarOf(row: Row | undefined): JournalCalendar | undefined
function calendarOf(row: Row | undefined): JournalCalendar | undefined {
  return (
    row && {
      number: row.number,
      calendarId: row.calendar_id as CalendarId,
      sourceId: row.source_id as SourceId,
      nativeId: row.native_id,
      seen: row.seen,
      gone: row.gone === 1,
      cursor: row.cursor,
      fullDue: row.full_due === 1,
      listing: row.listing,
      listingId: row.listing_id as ListingId | null,
      listedAt: row.listed_at,
    }
  )
}
