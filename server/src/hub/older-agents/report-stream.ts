import type { AgentId, BatchId, Position } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { inTurns, type Turns } from '../../log/turns.ts'
import type { HubParts } from '../parts.ts'
import { checkOwnership } from '../report-items.ts'
import { batchesOf } from './intake.ts'

/** What is reported for agents that cannot report by themselves; the caller sees to it that one thing goes at a time. */
export class ReportStream {
  readonly #parts: HubParts
  readonly #newId: () => string
  readonly #turns: Turns
  /** The last entry of each agent's reports. */
  readonly #reported = new Map<AgentId, Position>()

  constructor(parts: HubParts, newId: () => string, turns: Turns) {
    this.#parts = parts
    this.#newId = newId
    this.#turns = turns
  }

  /** Resolves when all of it is in the log. */
  async report(agentId: AgentId, items: readonly ReportItem[]): Promise<void> {
    const { log, owners } = this.#parts
    checkOwnership(agentId, [...items], owners)
    let sequence = await log.sequenceOf(agentId)
    const rest = inTurns(this.#turns)
    const taken: Promise<Position>[] = []
    for (const batch of batchesOf(items)) {
      sequence++
      const batchId = this.#newId() as BatchId
      const position = log.append({ kind: 'report', agentId, batchId, sequence, items: batch })
      taken.push(position)
      // It is thrown below.
      position.catch(() => undefined)
      const resting = rest()
      if (resting !== null) await resting
    }
    const last = (await Promise.all(taken)).at(-1)
    if (last !== undefined) this.#reported.set(agentId, last)
  }

  /** Resolves when everything the agent has reported is folded, or left out: then it is asked to list it again. */
  async settled(agentId: AgentId): Promise<void> {
    const position = this.#reported.get(agentId)
    if (position !== undefined) await this.#parts.reached(position)
  }
}
