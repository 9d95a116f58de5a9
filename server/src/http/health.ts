import { Hono } from 'hono'
import type { RouteGroup } from './app.ts'
import type { HttpEnv } from './caller.ts'

export interface Health {
  status: 'ok' | 'failing'
  version: string
  /** What is checked, each with `ok` or what is wrong. */
  parts: Record<string, string>
}

export function healthRoutes(health: () => Health): RouteGroup {
  return new Hono<HttpEnv>().get('/health', (context) => {
    const state = health()
    return context.json(state, state.status === 'ok' ? 200 : 503, { 'Cache-Control': 'no-store' })
  })
}
