import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import { DEFAULT_SETTINGS } from '@chroniton/shared/contract/route'
import type Sqlite from 'better-sqlite3'
import type {
  AgentRecord,
  CalendarRecord,
  ConflictRecord,
  EventRecord,
  HoldRecord,
  RequestRecord,
} from '../engine/records.ts'
import type { State, Table } from '../engine/state.ts'
import type { Database } from './database.ts'
import { type Columns, DocumentTable, inPages } from './document-table.ts'
import { eventJson, withMember } from './event-json.ts'
import { sqliteChanges } from './sqlite-changes.ts'
import { sqliteCopies } from './sqlite-copies.ts'
import { sqliteDeletions } from './sqlite-deletions.ts'
import { sqliteDuplicates } from './sqlite-duplicates.ts'
import { sqliteProblems } from './sqlite-problems.ts'
import { nothingTouched, type Touched } from './touched.ts'

/**
 * What the engine remembers, in the hub's database. Nothing is cached: a transaction that is rolled back leaves
 * nothing behind.
 */
export class SqliteState implements State {
  readonly settings: State['settings']
  readonly agents: State['agents']
  readonly calendars: State['calendars']
  readonly routes: State['routes']
  readonly events: State['events']
  readonly copies: State['copies']
  readonly duplicates: State['duplicates']
  readonly conflicts: State['conflicts']
  readonly holds: State['holds']
  readonly changes: State['changes']
  readonly problems: State['problems']
  readonly requests: State['requests']
  readonly deletions: State['deletions']
  #touched = nothingTouched()

  constructor({ sqlite }: Database) {
    const touch = (kind: keyof Touched) => (key: string) => void this.#touched[kind].add(key)
    this.settings = settings(sqlite, touch('settings'))
    this.agents = agents(sqlite, touch('agents'))
    this.calendars = calendars(sqlite, touch('calendars'))
    this.routes = routes(sqlite, touch('routes'))
    this.events = events(sqlite, touch('events'))
    this.copies = sqliteCopies(sqlite, touch('copies'))
    this.duplicates = sqliteDuplicates(sqlite)
    this.conflicts = conflicts(sqlite, touch('conflicts'))
    this.holds = holds(sqlite, touch('holds'))
    this.changes = sqliteChanges(sqlite, touch('changes'))
    this.problems = sqliteProblems(sqlite, touch('problems'))
    this.requests = listed<RequestRecord>(sqlite, 'requests', 'command_id', {
      command_id: (row) => row.commandId,
    }).table
    this.deletions = sqliteDeletions(sqlite)
  }

  /** What was written since the last call. */
  takeTouched(): Touched {
    const touched = this.#touched
    this.#touched = nothingTouched()
    return touched
  }
}

type Touch = (key: string) => void

/** The rows of a record with one key, and a way to ask for more of them. */
function keyed<Row>(
  sqlite: Sqlite.Database,
  name: string,
  key: string,
  columns: Columns<Row>,
  touch: Touch = () => {},
  toJson?: (row: Row) => string,
) {
  const documents = new DocumentTable<Row>(sqlite, name, [key], columns, toJson)
  const keyOf = columns[key] as (row: Row) => string
  const rows: Omit<Table<string, Row>, 'all'> = {
    get: (key) => documents.get(key),
    put(row) {
      documents.put(row)
      touch(keyOf(row))
    },
    delete(key) {
      if (documents.delete(key)) touch(key)
    },
  }
  return { rows, documents }
}

/** A table that is small enough to be listed as a whole. */
function listed<Row>(sqlite: Sqlite.Database, name: string, key: string, columns: Columns<Row>, touch?: Touch) {
  const { rows, documents } = keyed(sqlite, name, key, columns, touch)
  const table: Table<string, Row> = { ...rows, all: documents.query(`order by ${key}`) }
  return { table, documents }
}

function settings(sqlite: Sqlite.Database, touch: Touch): State['settings'] {
  const documents = new DocumentTable<HubSettings>(sqlite, 'settings', ['id'], { id: () => 1 })
  return {
    get: () => documents.get(1) ?? structuredClone(DEFAULT_SETTINGS),
    put(row) {
      documents.put(row)
      touch('')
    },
  }
}

function agents(sqlite: Sqlite.Database, touch: Touch): State['agents'] {
  return listed<AgentRecord>(sqlite, 'agents', 'id', { id: (row) => row.id }, touch).table
}

function calendars(sqlite: Sqlite.Database, touch: Touch): State['calendars'] {
  const columns: Columns<CalendarRecord> = {
    id: (row) => row.id,
    agent_id: (row) => row.agentId,
    source_id: (row) => row.seen.sourceId,
    outstanding_id: (row) => row.outstanding?.commandId ?? null,
    parked_id: (row) => row.parked?.commandId ?? null,
  }
  const { table, documents } = listed(sqlite, 'calendars', 'id', columns, touch)
  const byCommand = documents.query('where outstanding_id = ? or parked_id = ?')
  return {
    ...table,
    ofSource: documents.query('where agent_id = ? and source_id = ? order by id'),
    byCommand: (commandId) => byCommand(commandId, commandId)[0],
  }
}

function routes(sqlite: Sqlite.Database, touch: Touch): State['routes'] {
  const columns: Columns<Route> = {
    id: (row) => row.id,
    from_calendar: (row) => row.from,
    to_calendar: (row) => row.to,
  }
  const { table, documents } = listed(sqlite, 'routes', 'id', columns, touch)
  return {
    ...table,
    from: documents.query('where from_calendar = ? order by id'),
    to: documents.query('where to_calendar = ? order by id'),
  }
}

function events(sqlite: Sqlite.Database, touch: Touch): State['events'] {
  const columns: Columns<EventRecord> = {
    id: (row) => row.id,
    uid: (row) => row.event.uid,
    deleted: (row) => (row.deleted === null ? 0 : 1),
  }
  const toJson = ({ event, ...rest }: EventRecord) => withMember(rest, 'event', eventJson(event))
  const { rows, documents } = keyed(sqlite, 'events', 'id', columns, touch, toJson)
  const page = documents.query('where id > ? order by id limit 200')
  return {
    ...rows,
    all: () => inPages(page, (row) => row.id),
    byUid: documents.query('where uid = ? order by id'),
  }
}

function conflicts(sqlite: Sqlite.Database, touch: Touch): State['conflicts'] {
  const columns: Columns<ConflictRecord> = {
    id: (row) => row.id,
    event_id: (row) => row.eventId,
    state: (row) => row.state,
    at: (row) => row.at,
  }
  const { table, documents } = listed(sqlite, 'conflicts', 'id', columns, touch)
  return { ...table, openOf: documents.query(`where event_id = ? and state = 'open' order by id`) }
}

function holds(sqlite: Sqlite.Database, touch: Touch): State['holds'] {
  const columns: Columns<HoldRecord> = { id: (row) => row.id, calendar_id: (row) => row.calendarId }
  const { table, documents } = listed(sqlite, 'holds', 'id', columns, touch)
  return { ...table, of: documents.query('where calendar_id = ? order by id') }
}
