import { z } from 'zod'
import { AgentId, BatchId, type Instant, type Position } from './ids.ts'
import { Decision } from './decision.ts'
import { ReportItem } from './report.ts'

/**
 * One line of the log. Everything the engine may depend on is in it: the time it was accepted and a seed from which
 * every id it causes is derived, so that each hub that folds it comes to the same state.
 */
export const EntryBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('report'),
    agentId: AgentId,
    batchId: BatchId,
    sequence: z.int().positive(),
    items: z.array(ReportItem),
  }),
  z.object({ kind: z.literal('decision'), by: z.string(), decision: Decision }),
])
export type EntryBody = z.infer<typeof EntryBody>

export interface Entry {
  position: Position
  acceptedAt: Instant
  /** 128 random bits as hex. */
  seed: string
  body: EntryBody
}
