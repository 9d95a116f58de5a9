import { type Context, Hono } from 'hono'
import type { RouteGroup } from './app.ts'
import type { HttpEnv } from './caller.ts'

export interface Health {
  status: 'ok' | 'failing'
  version: string
  /** What is checked, each with `ok` or what there is to say. */
  parts: Record<string, string>
}

/** Whether the hub can do its work: 200 or 503. `/ready` is the same, for those who ask whether to send it work. */
export function healthRoutes(health: () => Health | Promise<Health>): RouteGroup {
  const answer = async (context: Context<HttpEnv>) => {
    const state = await health()
    return context.json(state, state.status === 'ok' ? 200 : 503, { 'Cache-Control': 'no-store' })
  }
  const routes = new Hono<HttpEnv>()
  for (const path of ['/health', '/ready']) routes.get(path, answer)
  return routes
}
