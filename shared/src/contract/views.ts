import type { CalendarEvent, JsonValue, PatchObject } from '../calendar/event.ts'
import type { AgentStatus } from './agent.ts'
import type { CalendarAbilities, CalendarMetadata, Provider } from './calendar.ts'
import type { Command, CopyRole } from './command.ts'
import type { ErrorCode } from './errors.ts'
import type {
  AgentId,
  CalendarId,
  ChangeId,
  CommandId,
  ConflictId,
  EventId,
  HoldId,
  Instant,
  ItemId,
  ItemVersion,
  Position,
  SourceId,
} from './ids.ts'
import type { AlertView } from './operations.ts'
import type { HubSettings, Route, Strategy } from './route.ts'

/** What the hub shows to people and scripts. Plain data; instants as ISO strings. */

export interface AgentView {
  id: AgentId
  name: string
  online: boolean
  /** Why it is not served although it calls: too old, too new, a second process with the same credential. */
  trouble: string | null
  connectedAt: Instant | null
  lastSeenAt: Instant | null
  version: string | null
  environment: string | null
  hostname: string | null
  platform: string | null
  status: AgentStatus | null
  pendingCommands: number
  /** Since when the oldest of them waits that no person need look at. */
  waitingSince: Instant | null
  calendars: number
  /** A daemon on the socket, or an older agent that polls over HTTP. */
  speaks: 'socket' | 'rest'
  /** The operator lets it in without any credential. */
  withoutCredential: boolean
  /** Since when it has the one it has; null where it has none. */
  credential: { since: Instant; renewalAskedAt: Instant | null } | null
}

export interface CalendarView {
  id: CalendarId
  agentId: AgentId
  sourceId: SourceId
  provider: Provider
  account: string
  metadata: CalendarMetadata
  /** What was asked for and is not applied yet. */
  pendingMetadata: Partial<CalendarMetadata> | null
  abilities: CalendarAbilities
  events: number
  isDestination: boolean
  gone: boolean
  problem: { code: ErrorCode; detail: string; since: Instant } | null
  lastChangeAt: Instant | null
}

export interface RouteView extends Route {
  fromName: string
  toName: string
}

export interface CopyView {
  calendarId: CalendarId
  calendarName: string
  role: CopyRole
  itemId: ItemId | null
  version: ItemVersion | null
  /** In step, waiting for a command, or stuck with a reason. */
  state: 'in-step' | 'pending' | 'parked' | 'held'
  parked: { code: ErrorCode; detail: string } | null
  shadow: CalendarEvent | null
}

export interface EventSummary {
  id: EventId
  uid: string
  title: string
  start: string
  timeZone: string | null
  duration: string
  allDay: boolean
  recurring: boolean
  status: string
  color: string | null
  calendars: CalendarId[]
  conflicts: number
}

/** One occurrence as a calendar page draws it. */
export interface OccurrenceView {
  eventId: EventId
  /** `null` for an event that does not repeat. */
  recurrenceId: string | null
  title: string
  allDay: boolean
  /** Instants; of an all-day event dates. `end` is excluded. */
  start: string
  end: string
  timeZone: string | null
  place: string | null
  status: string
  /** The calendar a person made it in. */
  home: CalendarId | null
  calendars: CalendarId[]
  conflicts: number
}

export interface OccurrencesView {
  items: OccurrenceView[]
  /** False when there are more than one page can show. */
  complete: boolean
}

export interface EventView {
  id: EventId
  event: CalendarEvent
  revision: number
  deletedAt: Instant | null
  copies: CopyView[]
}

/** One change of one event, as history keeps it. */
export interface ChangeView {
  id: ChangeId
  eventId: EventId
  title: string
  /** The entry of the log that caused it. */
  position: Position
  at: Instant
  revision: number
  what: 'created' | 'changed' | 'deleted' | 'restored'
  /** A calendar (an edit seen there) or a person (a decision). */
  by: { kind: 'calendar'; calendarId: CalendarId; name: string } | { kind: 'person'; name: string }
  patch: PatchObject
  inverse: PatchObject
  undone: boolean
}

export interface ConflictSide {
  /** `null`: a person's decision in the hub, not a calendar. */
  calendarId: CalendarId | null
  name: string
  /** `null` with `deleted`. */
  value: JsonValue
  deleted: boolean
  at: Instant
}

export interface ConflictView {
  id: ConflictId
  eventId: EventId
  title: string
  /** The path in the event, or `""` for edit against delete. */
  path: string
  base: JsonValue
  /** What stands now. */
  current: ConflictSide
  /** What lost, or waits. */
  other: ConflictSide
  strategy: Strategy | 'edit_wins' | 'delete_wins'
  at: Instant
  state: 'open' | 'decided'
  /** A person's name, `rule`, or null while open. */
  decidedBy: string | null
}

export interface HoldView {
  id: HoldId
  calendarId: CalendarId
  calendarName: string
  at: Instant
  events: { eventId: EventId; title: string; start: string }[]
}

export interface QueueRow {
  position: Position
  commandId: CommandId
  agentId: AgentId
  calendarId: CalendarId | null
  eventId: EventId | null
  title: string
  kind: Command['kind']
  queuedAt: Instant
  state: 'waiting' | 'sent' | 'delayed' | 'parked'
  attempts: number
  problem: { code: ErrorCode; detail: string; retryAt: Instant | null } | null
}

export interface ProblemView {
  calendarId: CalendarId | null
  sourceId: SourceId | null
  agentId: AgentId
  itemId: ItemId | null
  code: ErrorCode
  detail: string
  since: Instant
}

export interface Overview {
  hub: { id: string; version: string; startedAt: Instant; logPosition: Position; foldedPosition: Position }
  settings: HubSettings
  agents: AgentView[]
  calendars: CalendarView[]
  routes: RouteView[]
  queue: QueueRow[]
  /** Commands waiting over all agents; `queue` is only the first page of them. */
  queueLength: number
  conflicts: ConflictView[]
  holds: HoldView[]
  problems: ProblemView[]
  alerts: AlertView[]
  /** The last changes, newest first. */
  changes: ChangeView[]
  eventCount: number
}

/**
 * One message of the live feed: things as they now are, to be put over what the viewer holds. A first message
 * (`snapshot`) carries everything, as does one after a gap that the hub cannot fill.
 */
export type LiveMessage =
  | { kind: 'snapshot'; overview: Overview }
  | {
      kind: 'changes'
      agents: AgentView[]
      removedAgents: AgentId[]
      calendars: CalendarView[]
      removedCalendars: CalendarId[]
      routes: RouteView[] | null
      queue: { added: QueueRow[]; removed: CommandId[]; length: number } | null
      conflicts: ConflictView[]
      holds: HoldView[] | null
      problems: ProblemView[] | null
      alerts: AlertView[] | null
      changes: ChangeView[]
      settings: HubSettings | null
      eventCount: number
      foldedPosition: Position
    }

export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

export interface DecisionResult {
  position: Position
  /** Stands in the logs of the hub and of the agents beside everything the decision led to. */
  trace: string
  /** What could not be done as asked, in words; for example parts of an undo that were changed again since. */
  notes: string[]
}

export interface JoinToken {
  token: string
  agentName: string
  expiresAt: Instant
}
