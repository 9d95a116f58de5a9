import { accessRouter } from './router/access-router.ts'
import { adminRouter } from './router/admin-router.ts'
import { agentRouter } from './router/agent-router.ts'
import { operationsRouter } from './router/operations-router.ts'
import { t } from './router/procedures.ts'
import { sourceRouter } from './router/source-router.ts'

export const appRouter = t.router({
  agent: agentRouter,
  admin: adminRouter,
  access: accessRouter,
  sources: sourceRouter,
  operations: operationsRouter,
})
export type AppRouter = typeof appRouter
/** Calls the router without a wire, for the agent inside the hub's own process. */
export const createCaller = t.createCallerFactory(appRouter)
