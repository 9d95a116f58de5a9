import type { CodedError } from '@chroniton/shared/contract/errors'
import type { Machine } from '../ports.ts'
import { pauseAfter, type Pauses } from './backoff.ts'

/** What has failed, how often in a row, and when it is tried again. */
export class Retries<Key> {
  readonly #machine: Pick<Machine, 'clock' | 'random'>
  readonly #pauses: Pauses
  readonly #failed = new Map<Key, { attempts: number; retryAt: number }>()

  constructor(machine: Pick<Machine, 'clock' | 'random'>, pauses: Pauses) {
    this.#machine = machine
    this.#pauses = pauses
  }

  /** It failed once more. Gives the time of the next attempt. */
  failed(key: Key, failure: CodedError): number {
    const attempts = (this.#failed.get(key)?.attempts ?? 0) + 1
    const retryAt = this.#machine.clock.now() + this.#pause(failure, attempts)
    this.#failed.set(key, { attempts, retryAt })
    return retryAt
  }

  succeeded(key: Key): void {
    this.#failed.delete(key)
  }

  isDue(key: Key): boolean {
    return (this.#failed.get(key)?.retryAt ?? 0) <= this.#machine.clock.now()
  }

  /** Whatever was to be tried later is tried now. */
  clear(): void {
    this.#failed.clear()
  }

  #pause({ kind, retryAfterSeconds }: CodedError, attempts: number): number {
    // An account that is asked again and again with a wrong password may be locked.
    const pause =
      kind.retry === 'later' ? pauseAfter(attempts, this.#pauses, this.#machine.random) : this.#pauses.longestMs
    return Math.max(pause, (retryAfterSeconds ?? 0) * 1000)
  }
}
