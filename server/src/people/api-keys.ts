import type { ApiKeyId, ApiKeyView, NewApiKey } from '@chroniton/shared/contract/access'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { Permission } from '@chroniton/shared/contract/permission'
import { randomUUID } from 'node:crypto'
import { hashOf, newSecret } from '../auth/secret.ts'
import type { Database } from '../store/database.ts'
import { later } from './sessions.ts'

/** By this people (and scanners for leaked secrets) know what they have found. */
const PREFIX = 'chroniton_'

/** Each note of a use is a write. */
const NOTED_EVERY_MS = 60_000

const COLUMNS = `id, name, permissions, created_by as createdBy, created_at as createdAt, expires_at as expiresAt,
  last_used_at as lastUsedAt`

type Row = Omit<ApiKeyView, 'permissions'> & { permissions: string }

/** The keys of scripts. Only hashes are kept. */
export class ApiKeys {
  readonly #database: Database
  readonly #newId: () => string

  constructor(database: Database, newId: () => string = randomUUID) {
    this.#database = database
    this.#newId = newId
  }

  all(): ApiKeyView[] {
    const rows = this.#database.sqlite.prepare(`select ${COLUMNS} from api_keys order by created_at, id`).all() as Row[]
    return rows.map(viewOf)
  }

  create({ name, permissions, expiresAt }: NewApiKey, createdBy: string, now: Instant): ApiKeyView & { key: string } {
    const key = PREFIX + newSecret()
    const id = this.#newId() as ApiKeyId
    const kept = [...new Set(permissions)]
    this.#database.sqlite
      .prepare(
        `insert into api_keys (key_hash, id, name, permissions, created_by, created_at, expires_at)
         values (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(hashOf(key), id, name, JSON.stringify(kept), createdBy, now, expiresAt)
    return { id, name, permissions: kept, createdBy, createdAt: now, expiresAt, lastUsedAt: null, key }
  }

  /** Whose key this is; null when it is nobody's, or has expired. */
  find(key: string, now: Instant): ApiKeyView | null {
    return this.#live('key_hash = ?', hashOf(key), now)
  }

  get(id: ApiKeyId, now: Instant): ApiKeyView | null {
    return this.#live('id = ?', id, now)
  }

  used(id: ApiKeyId, now: Instant): void {
    const note = this.#database.sqlite.prepare(
      'update api_keys set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)',
    )
    this.#database.attempt(() => note.run(now, id, later(now, -NOTED_EVERY_MS)))
  }

  /** Errors: `not-found`. */
  revoke(id: ApiKeyId): ApiKeyView {
    const row = this.#database.sqlite.prepare(`delete from api_keys where id = ? returning ${COLUMNS}`).get(id)
    if (row === undefined) throw new CodedError('not-found', `there is no API key ${id}`)
    return viewOf(row as Row)
  }

  #live(where: string, value: string, now: Instant): ApiKeyView | null {
    const row = this.#database.sqlite.prepare(`select ${COLUMNS} from api_keys where ${where}`).get(value)
    if (row === undefined) return null
    const view = viewOf(row as Row)
    return view.expiresAt === null || Date.parse(view.expiresAt) > Date.parse(now) ? view : null
  }
}

function viewOf(row: Row): ApiKeyView {
  return { ...row, permissions: JSON.parse(row.permissions) as Permission[] }
}
