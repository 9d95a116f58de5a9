import { z } from 'zod'
import { CalendarChanges, CalendarMetadata } from './calendar.ts'
import { AgentChanges } from './command.ts'
import { EventSchema, PatchObjectSchema } from './event.ts'
import {
  AgentId,
  CalendarId,
  ChangeId,
  CommandId,
  ConflictId,
  EventId,
  HoldId,
  Position,
  RouteId,
  SourceId,
} from './ids.ts'
import { HubSettings, Route, RouteChanges } from './route.ts'

/** What a person did in the admin, the CLI or the API, as it stands in the log. */
export const Decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('settings-change'), changes: HubSettings.partial() }),

  z.object({ kind: z.literal('agent-add'), agentId: AgentId, name: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('agent-remove'), agentId: AgentId }),
  /** What the agent has told is forgotten, and it is asked for everything anew. Nothing is deleted in any calendar. */
  z.object({ kind: z.literal('agent-forget'), agentId: AgentId }),
  z.object({ kind: z.literal('agent-configure'), agentId: AgentId, changes: AgentChanges }),

  z.object({ kind: z.literal('calendar-change'), calendarId: CalendarId, changes: CalendarChanges }),
  z.object({ kind: z.literal('calendar-create'), agentId: AgentId, sourceId: SourceId, metadata: CalendarMetadata }),
  z.object({ kind: z.literal('calendar-delete'), calendarId: CalendarId }),
  z.object({
    kind: z.literal('list-again'),
    agentId: AgentId,
    calendarId: CalendarId.nullable(),
    full: z.boolean(),
  }),

  z.object({ kind: z.literal('route-add'), route: Route.omit({ id: true }) }),
  z.object({ kind: z.literal('route-change'), routeId: RouteId, changes: RouteChanges }),
  z.object({ kind: z.literal('route-remove'), routeId: RouteId, copies: z.enum(['keep', 'delete']) }),

  /** A person's own edit of an event in the admin. */
  z.object({ kind: z.literal('event-change'), eventId: EventId, patch: PatchObjectSchema }),
  z.object({ kind: z.literal('event-create'), calendarId: CalendarId, event: EventSchema }),
  z.object({ kind: z.literal('event-delete'), eventId: EventId }),

  z.object({
    kind: z.literal('conflict-resolve'),
    conflictId: ConflictId,
    /** `value` writes one of the person's own. */
    resolution: z.discriminatedUnion('choose', [
      z.object({ choose: z.literal('current') }),
      z.object({ choose: z.literal('other') }),
      z.object({ choose: z.literal('latest') }),
      z.object({ choose: z.literal('value'), value: z.json() }),
    ]),
  }),

  /** Let the held deletions happen, or (`discard`) put the events back where they vanished. */
  z.object({ kind: z.literal('hold-release'), holdId: HoldId }),
  z.object({ kind: z.literal('hold-discard'), holdId: HoldId }),

  z.object({ kind: z.literal('command-retry'), commandId: CommandId }),
  z.object({ kind: z.literal('command-discard'), commandId: CommandId }),

  z.object({ kind: z.literal('undo'), changeId: ChangeId }),
  /** Undo every change that one entry of the log made. */
  z.object({ kind: z.literal('undo-entry'), position: Position }),
])
export type Decision = z.infer<typeof Decision>
