import type { Journal } from '../journal/journal.ts'
import type { Timers } from '../ports.ts'

/**
 * Steps that finish at the same moment share one transaction, and so one flush of the disk. Each still happens as a
 * whole or not at all, and one that throws fails alone.
 */
export class CommitGroup {
  readonly #journal: Journal
  readonly #timers: Timers
  #steps: { act: () => void; resolve: () => void; reject: (error: unknown) => void }[] = []

  constructor(journal: Journal, timers: Timers) {
    this.#journal = journal
    this.#timers = timers
  }

  /** Resolves when the step is on the disk. */
  commit(act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#steps.push({ act, resolve, reject })
      if (this.#steps.length === 1) this.#timers.soon(() => this.#flush())
    })
  }

  #flush(): void {
    const steps = this.#steps
    this.#steps = []
    try {
      this.#journal.transaction(() => {
        for (const { act } of steps) act()
      })
      for (const { resolve } of steps) resolve()
    } catch {
      for (const { act, resolve, reject } of steps) {
        try {
          this.#journal.transaction(act)
          resolve()
        } catch (error) {
          reject(error)
        }
      }
    }
  }
}
