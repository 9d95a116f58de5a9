import type { Position } from '@chroniton/shared/contract/ids'

interface Waiter {
  position: Position
  resolve(): void
  reject(error: unknown): void
}

/** Those who wait until a position is reached. */
export class Waiters {
  #waiting: Waiter[] = []

  until(position: Position): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ position, resolve, reject }))
  }

  reached(position: Position): void {
    const waiting = this.#waiting
    this.#waiting = waiting.filter((waiter) => waiter.position > position)
    for (const waiter of waiting) if (waiter.position <= position) waiter.resolve()
  }

  rejectAll(error: unknown): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const waiter of waiting) waiter.reject(error)
  }
}
