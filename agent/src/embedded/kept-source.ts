import type { SourceId } from '@chroniton/shared/contract/ids'
import type { SourceInput } from '@chroniton/shared/contract/source'

/** A source as the hub keeps it for its own agent. */
export interface KeptSource extends Omit<SourceInput, 'fields'> {
  sourceId: SourceId
  /** What is no secret. */
  fields: Record<string, string | boolean>
  /** The value of a secret field; null where none is set. Throws CodedError where it cannot be opened. */
  secret(name: string): string | null
}
