import { z } from 'zod'

/** Ids are branded strings: one kind can never be passed where another is meant. */
const id = <Brand extends string>(brand: Brand) => z.string().min(1).max(1024).brand(brand)

/** A daemon inside one network, for example `client-a-laptop`. */
export const AgentId = id('AgentId')
export type AgentId = z.infer<typeof AgentId>

/** A calendar, unique over all agents; made by its agent from agent, source and native id, so it survives a lost journal. */
export const CalendarId = id('CalendarId')
export type CalendarId = z.infer<typeof CalendarId>

/** The provider's own id of an item in a calendar: a CalDAV href, a file name, a Google event id. */
export const ItemId = id('ItemId')
export type ItemId = z.infer<typeof ItemId>

/** The hub's id of an event; globally unique, carried by mirrored items as their mark. */
export const EventId = id('EventId')
export type EventId = z.infer<typeof EventId>

export const CommandId = id('CommandId')
export type CommandId = z.infer<typeof CommandId>

export const RouteId = id('RouteId')
export type RouteId = z.infer<typeof RouteId>

export const ConflictId = id('ConflictId')
export type ConflictId = z.infer<typeof ConflictId>

export const HoldId = id('HoldId')
export type HoldId = z.infer<typeof HoldId>

export const ChangeId = id('ChangeId')
export type ChangeId = z.infer<typeof ChangeId>

/** One entry in the agent's configuration: an account, a server or a folder it reads. */
export const SourceId = id('SourceId')
export type SourceId = z.infer<typeof SourceId>

/** One run over all items of a calendar; made by the agent. */
export const ListingId = id('ListingId')
export type ListingId = z.infer<typeof ListingId>

export const BatchId = id('BatchId')
export type BatchId = z.infer<typeof BatchId>

/** A place in the log or the outbox: a positive integer that only grows. */
export const Position = z.int().nonnegative().brand('Position')
export type Position = z.infer<typeof Position>

/** A UTC instant in ISO 8601 with `Z`. */
export const Instant = z.iso.datetime().brand('Instant')
export type Instant = z.infer<typeof Instant>

/** The provider's version of an item (ETag, change key, file hash); opaque, compared for equality only. */
export const ItemVersion = z.string().max(1024).brand('ItemVersion')
export type ItemVersion = z.infer<typeof ItemVersion>
