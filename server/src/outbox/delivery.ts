import type { CommandEnvelope } from '@chroniton/shared/contract/command'
import type { Connection } from '@chroniton/shared/contract/hub'
import type { AgentId, Position } from '@chroniton/shared/contract/ids'
import type { OutboxRows, PageLimit } from './outbox.ts'
import { Wakeup } from './wakeup.ts'

/** What may lie in a socket's buffer before the agent has to take some of it. */
const PAGE: PageLimit = { rows: 100, characters: 256 * 1024 }

/**
 * Brings the waiting commands to the agents that are connected: at least once, in the order of their positions.
 *
 * Commands are only ever read from the rows, and only as fast as the connection takes them; what happens meanwhile
 * wakes the reader up and nothing more, so a slow agent costs no memory.
 */
export class Delivery {
  readonly #rows: OutboxRows
  readonly #flushed: () => Promise<void>
  readonly #page: PageLimit
  readonly #readers = new Map<AgentId, Set<Wakeup>>()

  /** `flushed` resolves when no power cut can take back what the rows that there are now follow from. */
  constructor(rows: OutboxRows, flushed: () => Promise<void>, page: PageLimit = PAGE) {
    this.#rows = rows
    this.#flushed = flushed
    this.#page = page
  }

  /** How many readers there are now. */
  get readers(): number {
    let count = 0
    for (const wakeups of this.#readers.values()) count += wakeups.size
    return count
  }

  /** To be called after the rows of these agents have been committed. */
  wake(agentIds: Iterable<AgentId>): void {
    for (const agentId of agentIds) {
      for (const wakeup of this.#readers.get(agentId) ?? []) wakeup.ring()
    }
  }

  /**
   * The commands after the position the agent has durably taken, oldest first, then those to come. With `null` (it
   * has lost its journal) everything that is not settled comes again. Ends when the signal aborts, and when the
   * connection has stalled, which closes it.
   */
  async *commands(
    agentId: AgentId,
    after: Position | null,
    connection: Connection,
    signal: AbortSignal,
  ): AsyncGenerator<CommandEnvelope, void, undefined> {
    const wakeup = new Wakeup(signal)
    this.#add(agentId, wakeup)
    try {
      let position = this.#startAfter(after)
      while (!signal.aborted) {
        // Before the rows are read: whatever is committed from here on rings again.
        wakeup.reset()
        const page = this.#rows.waiting(agentId, position, this.#page)
        // Of a command that its agent has already the hub must know again, under the same id and position.
        if (page.length > 0) await this.#flushed()
        for (const envelope of page) {
          if (signal.aborted) return
          yield envelope
          position = envelope.position
        }
        if (page.length === 0) await wakeup.rung()
        else if (!(await drained(connection, signal))) return
      }
    } finally {
      this.#remove(agentId, wakeup)
      wakeup.dispose()
    }
  }

  /** A position that these rows never reached was given out by a database that is lost: it says nothing here. */
  #startAfter(after: Position | null): Position {
    const none = 0 as Position
    return after === null || after > this.#rows.lastPosition() ? none : after
  }

  #add(agentId: AgentId, wakeup: Wakeup): void {
    const wakeups = this.#readers.get(agentId) ?? new Set()
    this.#readers.set(agentId, wakeups.add(wakeup))
  }

  #remove(agentId: AgentId, wakeup: Wakeup): void {
    const wakeups = this.#readers.get(agentId)
    wakeups?.delete(wakeup)
    if (wakeups?.size === 0) this.#readers.delete(agentId)
  }
}

async function drained(connection: Connection, signal: AbortSignal): Promise<boolean> {
  try {
    await connection.drained(signal)
    return true
  } catch {
    if (!signal.aborted) connection.close('it does not take its commands')
    return false
  }
}
