import type { CodedError } from '@chroniton/shared/contract/errors'
import type { Machine } from '../ports.ts'
import { pauseAfter, type Pauses } from './backoff.ts'

/**
 * Whether a source may be written to now. Closed until the account has answered once; closed again when it answers
 * that nothing goes at all. Then one command tries first, and the rest follow when it gets through.
 */
export class SourceGate {
  readonly #machine: Machine
  readonly #pauses: Pauses
  readonly #onOpen: () => void
  #answered = false
  #trips = 0
  #closedUntil = 0
  /** As long as the account itself has asked to be left alone. */
  #askedUntil = 0
  #trying = false
  #failure: CodedError | null = null
  #timer: Disposable | null = null

  constructor(machine: Machine, pauses: Pauses, onOpen: () => void) {
    this.#machine = machine
    this.#pauses = pauses
    this.#onOpen = onOpen
  }

  admits(): boolean {
    if (!this.#answered || this.#machine.clock.now() < this.#closedUntil) return false
    return this.#trips === 0 || !this.#trying
  }

  /** Throws why it is closed, for work that was let in and has not reached the account yet. */
  verify(): void {
    if (this.#failure && this.#machine.clock.now() < this.#closedUntil) throw this.#failure
  }

  /** A command goes through. */
  enter(): void {
    if (this.#trips > 0) this.#trying = true
  }

  /** It came back with an answer about itself, good or bad. */
  passed(): void {
    this.#trying = false
    if (this.#trips === 0) return
    this.#trips = 0
    this.#onOpen()
  }

  /** It came back with a failure of the whole account. */
  trip(error: CodedError): void {
    const { clock, random } = this.#machine
    // Many commands may be under way when the account fails: together they are one failure.
    if (!this.#trying && this.#trips > 0 && clock.now() < this.#closedUntil) return
    this.#trying = false
    this.#failure = error
    this.#trips++
    const asked = (error.retryAfterSeconds ?? 0) * 1000
    this.#askedUntil = clock.now() + asked
    this.#openIn(Math.max(asked, pauseAfter(this.#trips, this.#pauses, random)))
  }

  /** The account could be listed: it is worth trying again, unless it has asked for a pause. */
  answered(): void {
    this.#answered = true
    this.#closedUntil = Math.min(this.#closedUntil, this.#askedUntil)
    this.#onOpen()
  }

  /** The account cannot even be listed. */
  silent(): void {
    this.#answered = false
  }

  /** Forgets what came before, after a sleep or at a person's request. */
  reset(): void {
    this.#closedUntil = 0
    this.#trying = false
    this.#onOpen()
  }

  close(): void {
    this.#timer?.[Symbol.dispose]()
  }

  #openIn(milliseconds: number): void {
    this.#closedUntil = this.#machine.clock.now() + milliseconds
    this.#timer?.[Symbol.dispose]()
    this.#timer = this.#machine.timers.after(milliseconds, () => this.#onOpen())
  }
}
