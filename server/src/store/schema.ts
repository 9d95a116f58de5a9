import type { ApiKeyId, AuditRecord, PersonId } from '@chroniton/shared/contract/access'
import type { Command } from '@chroniton/shared/contract/command'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type {
  AgentId,
  BatchId,
  CalendarId,
  ChangeId,
  CommandId,
  ConflictId,
  EventId,
  HoldId,
  Instant,
  ItemId,
  ListingId,
  Position,
  RouteId,
  SourceId,
} from '@chroniton/shared/contract/ids'
import type { Permission, Role } from '@chroniton/shared/contract/permission'
import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
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
} from '../engine/records.ts'

/*
 * A record of the engine is one row: what it is looked up by, and the whole record as JSON. The columns beside the
 * JSON repeat what it holds and are written with it, never alone.
 */

const id = <Id extends string>(name: string) => text(name).$type<Id>()
const json = <Row>() => text('json', { mode: 'json' }).$type<Row>().notNull()
const instant = (name: string) => text(name).$type<Instant>()
const position = (name = 'position') => integer(name).$type<Position>()

/** What the hub knows once: `hub_id`, `folded_position`, `trimmed_position`. */
export const meta = sqliteTable('meta', { key: text('key').primaryKey(), value: text('value').notNull() })

// The log

export const entries = sqliteTable(
  'entries',
  {
    position: position().primaryKey({ autoIncrement: true }),
    acceptedAt: instant('accepted_at').notNull(),
    seed: text('seed').notNull(),
    /** Of a report; `null` for a decision. */
    agentId: id<AgentId>('agent_id'),
    sequence: integer('sequence'),
    batchId: id<BatchId>('batch_id'),
    body: text('body').notNull(),
  },
  (table) => [
    uniqueIndex('entries_of_agent')
      .on(table.agentId, table.sequence)
      .where(sql`agent_id is not null`),
  ],
)

/** The last batch taken from each agent; outlives the entry that carried it. */
export const streams = sqliteTable('streams', {
  agentId: id<AgentId>('agent_id').primaryKey(),
  sequence: integer('sequence').notNull(),
  batchId: id<BatchId>('batch_id').notNull(),
  position: position().notNull(),
})

// What the engine remembers

export const settings = sqliteTable('settings', { id: integer('id').primaryKey(), json: json<HubSettings>() })

export const agents = sqliteTable('agents', { id: id<AgentId>('id').primaryKey(), json: json<AgentRecord>() })

export const calendars = sqliteTable(
  'calendars',
  {
    id: id<CalendarId>('id').primaryKey(),
    agentId: id<AgentId>('agent_id').notNull(),
    sourceId: id<SourceId>('source_id').notNull(),
    outstandingId: id<CommandId>('outstanding_id'),
    parkedId: id<CommandId>('parked_id'),
    json: json<CalendarRecord>(),
  },
  (table) => [
    index('calendars_of_source').on(table.agentId, table.sourceId),
    index('calendars_by_outstanding')
      .on(table.outstandingId)
      .where(sql`outstanding_id is not null`),
    index('calendars_by_parked')
      .on(table.parkedId)
      .where(sql`parked_id is not null`),
  ],
)

export const routes = sqliteTable(
  'routes',
  {
    id: id<RouteId>('id').primaryKey(),
    from: id<CalendarId>('from_calendar').notNull(),
    to: id<CalendarId>('to_calendar').notNull(),
    json: json<Route>(),
  },
  (table) => [index('routes_from').on(table.from), index('routes_to').on(table.to)],
)

export const events = sqliteTable(
  'events',
  {
    id: id<EventId>('id').primaryKey(),
    uid: text('uid').notNull(),
    deleted: integer('deleted', { mode: 'boolean' }).notNull(),
    json: json<EventRecord>(),
  },
  (table) => [
    index('events_by_uid').on(table.uid),
    // Counting those that are there must not read them all.
    index('events_by_deleted').on(table.deleted),
  ],
)

export const copies = sqliteTable(
  'copies',
  {
    calendarId: id<CalendarId>('calendar_id').notNull(),
    eventId: id<EventId>('event_id').notNull(),
    itemId: id<ItemId>('item_id'),
    /** It has an item that is not gone. */
    present: integer('present', { mode: 'boolean' }).notNull(),
    outstandingId: id<CommandId>('outstanding_id'),
    parkedId: id<CommandId>('parked_id'),
    listingId: id<ListingId>('listing_id'),
    json: json<CopyRecord>(),
  },
  (table) => [
    primaryKey({ columns: [table.calendarId, table.eventId] }),
    index('copies_of_event').on(table.eventId),
    index('copies_by_item')
      .on(table.calendarId, table.itemId, table.present)
      .where(sql`item_id is not null`),
    index('copies_without_item')
      .on(table.calendarId)
      .where(sql`item_id is null`),
    index('copies_by_outstanding')
      .on(table.outstandingId)
      .where(sql`outstanding_id is not null`),
    index('copies_by_parked')
      .on(table.parkedId)
      .where(sql`parked_id is not null`),
  ],
)

/** The commands of copies that were replaced before their receipt came. */
export const superseded = sqliteTable(
  'superseded',
  {
    commandId: id<CommandId>('command_id').primaryKey(),
    calendarId: id<CalendarId>('calendar_id').notNull(),
    eventId: id<EventId>('event_id').notNull(),
  },
  (table) => [index('superseded_of_copy').on(table.calendarId, table.eventId)],
)

export const duplicates = sqliteTable(
  'duplicates',
  {
    calendarId: id<CalendarId>('calendar_id').notNull(),
    itemId: id<ItemId>('item_id').notNull(),
    eventId: id<EventId>('event_id').notNull(),
    json: json<DuplicateRecord>(),
  },
  (table) => [
    primaryKey({ columns: [table.calendarId, table.itemId] }),
    index('duplicates_of_copy').on(table.calendarId, table.eventId),
  ],
)

export const conflicts = sqliteTable(
  'conflicts',
  {
    id: id<ConflictId>('id').primaryKey(),
    eventId: id<EventId>('event_id').notNull(),
    state: text('state').$type<ConflictRecord['state']>().notNull(),
    at: instant('at').notNull(),
    json: json<ConflictRecord>(),
  },
  (table) => [index('conflicts_of_event').on(table.eventId), index('conflicts_by_state').on(table.state, table.at)],
)

export const holds = sqliteTable(
  'holds',
  {
    id: id<HoldId>('id').primaryKey(),
    calendarId: id<CalendarId>('calendar_id').notNull(),
    json: json<HoldRecord>(),
  },
  (table) => [index('holds_of_calendar').on(table.calendarId)],
)

export const changes = sqliteTable(
  'changes',
  {
    /** Grows with every change: newest first is by this. */
    number: integer('number').primaryKey({ autoIncrement: true }),
    id: id<ChangeId>('id').notNull(),
    eventId: id<EventId>('event_id').notNull(),
    position: position().notNull(),
    json: json<ChangeRecord>(),
  },
  (table) => [
    uniqueIndex('changes_by_id').on(table.id),
    index('changes_of_event').on(table.eventId),
    index('changes_of_entry').on(table.position),
  ],
)

/** In the key an absent source, calendar or item is the empty string, because SQLite holds two nulls for different. */
export const problems = sqliteTable(
  'problems',
  {
    agentId: id<AgentId>('agent_id').notNull(),
    sourceId: text('source_id').notNull(),
    calendarId: text('calendar_id').notNull(),
    itemId: text('item_id').notNull(),
    json: json<ProblemRecord>(),
  },
  (table) => [
    primaryKey({ columns: [table.agentId, table.sourceId, table.calendarId, table.itemId] }),
    index('problems_of_calendar').on(table.calendarId),
  ],
)

export const requests = sqliteTable('requests', {
  commandId: id<CommandId>('command_id').primaryKey(),
  json: json<RequestRecord>(),
})

/** How many deletions an instant brought in a calendar. */
export const deletions = sqliteTable(
  'deletions',
  {
    calendarId: id<CalendarId>('calendar_id').notNull(),
    at: instant('at').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.calendarId, table.at] })],
)

// The outbox

export const outbox = sqliteTable(
  'outbox',
  {
    position: position().primaryKey({ autoIncrement: true }),
    agentId: id<AgentId>('agent_id').notNull(),
    commandId: id<CommandId>('command_id').notNull(),
    calendarId: id<CalendarId>('calendar_id'),
    eventId: id<EventId>('event_id'),
    kind: text('kind').$type<Command['kind']>().notNull(),
    /** The command as it goes down the wire. */
    json: text('json').notNull(),
    queuedAt: instant('queued_at').notNull(),
    state: text('state').$type<'waiting' | 'parked'>().notNull(),
    code: text('code').$type<ErrorCode>(),
    detail: text('detail'),
  },
  (table) => [
    uniqueIndex('outbox_by_command').on(table.commandId),
    index('outbox_of_agent').on(table.agentId, table.position),
  ],
)

// Who may talk to the hub: known to this hub alone, no part of the log

export const credentials = sqliteTable(
  'credentials',
  {
    secretHash: text('secret_hash').primaryKey(),
    agentId: id<AgentId>('agent_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** When the agent first came with it; it has stored it then. Null: it counts beside the one it is to replace. */
    confirmedAt: instant('confirmed_at'),
    /** Since when somebody wants the agent to replace it. */
    renewalAskedAt: instant('renewal_asked_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index('credentials_of_agent').on(table.agentId)],
)

export const joinTokens = sqliteTable('join_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  agentId: id<AgentId>('agent_id').notNull(),
  agentName: text('agent_name').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
})

export const peopleKeys = sqliteTable('people_keys', {
  keyHash: text('key_hash').primaryKey(),
  name: text('name').notNull(),
  createdAt: instant('created_at').notNull(),
})

// People, their keys, and who did what: known to this hub alone, no part of the log

export const people = sqliteTable(
  'people',
  {
    id: id<PersonId>('id').primaryKey(),
    name: text('name').notNull(),
    /** The name as it is compared. */
    nameKey: text('name_key').notNull(),
    role: text('role').$type<Role>().notNull(),
    passwordHash: text('password_hash'),
    /** Who the person is at the OpenID Connect provider. */
    issuer: text('issuer'),
    subject: text('subject'),
    createdAt: instant('created_at').notNull(),
    lastSignInAt: instant('last_sign_in_at'),
  },
  (table) => [
    uniqueIndex('people_by_name').on(table.nameKey),
    uniqueIndex('people_by_subject')
      .on(table.issuer, table.subject)
      .where(sql`subject is not null`),
  ],
)

export const sessions = sqliteTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    id: text('id').notNull(),
    personId: id<PersonId>('person_id').notNull(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at').notNull(),
    /** Used or not. */
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [uniqueIndex('sessions_by_id').on(table.id), index('sessions_of_person').on(table.personId)],
)

/** With such a link a person chooses a password. */
export const passwordLinks = sqliteTable(
  'password_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    personId: id<PersonId>('person_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('password_links_of_person').on(table.personId)],
)

export const apiKeys = sqliteTable(
  'api_keys',
  {
    keyHash: text('key_hash').primaryKey(),
    id: id<ApiKeyId>('id').notNull(),
    name: text('name').notNull(),
    permissions: text('permissions', { mode: 'json' }).$type<Permission[]>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [uniqueIndex('api_keys_by_id').on(table.id)],
)

/** Rows are never changed or deleted; triggers see to that. */
export const audit = sqliteTable(
  'audit',
  {
    number: integer('number').primaryKey(),
    at: instant('at').notNull(),
    who: text('who'),
    kind: text('kind').$type<AuditRecord['kind']>().notNull(),
    from: text('from_address'),
    action: text('action').notNull(),
    object: text('object'),
    ok: integer('ok', { mode: 'boolean' }).notNull(),
    detail: text('detail'),
    hash: text('hash').notNull(),
  },
  (table) => [index('audit_by_action').on(table.action), index('audit_by_who').on(table.who)],
)

/** When an agent was last there, and what it said of itself. */
export const sightings = sqliteTable('sightings', {
  agentId: id<AgentId>('agent_id').primaryKey(),
  lastSeenAt: instant('last_seen_at').notNull(),
  /** The agent's last hello as JSON. */
  hello: text('hello').notNull(),
})

// Older agents, which poll over HTTP: known to this hub alone, no part of the log

export const olderAgents = sqliteTable('older_agents', {
  agentId: id<AgentId>('agent_id').primaryKey(),
  lastSeenAt: instant('last_seen_at').notNull(),
  /** It came without any credential when it was last there. */
  withoutCredential: integer('without_credential', { mode: 'boolean' }).notNull(),
  /** What it says of itself, as JSON. */
  json: text('json').notNull(),
})

/** What each older agent's last list held, so that only what has changed since is reported. */
export const olderListings = sqliteTable('older_listings', {
  agentId: id<AgentId>('agent_id').primaryKey(),
  json: text('json').notNull(),
  /** By what the last list is known when it comes again, as JSON; `null` where it must be read all the same. */
  last: text('last'),
})

/** The long list that an older agent was answered for and that is yet to be read, in parts; it is whole when the last part is there. */
export const olderLists = sqliteTable(
  'older_lists',
  {
    agentId: id<AgentId>('agent_id').notNull(),
    part: integer('part').notNull(),
    parts: integer('parts').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** Of the gzipped text. */
    bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.agentId, table.part] })],
)

/** Every command that an older agent was told as an update, and what became of it. */
export const olderUpdates = sqliteTable(
  'older_updates',
  {
    commandId: id<CommandId>('command_id').primaryKey(),
    agentId: id<AgentId>('agent_id').notNull(),
    /** The command as JSON. */
    json: text('json').notNull(),
    toldAt: instant('told_at').notNull(),
    confirmedAt: instant('confirmed_at'),
    /** How many lists the agent has sent since it was told, or since it confirmed. */
    lists: integer('lists').notNull(),
    /** What the receipt said; `null` while none was given. */
    outcome: text('outcome').$type<'applied' | 'refused' | 'dropped'>(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('older_updates_of_agent').on(table.agentId, table.toldAt),
    index('older_updates_open')
      .on(table.agentId)
      .where(sql`outcome is null`),
  ],
)

// How this hub is looked after: known to it alone, no part of the log

/** One row: what was changed by a person, as JSON; what was never changed is absent from it. */
export const operations = sqliteTable('operations', { id: integer('id').primaryKey(), json: text('json').notNull() })

/** The alerts that people were told of and that still stand. */
export const toldAlerts = sqliteTable('told_alerts', {
  alertId: text('alert_id').primaryKey(),
  /** The alert as it was told, as JSON. */
  json: text('json').notNull(),
  toldAt: instant('told_at').notNull(),
})

// The sources of the hub's own agent, and secrets: known to this hub alone, no part of the log

/** What is encrypted at rest, by the record it belongs to. */
export const secrets = sqliteTable('secrets', {
  recordId: text('record_id').primaryKey(),
  /** Of the master key that opens it. */
  keyId: text('key_id').notNull(),
  box: text('box').notNull(),
})

export const ownSources = sqliteTable('own_sources', {
  sourceId: id<SourceId>('source_id').primaryKey(),
  /** A `SourceView` as JSON; what is secret lies in `secrets`. */
  json: text('json').notNull(),
  createdAt: instant('created_at').notNull(),
})

// What views are made from: derived from the records above, and filled when somebody asks

/** From when to when an event may take place, in wall time, so that a window of time need not look at every event. */
export const eventSpans = sqliteTable(
  'event_spans',
  {
    eventId: id<EventId>('event_id').primaryKey(),
    /** The change (`changes.number`) after which this row was made. */
    number: integer('number').notNull(),
    first: text('first').notNull(),
    last: text('last').notNull(),
    /** Title, places and description in lower case. */
    words: text('words').notNull(),
  },
  (table) => [
    index('event_spans_by_first').on(table.first, table.eventId),
    index('event_spans_by_number').on(table.number),
  ],
)
