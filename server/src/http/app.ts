import { CodedError } from '@chroniton/shared/contract/errors'
import { Hono, type MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from '../observe/logger.ts'
import { collectTraces } from '../observe/request-traces.ts'
import { callerOf, type CallerOf, type HttpEnv } from './caller.ts'
import { securityHeaders } from './headers.ts'

/** Paths that belong together, with their handlers. */
export type RouteGroup = Hono<HttpEnv>

export interface HttpAppOptions {
  logger: Pick<Logger, 'error'>
  callerOf?: CallerOf
  /** What every request passes before its group. */
  gates?: readonly MiddlewareHandler<HttpEnv>[]
}

/**
 * What the hub answers over HTTP besides the socket. The first group that has a path answers it; a coded error that a
 * handler throws becomes its status with `{code, detail}`.
 */
export function httpApp(groups: readonly RouteGroup[], options: HttpAppOptions): Hono<HttpEnv> {
  const who = options.callerOf ?? callerOf
  const app = new Hono<HttpEnv>()
  app.use(securityHeaders())
  app.use(async (context, next) => {
    const request = (context.env as HttpEnv['Bindings'] | undefined)?.incoming
    context.set('caller', request === undefined ? { address: '', secure: false } : who(request))
    await next()
  })
  app.use(async (context, next) => {
    const traces = await collectTraces(next)
    if (traces.length > 0) context.header('X-Trace-Id', traces.join(', '))
  })
  for (const gate of options.gates ?? []) app.use(gate)
  for (const group of groups) app.route('/', group)
  app.notFound((context) => context.json({ code: 'not-found', detail: `there is nothing at ${context.req.path}` }, 404))
  app.onError((error, context) => {
    if (error instanceof CodedError) {
      const { code, detail, kind, retryAfterSeconds } = error
      if (retryAfterSeconds !== null) context.header('Retry-After', String(retryAfterSeconds))
      return context.json({ code, detail }, kind.status as ContentfulStatusCode)
    }
    if (error instanceof HTTPException && error.status < 500) {
      return context.json({ code: 'invalid-input', detail: error.message }, error.status)
    }
    options.logger.error({ path: context.req.path, error }, 'failed')
    return context.json({ code: 'internal', detail: 'the hub’s log has the details' }, 500)
  })
  return app
}
