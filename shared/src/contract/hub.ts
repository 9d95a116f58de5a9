import type {
  ApiKeyId,
  ApiKeyView,
  AuditRecord,
  AuditRequest,
  Me,
  NewApiKey,
  NewPerson,
  PersonChanges,
  PersonId,
  PersonView,
} from './access.ts'
import type { AgentHello, AgentStatus, Enrollment, HubHello, RenewedCredential, StatusAnswer } from './agent.ts'
import type { CommandEnvelope } from './command.ts'
import type { Decision } from './decision.ts'
import type { AgentId, CalendarId, ConflictId, EventId, Instant, Position, SourceId } from './ids.ts'
import type { OperationsChange, OperationsView } from './operations.ts'
import type { Permission } from './permission.ts'
import type { ReportBatch } from './report.ts'
import type { SourceChange, SourceCheck, SourceInput, SourceKind, SourceView } from './source.ts'
import type {
  AgentView,
  CalendarView,
  ChangeView,
  ConflictView,
  DecisionResult,
  EventSummary,
  EventView,
  HoldView,
  JoinToken,
  OccurrencesView,
  Overview,
  Page,
  ProblemView,
  QueueRow,
  RouteView,
} from './views.ts'

/** Who is on the other end of a request. */
export type Session =
  | {
      kind: 'anonymous'
      why: string | null
      /** Where the other side calls from, without a port. */
      address?: string
    }
  | { kind: 'agent'; agentId: AgentId; connection: Connection }
  | {
      kind: 'person'
      /** `null`: the bearer of the admin key or of an API key. */
      personId: PersonId | null
      name: string
      permissions: readonly Permission[]
      via: Me['via']
      connection: Connection
    }

/** The socket (or request) behind a session, as far as the hub needs it. */
export interface Connection {
  readonly id: string
  /** Where the other side calls from, without a port; absent inside the hub's own process. */
  readonly address?: string
  /** Resolves when what was written has left; rejects when the other side has stalled for too long. */
  drained(signal: AbortSignal): Promise<void>
  close(why: string): void
}

export type AgentSession = Extract<Session, { kind: 'agent' }>
export type PersonSession = Extract<Session, { kind: 'person' }>

/** What the hub does for agents. Every method throws CodedError. */
export interface AgentApi {
  /** `from`: where the agent calls from. */
  enroll(request: { token: string; hostname: string }, from?: string | null): Promise<Enrollment>
  hello(session: AgentSession, hello: AgentHello): Promise<HubHello>
  /** Resolves only when the batch is durable: it survives kill -9 of the hub and a power cut. */
  report(session: AgentSession, batch: ReportBatch): Promise<{ position: Position }>
  status(session: AgentSession, status: AgentStatus): Promise<StatusAnswer>
  /** Makes the agent another credential, for which it asks with the present one. */
  renewCredential(session: AgentSession): Promise<RenewedCredential>
  /** The agent has stored the credential it comes with: those it had before end, and their sockets close. */
  confirmCredential(session: AgentSession): Promise<void>
  /** Ends when the signal aborts. Commands after `after`, oldest first, then live. */
  commands(session: AgentSession, after: Position | null, signal: AbortSignal): AsyncIterable<CommandEnvelope>
}

/** What the hub does for people and their scripts. Every method throws CodedError. */
export interface AdminApi {
  overview(): Promise<Overview>
  agents(): Promise<AgentView[]>
  createJoinToken(session: PersonSession, request: { agentName: string; expiresInMinutes: number }): Promise<JoinToken>
  calendars(): Promise<CalendarView[]>
  routes(): Promise<RouteView[]>
  events(query: {
    from: string | null
    to: string | null
    calendarId: CalendarId | null
    search: string | null
    limit: number
    cursor: string | null
  }): Promise<Page<EventSummary>>
  /** What takes place in a window of at most 400 days, series expanded. */
  occurrences(query: {
    from: string
    to: string
    calendarIds: CalendarId[] | null
    search: string | null
    timeZone: string
  }): Promise<OccurrencesView>
  event(eventId: EventId): Promise<EventView>
  conflicts(query: {
    state: 'open' | 'decided' | 'all'
    limit: number
    cursor: string | null
  }): Promise<Page<ConflictView>>
  conflict(conflictId: ConflictId): Promise<ConflictView>
  holds(): Promise<HoldView[]>
  problems(): Promise<ProblemView[]>
  queue(query: {
    agentId: AgentId | null
    calendarId?: CalendarId | null
    eventId?: EventId | null
    /** Those alone that wait for a person. */
    parked?: boolean
    limit: number
    cursor: string | null
  }): Promise<Page<QueueRow>>
  history(query: {
    eventId: EventId | null
    /** Changes that were seen in this calendar. */
    calendarId?: CalendarId | null
    /** Changes alone that people made in the hub. */
    people?: boolean
    what?: ChangeView['what'] | null
    /** Changes that this entry of the log made. */
    position?: Position | null
    limit: number
    cursor: string | null
  }): Promise<Page<ChangeView>>
  /** Every change a person asks for goes through here into the log; resolves when it is durable and folded. */
  decide(session: PersonSession, decision: Decision): Promise<DecisionResult>
  /**
   * Yields a snapshot, then changes; `after` resumes a feed without one while the hub still holds what was missed.
   * `json` is a `LiveMessage`, serialised once for all viewers.
   */
  live(session: PersonSession, after: string | null, signal: AbortSignal): AsyncIterable<{ id: string; json: string }>
}

/** People, keys and the audit log. Every method throws CodedError. */
export interface AccessApi {
  me(session: PersonSession): Promise<Me>
  /** `current` is null where the person has none yet. Ends the person's other sessions. */
  changePassword(session: PersonSession, request: { current: string | null; next: string }): Promise<void>
  people(): Promise<PersonView[]>
  addPerson(session: PersonSession, person: NewPerson): Promise<PersonView>
  changePerson(session: PersonSession, request: { personId: PersonId; changes: PersonChanges }): Promise<PersonView>
  removePerson(session: PersonSession, personId: PersonId): Promise<void>
  endSessions(session: PersonSession, personId: PersonId): Promise<void>
  /** A link, good once and for a day, that leads the person to choosing a password. */
  passwordLink(session: PersonSession, personId: PersonId): Promise<{ path: string; expiresAt: Instant }>
  apiKeys(): Promise<ApiKeyView[]>
  /** The only time the key itself is shown. */
  createApiKey(session: PersonSession, request: NewApiKey): Promise<ApiKeyView & { key: string }>
  revokeApiKey(session: PersonSession, id: ApiKeyId): Promise<void>
  /** Ends the agent's credential and closes its socket; it must enrol anew. */
  revokeAgent(session: PersonSession, agentId: AgentId): Promise<void>
  /** Asks the agent to get itself a new credential; it does when it next tells its status. */
  renewAgent(session: PersonSession, agentId: AgentId): Promise<void>
  audit(session: PersonSession, request: AuditRequest): Promise<Page<AuditRecord>>
}

/** The sources of the hub's own agent. Every method throws CodedError. */
export interface SourcesApi {
  kinds(): Promise<SourceKind[]>
  list(): Promise<SourceView[]>
  /** Really signs in there. With `sourceId`, secrets that are absent are those of the stored source. */
  check(
    session: PersonSession,
    request: { source: SourceInput; sourceId: SourceId | null },
    signal?: AbortSignal,
  ): Promise<SourceCheck>
  add(session: PersonSession, source: SourceInput): Promise<SourceView>
  change(session: PersonSession, change: SourceChange): Promise<SourceView>
  remove(session: PersonSession, sourceId: SourceId): Promise<void>
  /** Wraps every stored secret with a new master key. */
  rotateKey(session: PersonSession): Promise<{ keyId: string; secrets: number }>
}

/** Retention and notifications. Every method throws CodedError. */
export interface OperationsApi {
  settings(): Promise<OperationsView>
  change(session: PersonSession, change: OperationsChange): Promise<OperationsView>
  testNotification(session: PersonSession): Promise<{ told: string[]; failed: { to: string; why: string }[] }>
}

export interface Hub {
  agent: AgentApi
  admin: AdminApi
  access: AccessApi
  sources: SourcesApi
  operations: OperationsApi
}
