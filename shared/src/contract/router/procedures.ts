import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { z } from 'zod'
import { mustBeAgent, mustBePerson, mustHave } from '../authorize.ts'
import { CodedError, type ErrorCode } from '../errors.ts'
import type { Hub, Session } from '../hub.ts'
import type { Permission } from '../permission.ts'

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

/** A call that is none: the caller's fault. */
const MALFORMED: ReadonlySet<TRPCError['code']> = new Set(['BAD_REQUEST', 'PARSE_ERROR', 'METHOD_NOT_SUPPORTED'])

export const t = initTRPC.context<Context>().create({
  transformer: superjson,
  sse: { enabled: false },
  errorFormatter({ shape, error }) {
    const chroniton: WireError =
      error.cause instanceof CodedError
        ? { code: error.cause.code, detail: error.cause.detail }
        : MALFORMED.has(error.code)
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

/** Anybody, signed in or not. */
export const open = t.procedure.use(coded)

/** Only an enrolled agent; what it may touch is checked where it is touched. */
export const asAgent = open.use(({ ctx, next }) => next({ ctx: { ...ctx, session: mustBeAgent(ctx.session) } }))

/** Only a person, or a script that acts for one. */
export const asPerson = open.use(({ ctx, next }) => next({ ctx: { ...ctx, session: mustBePerson(ctx.session) } }))

/** Only a person who may do this. */
export const asPersonWho = (permission: Permission) =>
  asPerson.use(({ ctx, next }) => {
    mustHave(ctx.session, permission)
    return next()
  })

export const cursor = z.string().max(500).nullable().default(null)
export const limit = z.int().min(1).max(1000).default(100)
