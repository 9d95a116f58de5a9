import { initTRPC, tracked, TRPCError } from '@trpc/server'
import { getTRPCErrorFromUnknown } from '@trpc/server'
import superjson from 'superjson'
import { z } from 'zod'
import { AgentHello, AgentStatus, CommandsCursor, EnrollRequest } from './agent.ts'
import { Decision } from './decision.ts'
import { CodedError, type ErrorCode } from './errors.ts'
import type { Hub, Session } from './hub.ts'
import { AgentId, CalendarId, ConflictId, EventId } from './ids.ts'
import { ReportBatch } from './report.ts'
import { PROTOCOL_VERSION } from './version.ts'

export interface Context {
  hub: Hub
  session: Session
}

/** Our status numbers as the names tRPC gives them. */
const TRPC_CODES: Record<number, TRPCError['code']> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  426: 'PRECONDITION_FAILED',
  429: 'TOO_MANY_REQUESTS',
  501: 'NOT_IMPLEMENTED',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
}

/** What every error on the wire carries besides tRPC's own fields. */
export interface WireError {
  code: ErrorCode
  detail: string
}

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  sse: { enabled: false },
  errorFormatter({ shape, error }) {
    const chroniton: WireError =
      error.cause instanceof CodedError
        ? { code: error.cause.code, detail: error.cause.detail }
        : error.code === 'BAD_REQUEST'
          ? { code: 'invalid-input', detail: describeInput(error) }
          : error.code === 'NOT_FOUND'
            ? { code: 'not-found', detail: error.message }
            : { code: 'internal', detail: 'the hub’s log has the details' }
    // A stack names files of the hub; nobody outside needs it.
    const { stack: _stack, ...data } = shape.data
    return { ...shape, message: chroniton.detail, data: { ...data, chroniton } }
  },
})

function describeInput(error: TRPCError): string {
  if (!(error.cause instanceof z.ZodError)) return error.message
  return error.cause.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
    .join('; ')
}

const coded = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok || !(result.error.cause instanceof CodedError)) return result
  const { cause } = result.error
  throw new TRPCError({ code: TRPC_CODES[cause.kind.status] ?? 'INTERNAL_SERVER_ERROR', message: cause.detail, cause })
})

function refuse(code: ErrorCode, detail: string): never {
  throw getTRPCErrorFromUnknown(new CodedError(code, detail))
}

const open = t.procedure.use(coded)

/** Only an enrolled agent; what it may touch is checked where it is touched. */
const asAgent = open.use(({ ctx, next }) => {
  const { session } = ctx
  if (session.kind === 'anonymous') return refuse('unauthenticated', session.why ?? 'no credential was sent')
  if (session.kind !== 'agent') return refuse('forbidden', 'only agents may call this')
  return next({ ctx: { ...ctx, session } })
})

const asPerson = open.use(({ ctx, next }) => {
  const { session } = ctx
  if (session.kind === 'anonymous') return refuse('unauthenticated', session.why ?? 'no credential was sent')
  if (session.kind !== 'person') return refuse('forbidden', 'agents may not call this')
  return next({ ctx: { ...ctx, session } })
})

const cursor = z.string().max(500).nullable().default(null)
const limit = z.int().min(1).max(1000).default(100)

const agent = t.router({
  enroll: open.input(EnrollRequest).mutation(({ ctx, input }) => {
    if (input.protocolVersion !== PROTOCOL_VERSION) {
      refuse('protocol-mismatch', `the agent speaks version ${input.protocolVersion}, the hub ${PROTOCOL_VERSION}`)
    }
    return ctx.hub.agent.enroll(input)
  }),
  hello: asAgent.input(AgentHello).mutation(({ ctx, input }) => ctx.hub.agent.hello(ctx.session, input)),
  report: asAgent.input(ReportBatch).mutation(({ ctx, input }) => ctx.hub.agent.report(ctx.session, input)),
  status: asAgent.input(AgentStatus).mutation(({ ctx, input }) => ctx.hub.agent.status(ctx.session, input)),
  commands: asAgent.input(CommandsCursor).subscription(async function* ({ ctx, input, signal }) {
    const until = signal ?? new AbortController().signal
    for await (const envelope of ctx.hub.agent.commands(ctx.session, input.lastEventId ?? null, until)) {
      yield tracked(String(envelope.position), envelope)
    }
  }),
})

const admin = t.router({
  overview: asPerson.query(({ ctx }) => ctx.hub.admin.overview()),
  agents: asPerson.query(({ ctx }) => ctx.hub.admin.agents()),
  createJoinToken: asPerson
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
  calendars: asPerson.query(({ ctx }) => ctx.hub.admin.calendars()),
  routes: asPerson.query(({ ctx }) => ctx.hub.admin.routes()),
  events: asPerson
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
  event: asPerson.input(EventId).query(({ ctx, input }) => ctx.hub.admin.event(input)),
  conflicts: asPerson
    .input(z.object({ state: z.enum(['open', 'decided', 'all']).default('open'), limit, cursor }))
    .query(({ ctx, input }) => ctx.hub.admin.conflicts(input)),
  conflict: asPerson.input(ConflictId).query(({ ctx, input }) => ctx.hub.admin.conflict(input)),
  holds: asPerson.query(({ ctx }) => ctx.hub.admin.holds()),
  problems: asPerson.query(({ ctx }) => ctx.hub.admin.problems()),
  queue: asPerson
    .input(z.object({ agentId: AgentId.nullable().default(null), limit, cursor }))
    .query(({ ctx, input }) => ctx.hub.admin.queue(input)),
  history: asPerson
    .input(z.object({ eventId: EventId.nullable().default(null), limit, cursor }))
    .query(({ ctx, input }) => ctx.hub.admin.history(input)),
  decide: asPerson.input(Decision).mutation(({ ctx, input }) => ctx.hub.admin.decide(ctx.session, input)),
  live: asPerson.input(z.object({ lastEventId: z.string().nullish() })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const until = signal ?? new AbortController().signal
    for await (const { id, json } of ctx.hub.admin.live(ctx.session, input.lastEventId ?? null, until)) {
      yield tracked(id, json)
    }
  }),
})

export const appRouter = t.router({ agent, admin })
export type AppRouter = typeof appRouter
/** Calls the router without a wire, for the agent inside the hub's own process. */
export const createCaller = t.createCallerFactory(appRouter)
