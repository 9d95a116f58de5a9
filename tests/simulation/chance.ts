/** Chance that is the same every time for the same seed (sfc32, public domain). */
export class Chance {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, stream = '') {
    this.#a = 0x9e3779b9 ^ seed
    this.#b = 0x243f6a88
    this.#c = 0xb7e15162
    for (let index = 0; index < stream.length; index++)
      this.#b = Math.imul(this.#b ^ stream.charCodeAt(index), 0x1000193)
    for (let round = 0; round < 15; round++) this.#next()
  }

  /** In [0, 1). */
  fraction(): number {
    return this.#next() / 0x1_0000_0000
  }

  /** From `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  happens(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.fraction() * items.length)]
    if (items.length === 0) throw new Error('nothing to pick from')
    return item as Item
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items]
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = this.between(0, index)
      const held = shuffled[index] as Item
      shuffled[index] = shuffled[other] as Item
      shuffled[other] = held
    }
    return shuffled
  }

  /** 128 bits as hex. */
  id(): string {
    return Array.from({ length: 4 }, () => this.#next().toString(16).padStart(8, '0')).join('')
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + sum) | 0
    return sum >>> 0
  }
}
