/** A bell that is heard once, now or by the next who listens; an abort of the signal rings it for ever. */
export class Wakeup {
  readonly #signal: AbortSignal
  readonly #onAbort = () => this.ring()
  #ringing = false
  #listener: (() => void) | null = null

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort)
  }

  ring(): void {
    this.#ringing = true
    this.#listener?.()
    this.#listener = null
  }

  /** Forgets what has rung before. */
  reset(): void {
    this.#ringing = false
  }

  rung(): Promise<void> {
    if (this.#ringing || this.#signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      this.#listener = resolve
    })
  }

  dispose(): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
  }
}
