import type { Entry, EntryBody } from '@chroniton/shared/contract/entry'
import type { AgentId, Instant, Position } from '@chroniton/shared/contract/ids'

/**
 * The one way in: an ordered, durable list of entries, the same for everyone who reads it. Every implementation passes
 * one contract suite (`testing/log-contract.ts`). Every method throws CodedError.
 *
 * Not promised: that `acceptedAt` never goes back (a machine's clock may), or that positions have no gaps.
 */
export interface ChangeLog {
  /**
   * Resolves with the entry's position once it is durable: it survives a kill of the process and a power cut.
   *
   * A report that was taken before (same agent, sequence and batch) changes nothing and is answered with the position
   * it got then. Rejects with `report-out-of-order` when a batch is missing before it or its sequence was used by
   * another batch, and with `storage-failed`; nothing of a rejected entry is in the log, unless it was the disk that
   * failed at the very last: the entry may then be there or not.
   */
  append(body: EntryBody): Promise<Position>

  /** How many entries wait to be stored. Who folds lets them go first, so that a long report is not answered in pieces. */
  readonly waiting: number

  /**
   * The entries after the position, in order; among them some that are not durable yet. Rejects with `not-found` when
   * some of them are trimmed already.
   */
  read(after: Position, limit: number): Promise<Entry[]>

  /** The seed of the entry there; null where it is trimmed, or none yet. */
  seedOf(position: Position): Promise<string | null>

  /** The position of the newest entry there ever was; 0 for none. */
  head(): Promise<Position>

  /** The last batch taken from the agent, durably; 0 for none. */
  sequenceOf(agentId: AgentId): Promise<number>

  /** Calls back after entries, whoever wrote them, have become readable; several may share one call. */
  onAppended(listener: () => void): () => void

  /** Forgets the entries at the beginning that are older than the instant and not beyond `upTo`; their number. */
  trim(acceptedBefore: Instant, upTo: Position): Promise<number>

  /** The last position that is trimmed; 0 for none. */
  trimmed(): Promise<Position>

  /** Takes nothing more; resolves when what it had taken is settled. */
  close(): Promise<void>
}
