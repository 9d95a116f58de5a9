/** What a dead process would do next: it never gets there. */
export class Killed extends Error {
  override readonly name = 'Killed'

  constructor() {
    super('the process was killed')
  }
}

/**
 * The life of one process. Once it is over nothing of it is heard or written any more: its timers do not fire, its
 * calls are not answered, and its databases refuse every transaction, as they would have been cut off by `kill -9`.
 */
export class Life {
  #alive = true
  #transactionsLeft: number | null = null
  readonly #onEnd: () => void

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  get isAlive(): boolean {
    return this.#alive
  }

  end(): void {
    if (!this.#alive) return
    this.#alive = false
    this.#onEnd()
  }

  /** Ends it in the middle of the work it will be at when it has made so many more transactions. */
  endAfter(transactions: number): void {
    this.#transactionsLeft = transactions
  }

  /** Runs what only a living process does. */
  readonly while = (act: () => void) => (): void => {
    if (this.#alive) act()
  }

  /** A transaction of a database of this process. */
  transaction<Result>(run: (work: () => Result) => Result, work: () => Result): Result {
    if (!this.#alive) throw new Killed()
    const isLast = this.#transactionsLeft !== null && this.#transactionsLeft-- <= 0
    const result = run(work)
    // It was stored, and nobody will hear of it.
    if (isLast) this.end()
    return result
  }
}
