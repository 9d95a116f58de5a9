import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Turns } from '../../log/turns.ts'
import type { Database } from '../../store/database.ts'
import { ListScanner } from './list-scanner.ts'
import type { Listing } from './listing.ts'
import { StoredLists, zip } from './stored-lists.ts'
import { surveyList, type TakenList } from './survey.ts'

/** After a report of so few items the answer waits until it is folded, and so tells what it has caused. */
export const FEW_ITEMS = 500
/** Shorter lists are read before they are answered. */
export const LONG_BYTES = 256 * 1024
const RETRY_MILLISECONDS = 1000

/**
 * Long lists that hold much that is new: whether they can be read is found out at once, they are stored as they came,
 * and so answered; they are read later, one after another, since each is many megabytes.
 */
export class LongLists {
  readonly #stored: StoredLists
  readonly #turns: Turns
  readonly #take: (agentId: AgentId) => Promise<void>
  #reading: Promise<void> | null = null
  #stopped = false

  /** `take` reads the list of the agent that is stored, and deletes it. */
  constructor(database: Database, turns: Turns, { take }: { take: (agentId: AgentId) => Promise<void> }) {
    this.#stored = new StoredLists(database, turns)
    this.#turns = turns
    this.#take = take
  }

  /**
   * Resolves when the list is durable; with `null`, and nothing stored, when it is short or holds little that is new.
   *
   * Errors: `invalid-input` when an event of it is no JSON.
   */
  async put(agentId: AgentId, list: ListScanner, before: Listing, receivedAt: Instant): Promise<TakenList | null> {
    if (list.body.length < LONG_BYTES) return null
    const zipping: Promise<Buffer>[] = []
    const survey = await surveyList(list.events(), before, this.#turns, FEW_ITEMS, () => {
      zipping.push(zip(list.body))
    })
    const [zipped] = zipping
    if (zipped === undefined) return null
    await this.#stored.put(agentId, await zipped, receivedAt)
    this.readAll()
    return survey
  }

  async get(agentId: AgentId): Promise<{ list: ListScanner; receivedAt: Instant } | null> {
    const stored = await this.#stored.get(agentId)
    return stored && { list: ListScanner.of(stored.body, 'events'), receivedAt: stored.receivedAt }
  }

  delete(agentId: AgentId): void {
    this.#stored.delete(agentId)
  }

  /** Reads whatever is stored, each when its agent has nothing else under way. */
  readAll(): void {
    if (this.#reading !== null || this.#stopped) return
    this.#reading = this.#readAll().finally(() => (this.#reading = null))
  }

  /** Begins no further list. */
  stop(): void {
    this.#stopped = true
  }

  /** Resolves when no list waits, or none is read any more. */
  async idle(): Promise<void> {
    while (this.#reading !== null) await this.#reading
  }

  /** Whoever was just answered goes first. */
  async #readAll(): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => this.#turns.next(resolve))
      if (this.#stopped) return
      try {
        const [agentId] = this.#stored.waiting()
        if (agentId === undefined) return
        await this.#take(agentId)
      } catch {
        // The storage has told of its trouble itself.
        this.#turns.later(RETRY_MILLISECONDS, () => this.readAll())
        return
      }
    }
  }
}
