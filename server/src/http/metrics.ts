import { CodedError } from '@chroniton/shared/contract/errors'
import { Hono, type MiddlewareHandler } from 'hono'
import type { Authenticate } from '../auth/authenticate.ts'
import { bearer } from '../auth/bearer.ts'
import { sameHash } from '../auth/secret.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { RouteGroup } from './app.ts'
import type { HttpEnv } from './caller.ts'
import { isLoopback } from './networks.ts'

export interface MetricsRoutesOptions {
  metrics: Metrics
  /** Lets whoever has it read; null for nobody. */
  token: string | null
  authenticate: Authenticate
}

/** `/metrics` for this machine, for the bearer of the token, and for people who may read. */
export function metricsRoutes({ metrics, token, authenticate }: MetricsRoutesOptions): RouteGroup {
  return new Hono<HttpEnv>().get('/metrics', async (context) => {
    const header = (name: string) => context.req.header(name)
    const caller = context.get('caller')
    const shown = bearer(header('authorization'))
    // A proxy on this machine that nobody named as trusted speaks for others.
    const isThisMachine =
      isLoopback(caller.address) && header('x-forwarded-for') === undefined && header('forwarded') === undefined
    const hasToken = token !== null && shown !== undefined && sameHash(shown, token)
    if (!isThisMachine && !hasToken) {
      const identity = await authenticate({ connectionParams: null, header, method: 'GET', caller })
      if (identity.kind !== 'person')
        throw new CodedError('unauthenticated', 'this needs METRICS_TOKEN as a bearer token')
      if (!identity.permissions.includes('read')) throw new CodedError('forbidden', 'this needs the permission "read"')
    }
    const { text, type } = await metrics.text()
    return context.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-store' })
  })
}

/** Measures how long every answer took. */
export function timed(metrics: Metrics): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const startedAt = performance.now()
    await next()
    const seconds = (performance.now() - startedAt) / 1000
    const status = `${Math.floor(context.res.status / 100)}xx`
    const { method } = context.req
    metrics.observe('chroniton_http_request_seconds', seconds, { method: KNOWN.has(method) ? method : 'other', status })
  }
}

const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
