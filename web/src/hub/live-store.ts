import { applyLiveMessage } from '@chroniton/shared/client/live'
import type { LiveMessage, Overview } from '@chroniton/shared/contract/views'

/** `refused`: the hub does not let this person in, and trying again is of no use. */
export type ConnectionState = 'connecting' | 'live' | 'cut' | 'refused'

export interface Live {
  state: ConnectionState
  /** When the last message came, in milliseconds since 1970. */
  heardAt: number | null
  /** What was last known; kept while the connection is cut. Unchanged parts keep their identity. */
  overview: Overview | null
}

/** What the hub last said, for as many readers as there are on the page. */
export class LiveStore {
  readonly #listeners = new Set<() => void>()
  readonly #messageListeners = new Set<(message: LiveMessage) => void>()
  #live: Live = { state: 'connecting', heardAt: null, overview: null }

  readonly current = (): Live => this.#live

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onMessage(listener: (message: LiveMessage) => void): () => void {
    this.#messageListeners.add(listener)
    return () => this.#messageListeners.delete(listener)
  }

  take(message: LiveMessage, now: number): void {
    this.#become({ state: 'live', heardAt: now, overview: applyLiveMessage(this.#live.overview, message) })
    for (const listener of this.#messageListeners) listener(message)
  }

  opened(): void {
    if (this.#live.overview !== null) this.#become({ state: 'live' })
  }

  closed(): void {
    if (this.#live.state !== 'refused') this.#become({ state: this.#live.overview === null ? 'connecting' : 'cut' })
  }

  refused(): void {
    this.#become({ state: 'refused' })
  }

  #become(next: Partial<Live>): void {
    this.#live = { ...this.#live, ...next }
    for (const listener of this.#listeners) listener()
  }
}
