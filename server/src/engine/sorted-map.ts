/** A map whose values come in the order of their keys, by code units, as SQLite's binary collation has it. */
export class SortedMap<Value> {
  readonly #values = new Map<string, Value>()
  /** `null` after a key came or went, until somebody asks for the order. */
  #sorted: Value[] | null = []

  get(key: string): Value | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: Value): void {
    this.#values.set(key, value)
    this.#sorted = null
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#sorted = null
  }

  get size(): number {
    return this.#values.size
  }

  values(): Value[] {
    this.#sorted ??= [...this.#values.keys()].sort().map((key) => this.#values.get(key) as Value)
    return [...this.#sorted]
  }
}

/** Several rows under each key. */
export class Index<Row> {
  readonly #rows = new Map<string, SortedMap<Row>>()

  of(key: string): Row[] {
    return this.#rows.get(key)?.values() ?? []
  }

  set(key: string, within: string, row: Row): void {
    let rows = this.#rows.get(key)
    if (rows === undefined) this.#rows.set(key, (rows = new SortedMap()))
    rows.set(within, row)
  }

  delete(key: string, within: string): void {
    const rows = this.#rows.get(key)
    rows?.delete(within)
    if (rows?.size === 0) this.#rows.delete(key)
  }
}
