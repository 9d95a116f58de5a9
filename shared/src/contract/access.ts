import { z } from 'zod'
import { Instant } from './ids.ts'
import { PASSWORD_LINK_PARAMETER } from './page.ts'
import { Permission, Role } from './permission.ts'

/** Who may enter the hub, and what was done by whom. */

export const PersonId = z.string().min(1).max(200).brand('PersonId')
export type PersonId = z.infer<typeof PersonId>

export const ApiKeyId = z.string().min(1).max(200).brand('ApiKeyId')
export type ApiKeyId = z.infer<typeof ApiKeyId>

/** At least as long as NIST SP 800-63B asks for where a password stands alone. */
export const Password = z.string().min(12, 'a password has at least 12 characters').max(1000)

export const LoginName = z.string().trim().min(1).max(200)

/** Who the caller is. */
export interface Me {
  /** `null`: the bearer of a key or a token. */
  personId: PersonId | null
  name: string
  permissions: readonly Permission[]
  /** `token`: a signed bearer token; `open`: the hub asks nobody who they are (`AUTH_ENABLED=false`). */
  via: 'session' | 'api-key' | 'admin-key' | 'token' | 'open'
  /** How people may sign in here. */
  signIn: SignInWays
}

export interface SignInWays {
  password: boolean
  /** The name on the button of the OpenID Connect provider; `null` where none is configured. */
  openIdConnect: string | null
  /** Nobody has a password yet: the admin link leads to choosing one. */
  setupNeeded: boolean
}

/** What the routes under `/auth` take. */
export const SignInRequest = z.object({ name: z.string().max(200), password: z.string().max(1000) })
export type SignInRequest = z.infer<typeof SignInRequest>

/** `POST /auth/setup`, with the admin key as bearer token: the first owner. */
export const SetupRequest = z.object({ name: LoginName, password: Password })
export type SetupRequest = z.infer<typeof SetupRequest>

/** `POST /auth/password`: what a password link leads to. */
export const PasswordLinkRequest = z.object({ token: z.string().min(1).max(200), password: Password })
export type PasswordLinkRequest = z.infer<typeof PasswordLinkRequest>

export const passwordLinkPath = (token: string): string => `/#${PASSWORD_LINK_PARAMETER}=${token}`

export interface PersonView {
  id: PersonId
  name: string
  role: Role
  hasPassword: boolean
  /** Signed in by OpenID Connect before. */
  hasOpenIdConnect: boolean
  createdAt: Instant
  lastSignInAt: Instant | null
  sessions: number
}

export interface ApiKeyView {
  id: ApiKeyId
  name: string
  permissions: Permission[]
  createdBy: string
  createdAt: Instant
  expiresAt: Instant | null
  lastUsedAt: Instant | null
}

export const NewPerson = z.object({
  name: LoginName,
  role: Role,
  /** Absent: the person signs in by OpenID Connect, or by a link that `access.passwordLink` makes. */
  password: Password.optional(),
})
export type NewPerson = z.infer<typeof NewPerson>

export const PersonChanges = z.object({ name: LoginName, role: Role }).partial()
export type PersonChanges = z.infer<typeof PersonChanges>

export const NewApiKey = z.object({
  name: z.string().trim().min(1).max(200),
  permissions: z.array(Permission).min(1),
  expiresAt: Instant.nullable(),
})
export type NewApiKey = z.infer<typeof NewApiKey>

/** One line of the audit log; each carries the hash of the one before it. */
export interface AuditRecord {
  number: number
  at: Instant
  /** `null`: somebody who could not prove to be anybody. */
  who: string | null
  kind: 'person' | 'api-key' | 'agent' | 'hub' | 'anonymous'
  /** Network address. */
  from: string | null
  /** A decision's kind, or `sign-in`, `sign-in-failed`, `person-add`, `api-key-revoke`, ... */
  action: string
  object: string | null
  ok: boolean
  detail: string | null
  hash: string
}

export const AuditQuery = z.object({
  action: z.string().max(100).nullable().default(null),
  who: z.string().max(200).nullable().default(null),
  from: Instant.nullable().default(null),
  to: Instant.nullable().default(null),
  limit: z.int().min(1).max(1000).default(100),
  cursor: z.string().max(500).nullable().default(null),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** Reading the audit log is written down in it. */
export const AuditRequest = AuditQuery.extend({
  /**
   * Which opening of a page, or run of a command, asks: all it asks is one reading. `null`: a reading of its own.
   * `isExport`: what is read is carried away.
   */
  reading: z
    .object({ opening: z.string().max(100), isExport: z.boolean() })
    .nullable()
    .default(null),
})
export type AuditRequest = z.infer<typeof AuditRequest>
