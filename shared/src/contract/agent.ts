import { z } from 'zod'
import { ErrorCode } from './error-code.ts'
import { AgentId, CalendarId, Instant, Position, SourceId } from './ids.ts'

export const AgentHello = z.object({
  protocolVersion: z.int(),
  agentVersion: z.string().max(100),
  name: z.string().min(1).max(200),
  environment: z.string().max(200),
  platform: z.string().max(200),
  hostname: z.string().max(255),
  /** The last batch this agent knows to be acknowledged, 0 for none. */
  acknowledgedSequence: z.int().nonnegative(),
})
export type AgentHello = z.infer<typeof AgentHello>

export const HubHello = z.object({
  protocolVersion: z.int(),
  hubVersion: z.string(),
  agentId: AgentId,
  /** Made once with the hub's database: another id means that the hub has lost everything it knew. */
  hubId: z.string(),
  /** The last batch the hub holds of this agent. Lower than what the agent believes: report everything again. */
  acknowledgedSequence: z.int().nonnegative(),
  serverTime: Instant,
})
export type HubHello = z.infer<typeof HubHello>

/** How a source is doing; the admin shows it as it is. */
export const SourceHealth = z.object({
  sourceId: SourceId,
  /** As the agent's configuration names it. */
  name: z.string(),
  provider: z.string(),
  account: z.string(),
  /** As its configuration and the hub want it together. */
  enabled: z.boolean(),
  /** How often it is listed besides being watched. */
  syncIntervalMinutes: z.number(),
  state: z.enum(['starting', 'listing', 'idle', 'failed', 'off']),
  /** Progress of the present listing; `total` null when the provider does not tell. */
  progress: z.object({ done: z.int(), total: z.int().nullable() }).nullable(),
  lastListedAt: Instant.nullable(),
  problem: z.object({ code: ErrorCode, detail: z.string(), retryAt: Instant.nullable() }).nullable(),
})
export type SourceHealth = z.infer<typeof SourceHealth>

/** A command the agent holds and tries again by itself. */
export const DelayedCommand = z.object({
  commandId: z.string(),
  calendarId: CalendarId.nullable(),
  code: ErrorCode,
  detail: z.string(),
  attempts: z.int(),
  retryAt: Instant,
})
export type DelayedCommand = z.infer<typeof DelayedCommand>

/** Presence: not part of the log, kept in memory while the agent is connected. */
export const AgentStatus = z.object({
  sources: z.array(SourceHealth),
  /** For the sources that have none of their own. */
  syncIntervalMinutes: z.number(),
  delayed: z.array(DelayedCommand).max(100),
  /** Observations and receipts that wait in the agent's journal. */
  spooled: z.int().nonnegative(),
  memoryBytes: z.int().nonnegative(),
})
export type AgentStatus = z.infer<typeof AgentStatus>

export const EnrollRequest = z.object({
  token: z.string().min(1).max(500),
  protocolVersion: z.int(),
  hostname: z.string().max(255),
})
export const Enrollment = z.object({
  agentId: AgentId,
  agentName: z.string(),
  /** The agent's own credential; the hub keeps only its hash. */
  agentSecret: z.string(),
  hubId: z.string(),
})
export type Enrollment = z.infer<typeof Enrollment>

/** What the hub answers to a status. */
export const StatusAnswer = z.object({
  /** Somebody wants the agent to get itself a new credential. */
  renewCredential: z.boolean(),
})
export type StatusAnswer = z.infer<typeof StatusAnswer>

/** A credential that counts beside the present one. When the agent comes with it, every other one of the agent ends. */
export const RenewedCredential = z.object({ agentSecret: z.string() })
export type RenewedCredential = z.infer<typeof RenewedCredential>

export const CommandsCursor = z.object({
  /** The outbox position the agent has durably taken; tRPC fills it in on a reconnect. */
  lastEventId: z.coerce.number().pipe(Position).nullish(),
})
