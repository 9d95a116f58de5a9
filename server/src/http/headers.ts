import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import type { HttpEnv } from './caller.ts'

/** What browsers are told about every answer: no other site may frame it, script it or be talked to. */
export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // The component library sets its theme by style elements.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  })
}

const YEAR_SECONDS = 365 * 24 * 60 * 60

/**
 * A host that was once reached over TLS is to be reached over it only. Not `localhost`, which other programs share.
 * Behind a proxy it is for the proxy to say.
 */
export function strictTransport(): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    await next()
    if (new URL(context.req.url).hostname === 'localhost') return
    context.header('Strict-Transport-Security', `max-age=${YEAR_SECONDS}`)
  }
}

/** Lets pages of these origins use the interface, with a key and never with a browser's cookie. */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowHeaders: ['Authorization', 'Content-Type', 'X-API-Key'],
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposeHeaders: ['Retry-After', 'X-Trace-Id'],
    maxAge: 600,
  })
}
