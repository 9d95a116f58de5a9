import type { CodedError } from '@chroniton/shared/contract/errors'
import type { Instant } from '@chroniton/shared/contract/ids'

export interface StorageFailure {
  since: Instant
  /** In words: the disk is full, the storage may not be written, ... */
  detail: string
}

/** Whether the storage takes what is written to it. One transaction that it refused is enough to say no. */
export class StorageHealth {
  readonly #now: () => Instant
  readonly #listeners = new Set<() => void>()
  #failure: StorageFailure | null = null

  constructor(now: () => Instant) {
    this.#now = now
  }

  get failure(): StorageFailure | null {
    return this.#failure
  }

  /** Calls back when it begins to fail, and when it works again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Other errors than those of the storage say nothing about it. */
  noticed({ code, detail }: Pick<CodedError, 'code' | 'detail'>): void {
    if (code !== 'storage-failed' && code !== 'storage-damaged') return
    const isNew = this.#failure === null
    this.#failure = { since: this.#failure?.since ?? this.#now(), detail }
    if (isNew) this.#tell()
  }

  recovered(): void {
    if (this.#failure === null) return
    this.#failure = null
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
