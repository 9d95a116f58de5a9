import { z } from 'zod'
import { SeenCalendar } from './calendar.ts'
import { ErrorCode } from './error-code.ts'
import { EventSchema } from './event.ts'
import { CommandId, Instant, ItemId, ItemVersion } from './ids.ts'

/** What the provider holds after the command: read back where it does not tell. */
export const AppliedItem = z.object({
  itemId: ItemId,
  version: ItemVersion,
  event: EventSchema,
  modifiedAt: Instant.nullable(),
})
export type AppliedItem = z.infer<typeof AppliedItem>

export const Applied = z.object({
  kind: z.literal('applied'),
  commandId: CommandId,
  /** After an event was written. `null` for every other command. */
  item: AppliedItem.nullable(),
  /** After a calendar was created or changed. `null` for every other command. */
  calendar: SeenCalendar.nullable(),
})

/**
 * It was not done and will not be without a change. For `version-mismatch` the item as it now is was reported as
 * an observation before this receipt. Faults that pass by themselves are no receipt: the agent tries again.
 */
export const Refused = z.object({
  kind: z.literal('refused'),
  commandId: CommandId,
  code: ErrorCode,
  detail: z.string().max(2000),
})

export const Receipt = z.discriminatedUnion('kind', [Applied, Refused])
export type Receipt = z.infer<typeof Receipt>
export type Applied = z.infer<typeof Applied>
export type Refused = z.infer<typeof Refused>
