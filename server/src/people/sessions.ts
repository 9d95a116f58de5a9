import type { PersonId } from '@chroniton/shared/contract/access'
import type { Instant } from '@chroniton/shared/contract/ids'
import { randomUUID } from 'node:crypto'
import { hashOf, newSecret } from '../auth/secret.ts'
import type { Database } from '../store/database.ts'

export interface SessionLimits {
  /** A session that is not used for so long ends. */
  idleMs: number
  /** However much it is used. */
  longestMs: number
}

export interface PersonalSession {
  id: string
  personId: PersonId
  /** When it ends unless it is used before. */
  until: Instant
}

/** How exactly it is remembered when a session was used last: each note is a write. */
const NOTED_EVERY_MS = 60_000

interface Row {
  id: string
  personId: PersonId
  usedAt: Instant
  expiresAt: Instant
}

const COLUMNS = 'id, person_id as personId, used_at as usedAt, expires_at as expiresAt'

/** Signed-in browsers. Only hashes of their tokens are kept. */
export class Sessions {
  readonly #database: Database
  readonly #limits: SessionLimits
  readonly #newId: () => string

  constructor(database: Database, limits: SessionLimits, newId: () => string = randomUUID) {
    this.#database = database
    this.#limits = limits
    this.#newId = newId
  }

  start(personId: PersonId, now: Instant): { token: string; session: PersonalSession } {
    const token = newSecret()
    const id = this.#newId()
    const expiresAt = later(now, this.#limits.longestMs)
    this.#database.sqlite
      .prepare(
        'insert into sessions (token_hash, id, person_id, created_at, used_at, expires_at) values (?, ?, ?, ?, ?, ?)',
      )
      .run(hashOf(token), id, personId, now, now, expiresAt)
    return { token, session: this.#of({ id, personId, usedAt: now, expiresAt }) }
  }

  /** The session behind a token; null when there is none, or it has ended. */
  find(token: string, now: Instant): PersonalSession | null {
    return this.#live('token_hash = ?', hashOf(token), now)
  }

  get(id: string, now: Instant): PersonalSession | null {
    return this.#live('id = ?', id, now)
  }

  used(id: string, now: Instant): void {
    const note = this.#database.sqlite.prepare('update sessions set used_at = ? where id = ? and used_at < ?')
    this.#database.attempt(() => note.run(now, id, later(now, -NOTED_EVERY_MS)))
  }

  /** Sessions of each person that have not ended. */
  counts(now: Instant): Map<PersonId, number> {
    const rows = this.#database.sqlite
      .prepare(
        'select person_id as personId, count(*) as count from sessions where used_at > ? and expires_at > ? group by 1',
      )
      .all(later(now, -this.#limits.idleMs), now) as { personId: PersonId; count: number }[]
    return new Map(rows.map(({ personId, count }) => [personId, count]))
  }

  end(id: string): void {
    this.#database.sqlite.prepare('delete from sessions where id = ?').run(id)
  }

  /** The ids of those that ended. */
  endAllOf(personId: PersonId, except: string | null = null): string[] {
    return this.#database.sqlite
      .prepare('delete from sessions where person_id = ? and id is not ? returning id')
      .pluck()
      .all(personId, except) as string[]
  }

  idsOf(personId: PersonId): string[] {
    return this.#database.sqlite
      .prepare('select id from sessions where person_id = ?')
      .pluck()
      .all(personId) as string[]
  }

  /** Forgets those that have ended by themselves. */
  sweep(now: Instant): void {
    const forget = this.#database.sqlite.prepare('delete from sessions where used_at <= ? or expires_at <= ?')
    this.#database.attempt(() => forget.run(later(now, -this.#limits.idleMs), now))
  }

  #live(where: string, value: string, now: Instant): PersonalSession | null {
    const row = this.#database.sqlite.prepare(`select ${COLUMNS} from sessions where ${where}`).get(value)
    if (row === undefined) return null
    const session = this.#of(row as Row)
    return session.until > now ? session : null
  }

  #of({ id, personId, usedAt, expiresAt }: Row): PersonalSession {
    const idleUntil = later(usedAt, this.#limits.idleMs)
    return { id, personId, until: idleUntil < expiresAt ? idleUntil : expiresAt }
  }
}

export function later(instant: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(instant) + milliseconds).toISOString() as Instant
}
