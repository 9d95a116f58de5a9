export const SECOND = 1000
export const MINUTE = 60 * SECOND

interface Moment {
  at: number
  order: number
  act: (() => void) | null
}

/** The one time of a world: it passes only from one thing that happens to the next, each with all that follows from it. */
export class Timeline {
  now = Date.UTC(2026, 2, 2, 8)
  #order = 0
  #soon: (() => void)[] = []
  /** A binary heap, the earliest first. */
  readonly #heap: Moment[] = []

  after(milliseconds: number, act: () => void): Disposable {
    return this.at(this.now + Math.max(0, Math.ceil(milliseconds)), act)
  }

  at(time: number, act: () => void): Disposable {
    const moment: Moment = { at: Math.max(this.now, time), order: this.#order++, act }
    this.#push(moment)
    return { [Symbol.dispose]: () => void (moment.act = null) }
  }

  /** Once everything that runs now has come to wait for something. */
  soon(act: () => void): void {
    this.#soon.push(act)
  }

  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds
    await this.settle()
    for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
      this.#pop()
      if (next.act === null) continue
      this.now = next.at
      next.act()
      await this.settle()
    }
    this.now = until
  }

  async settle(): Promise<void> {
    do {
      for (const act of this.#soon.splice(0)) act()
      // A turn of the event loop begins only when every promise that could go on has done so.
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#soon.length > 0)
  }

  #push(moment: Moment): void {
    const heap = this.#heap
    let index = heap.push(moment) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(moment, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = moment
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
  }
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
