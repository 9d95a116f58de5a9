import type { MemoryAccount } from '../../agent/src/providers/testing/memory-account.ts'
import type { ProviderConditions } from './conditions.ts'
import type { Replica } from './replica.ts'

/** An account at a provider, with how its servers are and how they are doing. */
export interface SimulatedAccount {
  sourceId: string
  account: MemoryAccount
  quirks: string[]
  conditions: ProviderConditions
  replica: Replica
  /** The provider writes without asking at which version an item is. */
  ignoresPreconditions: boolean
}
