import type { Journal } from '../journal/journal.ts'
import type { Timers } from '../ports.ts'

/** After one the next one waits so long: little for a person, enough for the steps of a first sync to gather. */
const REST_MS = 50
/** So many are flushed without waiting. */
const FULL = 100

/**
 * Steps that finish at about the same moment share one transaction, and so one write of the journal. Each still happens
 * as a whole or not at all, and one that throws fails alone.
 */
export class CommitGroup {
  readonly #journal: Journal
  readonly #timers: Timers
  #resting = false
  #steps: { act: () => void; resolve: () => void; reject: (error: unknown) => void }[] = []

  constructor(journal: Journal, timers: Timers) {
    this.#journal = journal
    this.#timers = timers
  }

  /** Resolves when the step is in the journal. */
  commit(act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#steps.push({ act, resolve, reject })
      const due = this.#resting ? FULL : 1
      if (this.#steps.length === due) this.#timers.soon(() => this.#flush())
    })
  }

  #rest(): void {
    this.#resting = true
    this.#timers.after(REST_MS, () => {
      this.#resting = false
      this.#flush()
    })
  }

  #flush(): void {
    const steps = this.#steps
    if (steps.length === 0) return
    this.#steps = []
    if (!this.#resting) this.#rest()
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
