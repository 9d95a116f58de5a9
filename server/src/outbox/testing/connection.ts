import type { Connection } from '@chroniton/shared/contract/hub'

/** A connection that takes what it is given at once, until it is told to hold back. */
export class TestConnection implements Connection {
  readonly id = 'test'
  /** Why it was closed. */
  closed: string | null = null
  /** How often it was asked to drain. */
  drains = 0
  #held: Promise<void> = Promise.resolve()
  #release = () => {}
  #stall = (_reason: Error) => {}

  hold(): void {
    this.#held = new Promise((resolve, reject) => {
      this.#release = resolve
      this.#stall = reject
    })
  }

  release(): void {
    this.#release()
  }

  /** What the socket does when its other side has taken nothing for too long. */
  stall(): void {
    this.#stall(new Error('stalled'))
  }

  async drained(signal: AbortSignal): Promise<void> {
    this.drains++
    let onAbort = () => {}
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(signal.reason as Error)
      signal.addEventListener('abort', onAbort)
    })
    try {
      await Promise.race([this.#held, aborted])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  close(why: string): void {
    this.closed = why
  }
}
