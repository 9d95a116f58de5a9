import type { PasswordLinkRequest, PersonId, SetupRequest, SignInRequest } from '@chroniton/shared/contract/access'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { Role } from '@chroniton/shared/contract/permission'
import type { Audit } from '../audit/audit.ts'
import type { Database } from '../store/database.ts'
import { hashPassword, isPassword } from './password.ts'
import type { PasswordLinks } from './password-links.ts'
import { nameKey, type People, type Person } from './people.ts'
import type { PersonalSession, Sessions } from './sessions.ts'
import type { Throttle } from './throttle.ts'

export interface SignedIn {
  person: Person
  session: PersonalSession
  /** For the cookie; nobody else gets to see it. */
  token: string
}

/** Whom the OpenID Connect provider vouches for. */
export interface Vouched {
  issuer: string
  subject: string
  /** Verified by the provider. */
  email: string | null
  name: string | null
  /** For a newcomer, and with `isRoleBinding` for everybody. */
  role: Role | null
  isRoleBinding: boolean
}

export interface SignInParts {
  database: Database
  people: People
  sessions: Sessions
  links: PasswordLinks
  throttle: Throttle
  audit: Audit
  now: () => Instant
  /** Ends the person's sessions but one, and closes their sockets. */
  endSessions: (person: Person, except: string | null, why: string) => void
  /** Closes the person's sockets, which come back with what the person may do now. */
  reconsider: (person: Person, why: string) => void
}

/** How people come to have a session. Every way throws CodedError. */
export class SignIn {
  readonly #parts: SignInParts

  constructor(parts: SignInParts) {
    this.#parts = parts
  }

  /** Errors: `unauthenticated`, whichever of the two is wrong; `rate-limited`. */
  async withPassword({ name, password }: SignInRequest, from: string): Promise<SignedIn> {
    const { people, throttle } = this.#parts
    await throttle.admit(nameKey(name), from)
    const passwordHash = people.named(name)?.passwordHash ?? null
    const matches = await isPassword(passwordHash, password)
    const person = people.named(name)
    // The password may have changed while it was looked at.
    if (person === null || !matches || person.passwordHash !== passwordHash) {
      // A name that nobody has may be a password that was typed into the wrong field.
      this.#failed(person?.id ?? null, from, person === null ? 'nobody has this name' : 'the password is wrong')
      throw new CodedError('unauthenticated', 'the name or the password is wrong')
    }
    await throttle.succeeded(nameKey(name), from)
    return this.start(person, from, 'with a password')
  }

  /**
   * Makes the first owner; whoever calls has shown the admin key.
   *
   * Errors: `conflict` when an owner has a password already, or the name is taken.
   */
  async setUp({ name, password }: SetupRequest, from: string): Promise<SignedIn> {
    const { audit, database, people, now } = this.#parts
    const mustBeNeeded = () => {
      if (people.ownerHasPassword()) throw new CodedError('conflict', 'the hub is set up already: sign in')
    }
    mustBeNeeded()
    const passwordHash = await hashPassword(password)
    return database.transaction(() => {
      mustBeNeeded()
      const person = people.add({ name, role: 'owner', passwordHash }, now())
      const who = { who: person.name, kind: 'person', from } as const
      audit.record({ ...who, action: 'person-add', object: person.id, ok: true, detail: `${name}, the first owner` })
      return this.start(person, from, 'by setting the hub up')
    })
  }

  /** Makes the first owner that the configuration asks for, while no owner has a password. */
  async provide(owner: { name: string; password: string } | null): Promise<void> {
    const { audit, database, people, now } = this.#parts
    if (owner === null || people.ownerHasPassword()) return
    const { name, password } = owner
    const passwordHash = await hashPassword(password)
    database.transaction(() => {
      const { id } = people.add({ name, role: 'owner', passwordHash }, now())
      const detail = `${name}, the first owner, as configured`
      audit.record({ who: 'the hub', kind: 'hub', from: null, action: 'person-add', object: id, ok: true, detail })
    })
  }

  /** Sets the password of the person the link was made for. Errors: `link-invalid`, `rate-limited`. */
  async byLink({ token, password }: PasswordLinkRequest, from: string): Promise<SignedIn> {
    const { audit, database, links, people, throttle, now } = this.#parts
    await throttle.admitWith('password link', from)
    const personId = links.redeem(token, now())
    const person = personId === null ? null : people.get(personId)
    if (person === null) {
      this.#failed(null, from, 'the password link is unknown, used or expired')
      throw new CodedError('link-invalid', 'it was never made, was used before, or has expired')
    }
    await throttle.succeededWith('password link', from)
    const passwordHash = await hashPassword(password)
    return database.transaction(() => {
      people.mustGet(person.id)
      people.setPassword(person.id, passwordHash)
      this.#parts.endSessions(person, null, 'the password was changed')
      const who = { who: person.name, kind: 'person', from } as const
      audit.record({ ...who, action: 'password-set', object: person.id, ok: true, detail: 'by a link' })
      return this.start(person, from, 'by choosing a password')
    })
  }

  /**
   * For whom the OpenID Connect provider vouches: who came that way before, whom an owner added under the e-mail
   * address, or whoever has a role there.
   *
   * Errors: `sign-in-refused`.
   */
  byOpenIdConnect(vouched: Vouched, from: string): SignedIn {
    const { database, people } = this.#parts
    const { issuer, subject, email, role, isRoleBinding } = vouched
    const added = email === null ? null : people.named(email)
    const known = people.knownAs(issuer, subject) ?? (added?.subject === null ? added : null)
    if (role === null && (known === null || isRoleBinding)) {
      const why = known === null ? 'nobody added them' : 'they have no role at the provider'
      this.#failed(known?.id ?? null, from, `OpenID Connect vouches for ${email ?? subject}, but ${why}`)
      throw new CodedError('sign-in-refused', `${email ?? vouched.name ?? subject}: ${why}`)
    }
    return database.transaction(() => {
      const person = known ?? this.#newcomer(email ?? vouched.name ?? subject, role ?? 'viewer', from)
      if (person.subject === null) people.link(person.id, issuer, subject)
      const isNew = role !== null && isRoleBinding && role !== person.role && !people.isOnlyOwner(person)
      return this.start(isNew ? this.#withRole(person, role, from) : person, from, 'by OpenID Connect')
    })
  }

  #newcomer(name: string, role: Role, from: string): Person {
    const { audit, people, now } = this.#parts
    const person = people.add({ name, role, passwordHash: null }, now())
    const detail = `${name}, ${role}, vouched for by OpenID Connect`
    audit.record({ who: name, kind: 'person', from, action: 'person-add', object: person.id, ok: true, detail })
    return person
  }

  #withRole({ id, name, role: before }: Person, role: Role, from: string): Person {
    const { audit, people, reconsider } = this.#parts
    const person = people.change(id, { role })
    const detail = `${before}: now ${role}, as the OpenID Connect provider says`
    audit.record({ who: name, kind: 'person', from, action: 'person-change', object: id, ok: true, detail })
    reconsider(person, 'what you may do has changed')
    return person
  }

  /** A session for somebody who has proved to be this person. */
  start(person: Person, from: string, how: string): SignedIn {
    const { audit, database, people, sessions, now } = this.#parts
    return database.transaction(() => {
      const started = sessions.start(person.id, now())
      people.signedIn(person.id, now())
      const who = { who: person.name, kind: 'person', from } as const
      audit.record({ ...who, action: 'sign-in', object: person.id, ok: true, detail: how })
      return { person: people.mustGet(person.id), ...started }
    })
  }

  #failed(object: PersonId | null, from: string, why: string): void {
    const nobody = { who: null, kind: 'anonymous', from } as const
    this.#parts.audit.record({ ...nobody, action: 'sign-in-failed', object, ok: false, detail: why })
  }
}
