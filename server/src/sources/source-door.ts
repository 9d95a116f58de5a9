import type { SourceId } from '@chroniton/shared/contract/ids'
import type { SourceCheck, SourceInput, SourceKind } from '@chroniton/shared/contract/source'

/** A source of the hub's own agent, as that agent is told of it. */
export interface KeptSource extends SourceInput {
  sourceId: SourceId
  /** The value of a secret field; null where none is set. Throws `secret-unreadable`. */
  secret(name: string): string | null
}

/** What the agent inside the hub's process knows of sources. */
export interface SourceDoor {
  readonly kinds: SourceKind[]
  /**
   * The id of the account that the source names: the same for the same account.
   *
   * Errors: `invalid-input` naming the field that is missing, wrong or not permitted here.
   */
  identify(source: KeptSource): Promise<SourceId>
  /** Really signs in there. */
  check(source: KeptSource, signal: AbortSignal): Promise<SourceCheck>
}
