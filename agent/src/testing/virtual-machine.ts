import type { Logger, Machine } from '../ports.ts'

interface Timer {
  at: number
  order: number
  callback: () => void
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A clock that moves when the test says so, and chance that is the same every time. */
export class VirtualMachine implements Machine {
  readonly logger: Logger
  readonly clock = { now: () => this.#now }
  readonly timers = {
    after: (milliseconds: number, callback: () => void): Disposable => {
      const timer = { at: this.#now + Math.max(0, Math.ceil(milliseconds)), order: this.#order++, callback }
      this.#timers.add(timer)
      return { [Symbol.dispose]: () => void this.#timers.delete(timer) }
    },
    soon: (callback: () => void): void => void this.#soon.push(callback),
  }
  readonly random = {
    fraction: () => (this.#next() % 10_000) / 10_000,
    id: () => Array.from({ length: 4 }, () => this.#next().toString(16).padStart(8, '0')).join(''),
  }
  #now = Date.UTC(2026, 0, 5, 8)
  #order = 0
  #seed: number
  readonly #timers = new Set<Timer>()
  #soon: (() => void)[] = []

  constructor(seed = 1, logger: Logger = SILENT) {
    this.#seed = seed
    this.logger = logger
  }

  /** Lets the time pass; what falls due happens in order, each with all that follows from it at once. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds
    await this.settle()
    for (let timer = this.#first(until); timer; timer = this.#first(until)) {
      this.#timers.delete(timer)
      this.#now = Math.max(this.#now, timer.at)
      timer.callback()
      await this.settle()
    }
    this.#now = until
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    do {
      for (const callback of this.#soon.splice(0)) callback()
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#soon.length > 0)
  }

  /** The clock jumps, and no timer has noticed: a laptop that slept. */
  jump(milliseconds: number): void {
    for (const timer of this.#timers) timer.at += milliseconds
    this.#now += milliseconds
  }

  #first(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at > until) continue
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    return first
  }

  /** xorshift32. */
  #next(): number {
    this.#seed ^= this.#seed << 13
    this.#seed ^= this.#seed >>> 17
    this.#seed ^= this.#seed << 5
    this.#seed >>>= 0
    return this.#seed
  }
}
