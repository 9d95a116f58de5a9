import { CodedError } from '@chroniton/shared/contract/errors'
import type { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { decrypt, isOurs, type Encrypted } from './encrypted.ts'
import type { KeyStore } from './key-store.ts'

/** The keys that may open what stands in the agent's files. They are fetched when the first secret is opened. */
export class Keyring {
  readonly store: KeyStore
  #keys: Promise<(SecretKey | null)[]> | null = null

  constructor(store: KeyStore) {
    this.store = store
  }

  /** Errors: `secret-unreadable`. */
  async open(encrypted: Encrypted): Promise<unknown> {
    if (!isOurs(encrypted)) {
      throw new CodedError(
        'secret-unreadable',
        'it was encrypted by an older agent, which alone can read it: write the secret as it is in its place, and run "chroniton-agent secrets encrypt"',
      )
    }
    const { where } = this.store
    this.#keys ??= Promise.all([this.store.read('current'), this.store.read('next')])
    const keys = (await this.#keys).filter((key) => key !== null)
    const key = keys.find(({ id }) => id === encrypted.key_id)
    if (!key) {
      const held = keys.length === 0 ? 'there is none' : `there is ${keys.map(({ id }) => id).join(', ')}`
      throw new CodedError('secret-unreadable', `it needs the key ${encrypted.key_id}; in ${where} ${held}`)
    }
    const value = decrypt(encrypted, key)
    if (value === undefined) throw new CodedError('secret-unreadable', 'what stands there was altered')
    return value
  }
}
