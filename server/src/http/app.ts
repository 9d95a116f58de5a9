import { CodedError } from '@chroniton/shared/contract/errors'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from '../observe/logger.ts'
import { callerOf, type HttpEnv } from './caller.ts'
import { securityHeaders } from './headers.ts'

/** Paths that belong together, with their handlers. */
export type RouteGroup = Hono<HttpEnv>

/**
 * What the hub answers over HTTP besides the socket. The first group that has a path answers it; a coded error that a
 * handler throws becomes its status with `{code, detail}`.
 */
export function httpApp(groups: readonly RouteGroup[], logger: Pick<Logger, 'error'>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.use(securityHeaders())
  app.use(async (context, next) => {
    const request = (context.env as HttpEnv['Bindings'] | undefined)?.incoming
    context.set('caller', request === undefined ? { address: '', secure: false } : callerOf(request))
    await next()
  })
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
    logger.error({ path: context.req.path, error }, 'failed')
    return context.json({ code: 'internal', detail: 'the hub’s log has the details' }, 500)
  })
  return app
}
