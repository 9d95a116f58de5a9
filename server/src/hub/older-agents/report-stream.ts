import type { AgentId, BatchId, Position } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import type { HubParts } from '../parts.ts'
import { checkOwnership } from '../report-items.ts'
import { batchesOf } from './intake.ts'

/** What is reported for agents that cannot report by themselves; the caller sees to it that one thing goes at a time. */
export class ReportStream {
  readonly #parts: HubParts
  readonly #newId: () => string
  /** The last entry of each agent's reports. */
  readonly #reported = new Map<AgentId, Position>()

  constructor(parts: HubParts, newId: () => string) {
    this.#parts = parts
    this.#newId = newId
  }

  /** Resolves when all of it is in the log. */
  async report(agentId: AgentId, items: readonly ReportItem[]): Promise<void> {
    const { log, owners } = this.#parts
    checkOwnership(agentId, [...items], owners)
    let sequence = await log.sequenceOf(agentId)
    const positions = await Promise.all(
      batchesOf(items).map((batch) => {
        sequence++
        const batchId = this.#newId() as BatchId
        return log.append({ kind: 'report', agentId, batchId, sequence, items: batch })
      }),
    )
    const last = positions.at(-1)
    if (last !== undefined) this.#reported.set(agentId, last)
  }

  /** Resolves when everything the agent has reported is folded, or left out: then it is asked to list it again. */
  async settled(agentId: AgentId): Promise<void> {
    const position = this.#reported.get(agentId)
    if (position !== undefined) await this.#parts.reached(position)
  }
}
