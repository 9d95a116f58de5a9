import { OperationsChange } from '../operations.ts'
import { asPersonWho, part, t } from './procedures.ts'

export const operationsRouter = t.router({
  settings: asPersonWho('read').query(({ ctx }) => part(ctx.hub.operations, 'operations').settings()),
  change: asPersonWho('configure')
    .input(OperationsChange)
    .mutation(({ ctx, input }) => part(ctx.hub.operations, 'operations').change(ctx.session, input)),
  /** Sends a test alert to everybody who would be told. */
  testNotification: asPersonWho('configure').mutation(({ ctx }) =>
    part(ctx.hub.operations, 'operations').testNotification(ctx.session),
  ),
})
