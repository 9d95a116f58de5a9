import { CodedError } from '@chroniton/shared/contract/errors'
import type { SecretKey } from '@chroniton/shared/secrets/secret-key'

/** A key that is to replace the present one lies beside it until everything is encrypted with it. */
export type Slot = 'current' | 'next'

/** Where an agent's key is kept. */
export interface KeyStore {
  /** For people: the place as they know it. */
  readonly where: string
  /** Null where there is none. Errors: `secret-unreadable`. */
  read(slot: Slot): Promise<SecretKey | null>
  /** Absent: the key is given from outside, and replaced there. */
  readonly writable?: {
    write(slot: Slot, key: SecretKey): Promise<void>
    /** The next key takes the place of the current one. */
    adoptNext(): Promise<void>
  }
}

export function unreadable(where: string, reason: string): CodedError {
  return new CodedError('secret-unreadable', `the key in ${where}: ${reason}`)
}

export const NO_KEY = 'expected 32 bytes as base64 or hex'
