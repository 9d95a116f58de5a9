import type { PersonChanges, PersonId } from '@chroniton/shared/contract/access'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { Role } from '@chroniton/shared/contract/permission'
import { randomUUID } from 'node:crypto'
import type { Database } from '../store/database.ts'

export interface Person {
  id: PersonId
  name: string
  role: Role
  passwordHash: string | null
  issuer: string | null
  /** Who the person is at the issuer. */
  subject: string | null
  createdAt: Instant
  lastSignInAt: Instant | null
}

const COLUMNS = `id, name, role, password_hash as passwordHash, issuer, subject, created_at as createdAt,
  last_sign_in_at as lastSignInAt`

/** The people who may enter the hub. Names are compared without case and width. */
export class People {
  readonly #database: Database
  readonly #newId: () => string
  readonly #listeners: (() => void)[] = []

  constructor(database: Database, newId: () => string = randomUUID) {
    this.#database = database
    this.#newId = newId
  }

  /** Calls back when somebody was added or changed, or has a password; what it is part of may still be undone. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  all(): Person[] {
    return this.#database.sqlite.prepare(`select ${COLUMNS} from people order by name_key`).all() as Person[]
  }

  get(id: PersonId): Person | null {
    return this.#one('id = ?', id)
  }

  named(name: string): Person | null {
    return this.#one('name_key = ?', nameKey(name))
  }

  /** Who is this at the OpenID Connect provider. */
  knownAs(issuer: string, subject: string): Person | null {
    return this.#one('issuer = ? and subject = ?', issuer, subject)
  }

  /** Errors: `not-found`. */
  mustGet(id: PersonId): Person {
    const person = this.get(id)
    if (person === null) throw new CodedError('not-found', `there is no person ${id}`)
    return person
  }

  isOnlyOwner(person: Person): boolean {
    return person.role === 'owner' && !this.all().some(({ id, role }) => role === 'owner' && id !== person.id)
  }

  /** While nobody has, the admin link leads to setting the hub up. */
  ownerHasPassword(): boolean {
    return (
      this.#database.sqlite
        .prepare(`select 1 from people where role = 'owner' and password_hash is not null limit 1`)
        .get() !== undefined
    )
  }

  /** Errors: `conflict` when the name is taken. */
  add(person: { name: string; role: Role; passwordHash: string | null }, now: Instant): Person {
    this.#mustBeFree(person.name, null)
    const id = this.#newId() as PersonId
    this.#database.sqlite
      .prepare(
        `insert into people (id, name, name_key, role, password_hash, created_at)
         values (@id, @name, @key, @role, @passwordHash, @now)`,
      )
      .run({ ...person, id, key: nameKey(person.name), now })
    this.#changed()
    return this.mustGet(id)
  }

  /** Errors: `not-found`, `conflict` when the name is taken or no owner would be left. */
  change(id: PersonId, changes: PersonChanges): Person {
    const before = this.mustGet(id)
    const { name, role } = { ...before, ...changes }
    this.#mustBeFree(name, id)
    if (role !== 'owner') this.#mustLeaveAnOwner(before)
    this.#database.sqlite
      .prepare('update people set name = ?, name_key = ?, role = ? where id = ?')
      .run(name, nameKey(name), role, id)
    this.#changed()
    return this.mustGet(id)
  }

  setPassword(id: PersonId, passwordHash: string): void {
    this.#database.sqlite.prepare('update people set password_hash = ? where id = ?').run(passwordHash, id)
    this.#changed()
  }

  /** From now on the person is who this is at the provider. */
  link(id: PersonId, issuer: string, subject: string): void {
    this.#database.sqlite.prepare('update people set issuer = ?, subject = ? where id = ?').run(issuer, subject, id)
  }

  signedIn(id: PersonId, now: Instant): void {
    this.#database.sqlite.prepare('update people set last_sign_in_at = ? where id = ?').run(now, id)
  }

  /** Errors: `not-found`, `conflict` when no owner would be left. */
  remove(id: PersonId): Person {
    const person = this.mustGet(id)
    this.#mustLeaveAnOwner(person)
    this.#database.sqlite.prepare('delete from people where id = ?').run(id)
    return person
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  #one(where: string, ...values: string[]): Person | null {
    const row = this.#database.sqlite.prepare(`select ${COLUMNS} from people where ${where}`).get(...values)
    return (row as Person | undefined) ?? null
  }

  #mustBeFree(name: string, except: PersonId | null): void {
    const holder = this.named(name)
    if (holder === null || holder.id === except) return
    throw new CodedError('conflict', `there is a person named ${holder.name} already`)
  }

  #mustLeaveAnOwner(person: Person): void {
    if (!this.isOnlyOwner(person)) return
    throw new CodedError('conflict', `${person.name} is the only owner; make somebody else an owner first`)
  }
}

/** What two spellings of one name have in common. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
