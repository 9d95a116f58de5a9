import { z } from 'zod'
import { AgentId, CalendarId, RouteId, SourceId } from './ids.ts'

/**
 * Who is right when two sides changed the same thing. `source` is the calendar a route comes from, `destination`
 * the one it leads to. `manual`: the value that stands stays until a person decides.
 */
export const Strategy = z.enum(['latest_wins', 'source_wins', 'destination_wins', 'manual'])
export type Strategy = z.infer<typeof Strategy>

/** How events flow from one calendar to another. */
export const Route = z.object({
  id: RouteId,
  from: CalendarId,
  to: CalendarId,
  /** `forward`: `to` only shows; edits made there are put right. `both`: edits and deletions made there flow back. */
  direction: z.enum(['forward', 'both']),
  /** Which events that people make in `to` also go to `from`. `labelled`: those that carry the route's label. */
  newEvents: z.enum(['stay', 'labelled', 'all']),
  /** `busy` copies show time and free/busy only and never flow back. */
  mode: z.enum(['mirror', 'busy']),
  /**
   * How a copy tells where it comes from: by the name of `from` as a keyword, by its colour, or not at all.
   * The mark of origin is put on by the hub and never read back as a person's edit.
   */
  label: z.enum(['keyword', 'color', 'none']),
  /** Name, colour and description of the two calendars follow each other. */
  followMetadata: z.boolean(),
  /** `null`: the hub's own. */
  strategy: Strategy.nullable(),
})
export type Route = z.infer<typeof Route>

export const RouteChanges = Route.omit({ id: true, from: true, to: true }).partial()
export type RouteChanges = z.infer<typeof RouteChanges>

/** How the destination shows where events come from. */
export const Layout = z.enum(['keyword', 'color', 'calendar-per-source'])
export type Layout = z.infer<typeof Layout>

export const Destination = z.discriminatedUnion('layout', [
  z.object({ layout: z.enum(['keyword', 'color']), calendarId: CalendarId }),
  /** Calendars are created in this source as needed, one for each that is read. */
  z.object({
    layout: z.literal('calendar-per-source'),
    sourceId: SourceId,
    /** Needed only where two agents have a source of that id, or the source shows no calendar yet. */
    agentId: AgentId.optional(),
  }),
])
export type Destination = z.infer<typeof Destination>

/** What the engine goes by; changed by decisions, the same on every hub. */
export const HubSettings = z.object({
  destination: Destination.nullable(),
  strategy: Strategy,
  /** Edit against delete: which one stands. */
  editAgainstDelete: z.enum(['edit_wins', 'delete_wins']),
  /** Whether a calendar that an agent starts to read is routed to the destination by itself. */
  newCalendars: z.enum(['route', 'wait']),
  /** Deletions in one calendar within the window that pass both limits are held for a person. */
  deletionGuard: z.object({
    windowMinutes: z.number().positive(),
    count: z.int().nonnegative(),
    share: z.number().min(0).max(1),
  }),
})
export type HubSettings = z.infer<typeof HubSettings>

export const DEFAULT_SETTINGS: HubSettings = {
  destination: null,
  strategy: 'latest_wins',
  editAgainstDelete: 'edit_wins',
  newCalendars: 'route',
  deletionGuard: { windowMinutes: 10, count: 10, share: 0.2 },
}
