import { tracked } from '@trpc/server'
import { z } from 'zod'
import { isKnownZone } from '../../calendar/zones.ts'
import { mustHave } from '../authorize.ts'
import { Decision } from '../decision.ts'
import { AgentId, CalendarId, ConflictId, EventId, Position } from '../ids.ts'
import { PERMISSION_FOR } from '../permission.ts'
import { asPerson, asPersonWho, cursor, limit, t } from './procedures.ts'

export const adminRouter = t.router({
  overview: asPersonWho('read').query(({ ctx }) => ctx.hub.admin.overview()),
  agents: asPersonWho('read').query(({ ctx }) => ctx.hub.admin.agents()),
  createJoinToken: asPersonWho('configure')
    .input(
      z.object({
        agentName: z.string().min(1).max(200),
        expiresInMinutes: z
          .int()
          .min(1)
          .max(7 * 24 * 60)
          .default(60),
      }),
    )
    .mutation(({ ctx, input }) => ctx.hub.admin.createJoinToken(ctx.session, input)),
  calendars: asPersonWho('read').query(({ ctx }) => ctx.hub.admin.calendars()),
  routes: asPersonWho('read').query(({ ctx }) => ctx.hub.admin.routes()),
  events: asPersonWho('read')
    .input(
      z.object({
        from: z.string().nullable().default(null),
        to: z.string().nullable().default(null),
        calendarId: CalendarId.nullable().default(null),
        search: z.string().max(500).nullable().default(null),
        limit,
        cursor,
      }),
    )
    .query(({ ctx, input }) => ctx.hub.admin.events(input)),
  occurrences: asPersonWho('read')
    .input(
      z.object({
        from: z.string().max(40),
        to: z.string().max(40),
        calendarIds: z.array(CalendarId).max(1000).nullable().default(null),
        search: z.string().max(500).nullable().default(null),
        timeZone: z.string().max(255).refine(isKnownZone, 'no known time zone').default('Etc/UTC'),
      }),
    )
    .query(({ ctx, input }) => ctx.hub.admin.occurrences(input)),
  event: asPersonWho('read')
    .input(EventId)
    .query(({ ctx, input }) => ctx.hub.admin.event(input)),
  conflicts: asPersonWho('read')
    .input(z.object({ state: z.enum(['open', 'decided', 'all']).default('open'), limit, cursor }))
    .query(({ ctx, input }) => ctx.hub.admin.conflicts(input)),
  conflict: asPersonWho('read')
    .input(ConflictId)
    .query(({ ctx, input }) => ctx.hub.admin.conflict(input)),
  holds: asPersonWho('read').query(({ ctx }) => ctx.hub.admin.holds()),
  problems: asPersonWho('read').query(({ ctx }) => ctx.hub.admin.problems()),
  queue: asPersonWho('read')
    .input(
      z.object({
        agentId: AgentId.nullable().default(null),
        calendarId: CalendarId.nullable().default(null),
        eventId: EventId.nullable().default(null),
        parked: z.boolean().default(false),
        limit,
        cursor,
      }),
    )
    .query(({ ctx, input }) => ctx.hub.admin.queue(input)),
  history: asPersonWho('read')
    .input(
      z.object({
        eventId: EventId.nullable().default(null),
        calendarId: CalendarId.nullable().default(null),
        people: z.boolean().default(false),
        what: z.enum(['created', 'changed', 'deleted', 'restored']).nullable().default(null),
        position: Position.nullable().default(null),
        limit,
        cursor,
      }),
    )
    .query(({ ctx, input }) => ctx.hub.admin.history(input)),
  decide: asPerson.input(Decision).mutation(({ ctx, input }) => {
    mustHave(ctx.session, PERMISSION_FOR[input.kind])
    return ctx.hub.admin.decide(ctx.session, input)
  }),
  live: asPersonWho('read')
    .input(z.object({ lastEventId: z.string().nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const until = signal ?? new AbortController().signal
      for await (const { id, json } of ctx.hub.admin.live(ctx.session, input.lastEventId ?? null, until)) {
        yield tracked(id, json)
      }
    }),
})
