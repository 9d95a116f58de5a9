import type { Instant } from '@chroniton/shared/contract/ids'
import type { Database } from '../store/database.ts'
import { hashOf, sameHash } from './secret.ts'

/** The key of the admin link, under the name that its bearer has in the history. Only its hash is kept. */
export class AdminKeys {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Whose key this is; null for nobody's. */
  nameOf(key: string): string | null {
    const hash = hashOf(key)
    const row = this.#database.sqlite.prepare('select key_hash, name from people_keys where key_hash = ?').get(hash) as
      | { key_hash: string; name: string }
      | undefined
    return row !== undefined && sameHash(row.key_hash, hash) ? row.name : null
  }

  add(key: string, name: string, at: Instant): void {
    this.#database.sqlite
      .prepare('insert into people_keys (key_hash, name, created_at) values (?, ?, ?) on conflict do nothing')
      .run(hashOf(key), name, at)
  }

  removeAllOf(name: string): void {
    this.#database.sqlite.prepare('delete from people_keys where name = ?').run(name)
  }
}
