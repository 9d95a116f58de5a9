import type { CommandId, EventId } from '@chroniton/shared/contract/ids'
import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import { DEFAULT_SETTINGS } from '@chroniton/shared/contract/route'
import type {
  AgentRecord,
  CalendarRecord,
  ChangeRecord,
  ConflictRecord,
  CopyRecord,
  DuplicateRecord,
  EventRecord,
  HoldRecord,
  ProblemRecord,
  RequestRecord,
} from './records.ts'
import { Index, SortedMap } from './sorted-map.ts'
import type { Changes, Copies, Duplicates, Problems, State, Table } from './state.ts'

/** What the engine remembers, in memory: for tests and the simulation. */
export function memoryState(): State {
  let settings: HubSettings = DEFAULT_SETTINGS
  const calendars = table<CalendarRecord>((row) => row.id)
  const routes = table<Route>((row) => row.id)
  const conflicts = table<ConflictRecord>((row) => row.id)
  const holds = table<HoldRecord>((row) => row.id)
  return {
    settings: { get: () => settings, put: (row) => void (settings = row) },
    agents: table<AgentRecord>((row) => row.id),
    calendars: {
      ...calendars,
      ofSource: (agentId, sourceId) =>
        calendars.all().filter((row) => row.agentId === agentId && row.seen.sourceId === sourceId),
      byCommand: (commandId) =>
        calendars.all().find((row) => row.outstanding?.commandId === commandId || row.parked?.commandId === commandId),
    },
    routes: {
      ...routes,
      from: (calendarId) => routes.all().filter((row) => row.from === calendarId),
      to: (calendarId) => routes.all().filter((row) => row.to === calendarId),
    },
    events: eventTable(),
    copies: copyTable(),
    duplicates: duplicateTable(),
    conflicts: {
      ...conflicts,
      openOf: (eventId) => conflicts.all().filter((row) => row.eventId === eventId && row.state === 'open'),
    },
    holds: { ...holds, of: (calendarId) => holds.all().filter((row) => row.calendarId === calendarId) },
    changes: changeTable(),
    problems: problemTable(),
    requests: table<RequestRecord>((row) => row.commandId),
    deletions: deletionTable(),
  }
}

function table<Row>(keyOf: (row: Row) => string): Table<string, Row> {
  const rows = new SortedMap<Row>()
  return {
    get: (key) => rows.get(key),
    put: (row) => rows.set(keyOf(row), row),
    delete: (key) => rows.delete(key),
    all: () => rows.values(),
  }
}

function eventTable(): State['events'] {
  const events = table<EventRecord>((row) => row.id)
  const byUid = new Index<EventRecord>()
  const forget = (id: EventId) => {
    const old = events.get(id)
    if (old !== undefined) byUid.delete(old.event.uid, id)
  }
  return {
    ...events,
    put(row) {
      forget(row.id)
      events.put(row)
      byUid.set(row.event.uid, row.id, row)
    },
    delete(id) {
      forget(id)
      events.delete(id)
    },
    byUid: (uid) => byUid.of(uid),
  }
}

const pair = (first: string, second: string) => `${first}\n${second}`

function commandsOf(copy: CopyRecord): CommandId[] {
  const { outstanding, parked, superseded } = copy
  return [outstanding, parked, ...superseded].flatMap((write) => (write === null ? [] : [write.commandId]))
}

function copyTable(): Copies {
  const rows = new SortedMap<CopyRecord>()
  const ofEvent = new Index<CopyRecord>()
  const ofCalendar = new Index<CopyRecord>()
  const byItem = new Map<string, CopyRecord>()
  const byCommand = new Map<CommandId, CopyRecord>()
  const forget = (key: string) => {
    const old = rows.get(key)
    if (old === undefined) return
    ofEvent.delete(old.eventId, old.calendarId)
    ofCalendar.delete(old.calendarId, old.eventId)
    if (old.itemId !== null) byItem.delete(pair(old.calendarId, old.itemId))
    for (const commandId of commandsOf(old)) byCommand.delete(commandId)
    rows.delete(key)
  }
  const isThere = (copy: CopyRecord) => copy.itemId !== null && copy.gone === null
  return {
    get: (calendarId, eventId) => rows.get(pair(calendarId, eventId)),
    byItem: (calendarId, itemId) => byItem.get(pair(calendarId, itemId)),
    byCommand: (commandId) => byCommand.get(commandId),
    put(copy) {
      const key = pair(copy.calendarId, copy.eventId)
      forget(key)
      rows.set(key, copy)
      ofEvent.set(copy.eventId, copy.calendarId, copy)
      ofCalendar.set(copy.calendarId, copy.eventId, copy)
      if (copy.itemId !== null) byItem.set(pair(copy.calendarId, copy.itemId), copy)
      for (const commandId of commandsOf(copy)) byCommand.set(commandId, copy)
    },
    delete: (calendarId, eventId) => forget(pair(calendarId, eventId)),
    ofEvent: (eventId) => ofEvent.of(eventId),
    ofCalendar: (calendarId) => ofCalendar.of(calendarId),
    count: (calendarId) => ofCalendar.of(calendarId).filter(isThere).length,
    notListed: (calendarId, listingId) =>
      ofCalendar.of(calendarId).filter((copy) => isThere(copy) && copy.listingId !== listingId),
    withoutItem: (calendarId) => ofCalendar.of(calendarId).filter((copy) => copy.itemId === null),
    parked: (calendarId) => ofCalendar.of(calendarId).filter((copy) => copy.parked !== null),
  }
}

function duplicateTable(): Duplicates {
  const ofCalendar = new Index<DuplicateRecord>()
  const all = (calendarId: string) => ofCalendar.of(calendarId)
  return {
    get: (calendarId, itemId) => all(calendarId).find((row) => row.itemId === itemId),
    put: (row) => ofCalendar.set(row.calendarId, row.itemId, row),
    delete: (calendarId, itemId) => ofCalendar.delete(calendarId, itemId),
    ofCopy: (calendarId, eventId) => all(calendarId).filter((row) => row.eventId === eventId),
    ofCalendar: all,
  }
}

function changeTable(): Changes {
  const rows = new Map<string, ChangeRecord>()
  const newestFirst = (matches: (row: ChangeRecord) => boolean) => [...rows.values()].filter(matches).reverse()
  return {
    get: (id) => rows.get(id),
    put: (row) => void rows.set(row.id, row),
    ofEvent: (eventId) => newestFirst((row) => row.eventId === eventId),
    ofEntry: (position) => newestFirst((row) => row.position === position),
    all: () => rows.values(),
  }
}

function problemTable(): Problems {
  const keyOf = (...parts: (string | null)[]) => parts.map((part) => part ?? '').join('\n')
  const rows = table<ProblemRecord>((row) => keyOf(row.agentId, row.sourceId, row.calendarId, row.itemId))
  return {
    put: rows.put,
    clear: (...parts) => {
      const key = keyOf(...parts)
      const isThere = rows.get(key) !== undefined
      rows.delete(key)
      return isThere
    },
    ofCalendar: (calendarId) => rows.all().filter((row) => row.calendarId === calendarId),
    all: rows.all,
  }
}

function deletionTable(): State['deletions'] {
  const rows = new SortedMap<{ calendarId: string; at: string; count: number }>()
  return {
    add(calendarId, at, count) {
      const key = pair(calendarId, at)
      rows.set(key, { calendarId, at, count: (rows.get(key)?.count ?? 0) + count })
    },
    since: (calendarId, at) =>
      rows
        .values()
        .filter((row) => row.calendarId === calendarId && row.at >= at)
        .reduce((sum, row) => sum + row.count, 0),
    forgetBefore(at) {
      for (const row of rows.values()) if (row.at < at) rows.delete(pair(row.calendarId, row.at))
    },
    all: () => rows.values() as ReturnType<State['deletions']['all']>,
  }
}
