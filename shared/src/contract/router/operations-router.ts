import { OperationsChange } from '../operations.ts'
import { asPersonWho, t } from './procedures.ts'

export const operationsRouter = t.router({
  settings: asPersonWho('read').query(({ ctx }) => ctx.hub.operations.settings()),
  change: asPersonWho('configure')
    .input(OperationsChange)
    .mutation(({ ctx, input }) => ctx.hub.operations.change(ctx.session, input)),
  /** Sends a test alert to everybody who would be told. */
  testNotification: asPersonWho('configure').mutation(({ ctx }) => ctx.hub.operations.testNotification(ctx.session)),
})
