import { z } from 'zod'
import { SourceId } from '../ids.ts'
import { SourceChange, SourceInput } from '../source.ts'
import { asPersonWho, t } from './procedures.ts'

const configuring = asPersonWho('configure')

export const sourceRouter = t.router({
  kinds: configuring.query(({ ctx }) => ctx.hub.sources.kinds()),
  list: asPersonWho('read').query(({ ctx }) => ctx.hub.sources.list()),
  check: configuring
    .input(z.object({ source: SourceInput, sourceId: SourceId.nullable().default(null) }))
    .mutation(({ ctx, input, signal }) => ctx.hub.sources.check(ctx.session, input, signal)),
  add: configuring.input(SourceInput).mutation(({ ctx, input }) => ctx.hub.sources.add(ctx.session, input)),
  change: configuring.input(SourceChange).mutation(({ ctx, input }) => ctx.hub.sources.change(ctx.session, input)),
  remove: configuring.input(SourceId).mutation(({ ctx, input }) => ctx.hub.sources.remove(ctx.session, input)),
  rotateKey: asPersonWho('administer').mutation(({ ctx }) => ctx.hub.sources.rotateKey(ctx.session)),
})
