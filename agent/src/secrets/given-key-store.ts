import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { NO_KEY, unreadable, type KeyStore } from './key-store.ts'
import type { Redacted } from './redacted.ts'

/** A key that the environment or a program gives. While it is replaced, `previous` opens what is still under the one before. */
export function givenKeyStore(where: string, given: Redacted, previous: Redacted | null): KeyStore {
  const keyFrom = async (secret: Redacted) => {
    const key = SecretKey.parse((await secret.reveal()).trim())
    if (key === null) throw unreadable(where, NO_KEY)
    return key
  }
  return {
    where,
    // What is under the key before is opened with it and encrypted with the one given now.
    read: async (slot) => (slot === 'current' ? keyFrom(previous ?? given) : previous && keyFrom(given)),
  }
}
