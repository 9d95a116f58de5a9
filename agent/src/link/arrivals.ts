/** What arrives in callbacks, handed on in lots: each is all that has arrived since the last. */
export class Arrivals<Item> {
  #items: Item[] = []
  #ended = false
  #failure: { error: unknown } | null = null
  #wake: (() => void) | null = null

  push(item: Item): void {
    this.#items.push(item)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake?.()
  }

  async *lots(): AsyncGenerator<Item[]> {
    for (;;) {
      if (this.#items.length > 0) {
        const lot = this.#items
        this.#items = []
        yield lot
      } else if (this.#failure) {
        throw this.#failure.error
      } else if (this.#ended) {
        return
      } else {
        await new Promise<void>((wake) => (this.#wake = wake))
      }
    }
  }
}
