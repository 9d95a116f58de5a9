import { z } from 'zod'
import { SourceId } from '../ids.ts'
import { SourceChange, SourceInput } from '../source.ts'
import { asPersonWho, part, t } from './procedures.ts'

const configuring = asPersonWho('configure')

export const sourceRouter = t.router({
  kinds: configuring.query(({ ctx }) => part(ctx.hub.sources, 'sources of its own').kinds()),
  list: asPersonWho('read').query(({ ctx }) => part(ctx.hub.sources, 'sources of its own').list()),
  check: configuring
    .input(z.object({ source: SourceInput, sourceId: SourceId.nullable().default(null) }))
    .mutation(({ ctx, input, signal }) =>
      part(ctx.hub.sources, 'sources of its own').check(ctx.session, input, signal),
    ),
  add: configuring
    .input(SourceInput)
    .mutation(({ ctx, input }) => part(ctx.hub.sources, 'sources of its own').add(ctx.session, input)),
  change: configuring
    .input(SourceChange)
    .mutation(({ ctx, input }) => part(ctx.hub.sources, 'sources of its own').change(ctx.session, input)),
  remove: configuring
    .input(SourceId)
    .mutation(({ ctx, input }) => part(ctx.hub.sources, 'sources of its own').remove(ctx.session, input)),
  rotateKey: asPersonWho('administer').mutation(({ ctx }) =>
    part(ctx.hub.sources, 'sources of its own').rotateKey(ctx.session),
  ),
})
