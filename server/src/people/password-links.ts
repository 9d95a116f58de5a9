import type { PersonId } from '@chroniton/shared/contract/access'
import type { Instant } from '@chroniton/shared/contract/ids'
import { hashOf, newSecret } from '../auth/secret.ts'
import type { Database } from '../store/database.ts'

/** Tokens with which people choose a password, good once. Only hashes are kept. */
export class PasswordLinks {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Earlier ones of the same person end. */
  create(personId: PersonId, expiresAt: Instant): string {
    const token = newSecret()
    this.#database.transaction(() => {
      this.endAllOf(personId)
      this.#database.sqlite
        .prepare('insert into password_links (token_hash, person_id, expires_at) values (?, ?, ?)')
        .run(hashOf(token), personId, expiresAt)
    })
    return token
  }

  /** Uses the token up; null when it is unknown, used or expired. */
  redeem(token: string, now: Instant): PersonId | null {
    const personId = this.#database.sqlite
      .prepare('delete from password_links where token_hash = ? and expires_at > ? returning person_id')
      .pluck()
      .get(hashOf(token), now) as PersonId | undefined
    return personId ?? null
  }

  endAllOf(personId: PersonId): void {
    this.#database.sqlite.prepare('delete from password_links where person_id = ?').run(personId)
  }

  sweep(now: Instant): void {
    const forget = this.#database.sqlite.prepare('delete from password_links where expires_at <= ?')
    this.#database.attempt(() => forget.run(now))
  }
}
