import { CodedError } from '@chroniton/shared/contract/errors'
import { randomBytes } from 'node:crypto'
import type { Database } from '../store/database.ts'
import { rewrap, seal, unseal } from './envelope.ts'
import { givenKey, type KeySource } from './key-source.ts'
import { type RandomBytes, SecretKey } from '@chroniton/shared/secrets/secret-key'
import { SecretTable } from './secret-table.ts'

export interface VaultOptions {
  database: Database
  source: KeySource
  /** The key that was given before, while its secrets are taken over under the present one. */
  previous?: SecretKey | null
  random?: RandomBytes
}

/**
 * Secrets that the hub keeps for itself, encrypted at rest. It opens also without the right key: then what cannot be
 * opened says so when it is asked for, nothing is lost, and everything else goes on.
 */
export class Vault {
  readonly #table: SecretTable
  readonly #options: VaultOptions & { random: RandomBytes }
  #key: SecretKey | null = null
  /** Why there is no key. */
  #failure: CodedError | null = null

  constructor(options: VaultOptions) {
    this.#options = { ...options, random: options.random ?? randomBytes }
    this.#table = new SecretTable(options.database)
    try {
      this.#key = this.#openingKey()
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      this.#failure = error
    }
    const { previous } = options
    if (this.#key !== null && previous) this.#takeOver(previous, this.#key)
  }

  /** Why secrets cannot be opened, in words; null when all can. */
  get trouble(): string | null {
    if (this.#failure !== null) return this.#failure.detail
    const others = this.#table.keyIds().filter((id) => id !== this.#key?.id)
    return others.length === 0 ? null : `some secrets need the master key ${others.join(', ')}; ${this.#present()}`
  }

  put(recordId: string, secret: string): void {
    this.#table.put(recordId, seal(this.#mustHaveKey(), recordId, secret, this.#options.random))
  }

  /** Null when there is none. Errors: `secret-unreadable`. */
  get(recordId: string): string | null {
    const sealed = this.#table.get(recordId)
    if (sealed === null) return null
    const key = this.#mustHaveKey()
    const secret = unseal(key, recordId, sealed)
    if (secret !== null) return secret
    const why =
      sealed.keyId === key.id
        ? 'what is stored was altered'
        : `it was encrypted with the master key ${sealed.keyId}; ${this.#present()}`
    throw new CodedError('secret-unreadable', why)
  }

  delete(recordId: string): void {
    this.#table.delete(recordId)
  }

  /**
   * Wraps every secret with a new master key, and forgets the one before when all are. Whenever it is interrupted,
   * the next start finds the key that opens what is stored.
   *
   * Errors: `not-supported` for a key that the operator gives, `secret-unreadable`, `storage-failed`.
   */
  rotate(): { keyId: string; secrets: number } {
    const { source, random } = this.#options
    const before = this.#mustHaveKey()
    if (source.kind === 'given') {
      throw new CodedError(
        'not-supported',
        `${source.where} gives the master key: give a new one there and the present one in MASTER_KEY_PREVIOUS, and start again`,
      )
    }
    const { file } = source
    // A rotation that failed at its very end left the only key that opens anything under the name of the new one.
    if (file.read()?.id !== before.id) file.adoptNew()
    const next = SecretKey.make(random)
    file.writeNew(next)
    const secrets = this.#rewrapAll(before, next)
    this.#key = next
    file.adoptNew()
    return { keyId: next.id, secrets }
  }

  #openingKey(): SecretKey {
    const { source } = this.#options
    if (source.kind === 'given') return givenKey(source)
    const { file } = source
    const needed = this.#table.keyIds()
    const fresh = file.readNew()
    if (fresh !== null) {
      // An interrupted rotation: the transaction that wraps everything says which of the two keys counts.
      if (needed.includes(fresh.id)) file.adoptNew()
      else file.dropNew()
    }
    const stored = file.read()
    if (stored !== null) return stored
    if (needed.length > 0) {
      throw new CodedError(
        'secret-unreadable',
        `the master key ${needed.join(', ')} belongs in ${file.path}, where there is none: put the file back; if it is ` +
          'lost for good, put a new key there ("openssl rand -base64 32") and enter the secrets anew',
      )
    }
    const made = SecretKey.make(this.#options.random)
    file.write(made)
    return made
  }

  #takeOver(previous: SecretKey, key: SecretKey): void {
    if (previous.id !== key.id) this.#rewrapAll(previous, key)
  }

  #rewrapAll(before: SecretKey, next: SecretKey): number {
    const { database, random } = this.#options
    return database.transaction(() => {
      let count = 0
      for (const { recordId, ...sealed } of this.#table.all()) {
        const wrapped = sealed.keyId === before.id ? rewrap(before, next, recordId, sealed, random) : null
        // One that needs yet another key, or was altered, stays as it is.
        if (wrapped === null) continue
        this.#table.put(recordId, wrapped)
        count++
      }
      return count
    })
  }

  #mustHaveKey(): SecretKey {
    if (this.#key !== null) return this.#key
    throw this.#failure ?? new CodedError('secret-unreadable', 'there is no master key')
  }

  #present(): string {
    const { source } = this.#options
    return `${source.kind === 'given' ? source.where : source.file.path} holds ${this.#key?.id ?? 'none'}`
  }
}
