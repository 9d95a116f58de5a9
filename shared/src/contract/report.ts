import { z } from 'zod'
import { BatchId } from './ids.ts'
import { Observation } from './observation.ts'
import { Receipt } from './receipt.ts'

/**
 * Observations and receipts travel in one ordered stream, as they happened at the agent: a receipt can never
 * overtake the observation that explains it.
 */
export const ReportItem = z.union([Observation, Receipt])
export type ReportItem = z.infer<typeof ReportItem>

export const MAX_REPORT_ITEMS = 500
export const MAX_REPORT_CHARACTERS = 1024 * 1024

/**
 * One batch of the stream. `sequence` counts an agent's batches from 1 without gaps; a batch that the hub has
 * already taken is answered as before and changes nothing.
 */
export const ReportBatch = z.object({
  batchId: BatchId,
  sequence: z.int().positive(),
  /** JSON of `ReportItem[]`, at most 500 items and 1 MiB unless it is a single item: one string costs superjson nothing. */
  items: z.string().max(4 * MAX_REPORT_CHARACTERS),
})
export type ReportBatch = z.infer<typeof ReportBatch>

export const ReportItems = z.array(ReportItem).min(1).max(MAX_REPORT_ITEMS)
