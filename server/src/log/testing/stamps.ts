import type { Instant } from '@chroniton/shared/contract/ids'
import type { Stamps } from '../stamps.ts'

/** A clock that stands until it is set, and seeds that count. */
export class TestStamps implements Stamps {
  #time = '2026-03-01T12:00:00.000Z' as Instant
  #seeds = 0
  /** Called for each entry before it is stored. */
  onStamp = (): void => {}

  set(time: string): void {
    this.#time = time as Instant
  }

  now(): Instant {
    this.onStamp()
    return this.#time
  }

  seed(): string {
    return (++this.#seeds).toString(16).padStart(32, '0')
  }
}
