import type { NativeId } from '../../agent/src/providers/provider.ts'
import type { MemoryAccount } from '../../agent/src/providers/testing/memory-account.ts'

/**
 * The machine of a provider that answers listings while another one takes writes and single reads: some way behind it,
 * but never behind what it has shown before.
 */
export class Replica {
  readonly #present: MemoryAccount
  readonly #states: { at: number; account: MemoryAccount }[] = []

  constructor(present: MemoryAccount) {
    this.#present = present
  }

  /** Called before a write: a listing that lags behind is from before one. */
  remember(now: number): void {
    this.#states.push({ at: now, account: this.#present.copy() })
  }

  /** The account as a listing of this calendar shows it. */
  shown(calendar: NativeId, now: number, lagMs: number): MemoryAccount {
    const known = this.#states.findLastIndex(({ at }) => at <= now - lagMs)
    if (lagMs === 0) this.#states.length = 0
    else if (known > 0) this.#states.splice(0, known)
    const account = this.#states[0]?.account ?? this.#present
    return account.calendars().some(({ nativeId }) => nativeId === calendar) ? account : this.#present
  }
}
