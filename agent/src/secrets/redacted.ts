import { inspect } from 'node:util'

const SHOWN = '[redacted]'

/**
 * A secret that cannot be printed by accident: logs, JSON, string concatenation and the debugger all show
 * `[redacted]`. It is fetched anew with every `reveal`, so that a changed password file counts at once.
 */
export class Redacted {
  readonly #fetch: () => Promise<string>

  constructor(fetch: () => Promise<string>) {
    this.#fetch = fetch
  }

  static of(secret: string): Redacted {
    return new Redacted(() => Promise.resolve(secret))
  }

  /** Errors: `invalid-configuration` when the place it is kept in cannot be read. */
  reveal(): Promise<string> {
    return this.#fetch()
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [Symbol.toPrimitive](): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}
