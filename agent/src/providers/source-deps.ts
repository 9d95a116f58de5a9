import type { AddressPolicy } from '../http/address-policy.ts'
import type { Machine } from '../ports.ts'

/**
 * What a provider is given besides its configuration. Opening one makes no connection and fails only for a
 * configuration that can never work.
 */
export interface SourceDeps extends Machine {
  /** Which addresses sources may connect to; absent: every one. */
  addresses?: AddressPolicy
}
