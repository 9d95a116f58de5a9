import { z } from 'zod'
import { CalendarChanges, CalendarMetadata } from './calendar.ts'
import { EventSchema, PatchObjectSchema } from './event.ts'
import { CalendarId, CommandId, EventId, ItemId, ItemVersion, Position, SourceId } from './ids.ts'

/**
 * What a copy is to its event.
 *
 * - `original`: a person made it there; it carries no mark and keeps its attendees.
 * - `mirror`: the hub wrote it; it carries the mark and never an attendee that a provider would mail.
 * - `busy`: the hub wrote it from time and free/busy alone; nobody's edit to it is ever read as a change of the event.
 */
export const CopyRole = z.enum(['original', 'mirror', 'busy'])
export type CopyRole = z.infer<typeof CopyRole>

/** Make the item show `event`. */
export const EventWrite = z.object({
  kind: z.literal('event-write'),
  commandId: CommandId,
  calendarId: CalendarId,
  eventId: EventId,
  role: CopyRole,
  /** `null`: create it. The agent finds an item it has already created for this event by its journal or the mark. */
  itemId: ItemId.nullable(),
  /** The version the item must still have; any other is refused with `version-mismatch`. `null` for a creation. */
  expectedVersion: ItemVersion.nullable(),
  /** What changes against the item as the hub last saw it; empty for a creation. */
  patch: PatchObjectSchema,
  /** The whole event as the item shall show it. */
  event: EventSchema,
})

export const EventDelete = z.object({
  kind: z.literal('event-delete'),
  commandId: CommandId,
  calendarId: CalendarId,
  eventId: EventId,
  /** `null`: the hub never learned it; the agent deletes what its journal says it created for this event, if anything. */
  itemId: ItemId.nullable(),
  expectedVersion: ItemVersion.nullable(),
})

export const CalendarChange = z.object({
  kind: z.literal('calendar-change'),
  commandId: CommandId,
  calendarId: CalendarId,
  changes: CalendarChanges,
})

/** Make a calendar in the source; the receipt names it. Repeating the command finds the one made before. */
export const CalendarCreate = z.object({
  kind: z.literal('calendar-create'),
  commandId: CommandId,
  sourceId: SourceId,
  metadata: CalendarMetadata,
})

export const CalendarDelete = z.object({
  kind: z.literal('calendar-delete'),
  commandId: CommandId,
  calendarId: CalendarId,
})

/** List again: everything (`calendarId` null) or one calendar; `full` also forgets cursors and reports every item. */
export const ListAgain = z.object({
  kind: z.literal('list-again'),
  commandId: CommandId,
  calendarId: CalendarId.nullable(),
  full: z.boolean(),
})

/** What of an agent's configuration the hub may change. */
export const AgentChanges = z.object({
  syncIntervalMinutes: z.number().positive().max(1440).optional(),
  sources: z.record(SourceId, z.object({ enabled: z.boolean() })).optional(),
})
export type AgentChanges = z.infer<typeof AgentChanges>

/** Change the agent's configuration as far as the hub may. */
export const ConfigChange = z.object({
  kind: z.literal('config-change'),
  commandId: CommandId,
  changes: AgentChanges,
})

export const Command = z.discriminatedUnion('kind', [
  EventWrite,
  EventDelete,
  CalendarChange,
  CalendarCreate,
  CalendarDelete,
  ListAgain,
  ConfigChange,
])
export type Command = z.infer<typeof Command>
export type EventWrite = z.infer<typeof EventWrite>
export type EventDelete = z.infer<typeof EventDelete>
export type CalendarChange = z.infer<typeof CalendarChange>
export type CalendarCreate = z.infer<typeof CalendarCreate>
export type CalendarDelete = z.infer<typeof CalendarDelete>
export type ListAgain = z.infer<typeof ListAgain>
export type ConfigChange = z.infer<typeof ConfigChange>

/** A command on its way down: its outbox position and, serialised once for all who need it, its JSON. */
export const CommandEnvelope = z.object({ position: Position, json: z.string() })
export type CommandEnvelope = z.infer<typeof CommandEnvelope>
