import type { AddressPolicy } from '../http/address-policy.ts'
import type { Machine } from '../ports.ts'
import type { Source } from './provider.ts'

/** What a provider is given besides its configuration. */
export interface SourceDeps extends Machine {
  /** Which addresses sources may connect to; absent: every one. */
  addresses?: AddressPolicy
}

/**
 * Each provider's `source.ts` exports one function of this kind, `openCaldav`, `openIcs`, `openVdir`. Opening makes
 * no connection and fails only for a configuration that can never work.
 */
export type OpenSource<Config> = (config: Config, deps: SourceDeps) => Promise<Source>
