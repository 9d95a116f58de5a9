import type { AgentId } from '@chroniton/shared/contract/ids'

/** One thing at a time for each agent: its reports are numbered. */
export class Lanes {
  readonly #busy = new Map<AgentId, Promise<unknown>>()

  async alone<Result>(agentId: AgentId, work: () => Promise<Result>): Promise<Result> {
    const before = this.#busy.get(agentId) ?? Promise.resolve()
    const running = before.then(work, work)
    const done = running.catch(() => undefined)
    this.#busy.set(agentId, done)
    try {
      return await running
    } finally {
      if (this.#busy.get(agentId) === done) this.#busy.delete(agentId)
    }
  }

  /** Resolves when nothing of what was begun is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#busy.values())
  }
}
