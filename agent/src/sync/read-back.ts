import type { ItemId } from '@chroniton/shared/contract/ids'
import type { Timers } from '../ports.ts'
import type { FailedItem, NativeId, ProviderItem, Source } from '../providers/provider.ts'

const BATCH = 50
/** How long an item waits for others: little for a single edit, enough for those of a first sync to come together. */
const GATHER_MS = 20

type Held = ProviderItem | FailedItem | null

interface Batch {
  waiting: Map<ItemId, { resolve: (held: Held) => void; reject: (error: unknown) => void }[]>
  timer: Disposable
}

/** Reads written items back, many with one request. */
export class ReadBack {
  readonly #source: Source
  readonly #timers: Timers
  readonly #signal: AbortSignal
  readonly #batches = new Map<NativeId, Batch>()

  constructor(source: Source, timers: Timers, signal: AbortSignal) {
    this.#source = source
    this.#timers = timers
    this.#signal = signal
  }

  /** Null when the item is not there any more. */
  read(calendar: NativeId, itemId: ItemId): Promise<Held> {
    return new Promise((resolve, reject) => {
      const batch = this.#batches.get(calendar) ?? this.#begin(calendar)
      const readers = batch.waiting.get(itemId) ?? []
      batch.waiting.set(itemId, [...readers, { resolve, reject }])
      if (batch.waiting.size >= BATCH) void this.#send(calendar)
    })
  }

  #begin(calendar: NativeId): Batch {
    const timer = this.#timers.after(GATHER_MS, () => void this.#send(calendar))
    const batch = { waiting: new Map(), timer }
    this.#batches.set(calendar, batch)
    return batch
  }

  async #send(calendar: NativeId): Promise<void> {
    const batch = this.#batches.get(calendar)
    if (!batch) return
    this.#batches.delete(calendar)
    batch.timer[Symbol.dispose]()
    const { waiting } = batch
    try {
      const items = await this.#source.read(calendar, [...waiting.keys()], this.#signal)
      const held = new Map(items.map((item) => [item.itemId, item]))
      for (const [itemId, readers] of waiting) for (const { resolve } of readers) resolve(held.get(itemId) ?? null)
    } catch (error) {
      for (const readers of waiting.values()) for (const { reject } of readers) reject(error)
    }
  }
}
