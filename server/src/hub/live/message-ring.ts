/** A message of the live feed, serialised once for all viewers. */
export interface NumberedMessage {
  number: number
  json: string
}

/**
 * The last messages, so that a viewer who was away for a moment need not have everything again. Bounded by count and
 * by size.
 */
export class MessageRing {
  readonly #most: { messages: number; characters: number }
  #messages: NumberedMessage[] = []
  #characters = 0
  #last = 0

  constructor(most: { messages: number; characters: number }) {
    this.#most = most
  }

  /** The number of the newest message; 0 before the first. */
  get last(): number {
    return this.#last
  }

  push(json: string): void {
    this.#messages.push({ number: ++this.#last, json })
    this.#characters += json.length
    while (this.#messages.length > this.#most.messages || this.#characters > this.#most.characters) {
      this.#characters -= this.#messages.shift()?.json.length ?? 0
    }
  }

  /** The message behind this number; undefined when it is not kept any more, or not made yet. */
  after(number: number): NumberedMessage | undefined {
    const first = this.#messages[0]?.number
    return first === undefined ? undefined : this.#messages[number + 1 - first]
  }

  /** Whether a viewer who has seen this number can go on from the messages kept. */
  reaches(number: number): boolean {
    return number === this.#last || (number < this.#last && this.after(number) !== undefined)
  }

  clear(): void {
    this.#messages = []
    this.#characters = 0
  }
}
