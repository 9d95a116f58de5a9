import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { ReportBatch } from '@chroniton/shared/contract/report'
import type { Journal } from '../journal/journal.ts'
import type { BatchLimits } from '../journal/spool-table.ts'
import type { Machine } from '../ports.ts'
import { coded } from '../sync/coded.ts'
import type { HubConnection } from './hub-link.ts'
import type { Latch } from './latch.ts'

export interface ReportDeps {
  connection: HubConnection
  journal: Journal
  machine: Machine
  limits: BatchLimits
  /** Set when something was spooled. */
  spooled: Latch
}

/** The hub will never take the batch as it is. */
const REFUSALS: readonly ErrorCode[] = ['invalid-input', 'forbidden', 'item-too-large', 'nested-too-deep']

/**
 * Sends what is spooled, one batch after another, until the signal aborts. A batch keeps its number, id and content
 * until the hub has it.
 */
export async function sendReports(deps: ReportDeps, signal: AbortSignal): Promise<void> {
  const { connection, journal, machine, limits, spooled } = deps
  let items = limits.items
  const nextBatch = (): ReportBatch | null => {
    spooled.reset()
    return journal.spool.batch(journal.hub.get().acknowledged + 1, { ...limits, items }, () => machine.random.id())
  }
  let batch = journal.transaction(nextBatch)
  while (!signal.aborted) {
    if (batch === null) {
      await spooled.wait(null, signal)
      batch = journal.transaction(nextBatch)
      continue
    }
    const { sequence } = batch
    try {
      await connection.report(batch)
    } catch (error) {
      const { code, detail } = coded(error)
      if (!REFUSALS.includes(code)) throw error
      items = narrow(deps, batch, `${code}: ${detail}`)
      batch = journal.transaction(nextBatch)
      continue
    }
    if (signal.aborted) return
    items = Math.min(limits.items, items * 2)
    // One transaction both ends a batch and begins the next.
    batch = journal.transaction(() => {
      journal.spool.settle()
      journal.hub.acknowledge(sequence)
      return nextBatch()
    })
  }
}

/**
 * Nothing of a refused batch was taken. Halving finds the one item that the hub refuses, which then is left out, so
 * that it cannot hold up everything behind it. Gives how many items the next batch may have.
 */
function narrow({ journal, machine }: ReportDeps, batch: ReportBatch, why: string): number {
  const items = JSON.parse(batch.items) as unknown[]
  if (items.length > 1) {
    journal.transaction(() => journal.spool.dropBatch())
    return Math.floor(items.length / 2)
  }
  machine.logger.error({ why, item: kindOf(items[0]) }, 'the hub refuses a report, which is left out')
  journal.transaction(() => journal.spool.settle())
  return 1
}

/** What it is about, without what stands in it. */
function kindOf(item: unknown): object {
  const { kind, calendarId, itemId, commandId } = item as Record<string, unknown>
  return { kind, calendarId, itemId, commandId }
}
