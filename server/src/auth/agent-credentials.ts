import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Statement } from 'better-sqlite3'
import type { Database } from '../store/database.ts'
import { hashOf, newSecret, sameHash } from './secret.ts'

/** A credential that counts, without the secret that it is. */
export interface KnownCredential {
  agentId: AgentId
  hash: string
}

export interface RedeemedToken {
  agentId: AgentId
  agentName: string
  secret: string
}

/** Join tokens and the credentials agents get for them. Only hashes are kept. */
export class AgentCredentials {
  readonly #database: Database
  readonly #isAsked: Statement<[string]>

  constructor(database: Database) {
    this.#database = database
    this.#isAsked = database.sqlite.prepare(
      'select 1 from credentials where secret_hash = ? and renewal_asked_at is not null and revoked_at is null',
    )
  }

  createJoinToken(agent: { agentId: AgentId; agentName: string }, expiresAt: Instant): string {
    const token = newSecret()
    this.#database.sqlite
      .prepare('insert into join_tokens (token_hash, agent_id, agent_name, expires_at) values (?, ?, ?, ?)')
      .run(hashOf(token), agent.agentId, agent.agentName, expiresAt)
    return token
  }

  /**
   * Uses the token up and makes the agent's credential, in one transaction; an earlier credential of the same agent
   * ends. Null when the token is unknown, used or expired: which of them is nobody's business.
   */
  redeem(token: string, now: Instant): RedeemedToken | null {
    return this.#database.transaction(() => {
      const used = this.#database.sqlite
        .prepare(
          `update join_tokens set used_at = ? where token_hash = ? and used_at is null and expires_at > ?
           returning agent_id as agentId, agent_name as agentName`,
        )
        .get(now, hashOf(token), now) as { agentId: AgentId; agentName: string } | undefined
      if (used === undefined) return null
      this.revoke(used.agentId, now)
      return { ...used, secret: this.#issue(used.agentId, now, now) }
    })
  }

  /** The agent is to replace the credential it has. False where it has none. */
  askForRenewal(agentId: AgentId, now: Instant): boolean {
    const asked = this.#database.sqlite
      .prepare('update credentials set renewal_asked_at = ? where agent_id = ? and revoked_at is null')
      .run(now, agentId)
    return asked.changes > 0
  }

  isAskedToRenew({ hash }: KnownCredential): boolean {
    return this.#isAsked.get(hash) !== undefined
  }

  /**
   * Another credential for the same agent, which counts beside the present one. One that was made before and that the
   * agent has never come with was lost on its way, and is forgotten. Null when the present one counts no more.
   */
  renew({ agentId, hash }: KnownCredential, now: Instant): string | null {
    return this.#database.transaction(() => {
      if (!this.#hashes(agentId).includes(hash)) return null
      this.#database.sqlite
        .prepare('delete from credentials where agent_id = ? and confirmed_at is null and secret_hash <> ?')
        .run(agentId, hash)
      return this.#issue(agentId, now, null)
    })
  }

  /** The agent comes with it, so it has stored it. When it does so first, every other one ends: true then. */
  confirm({ agentId, hash }: KnownCredential, now: Instant): boolean {
    return this.#database.transaction(() => {
      const first = this.#database.sqlite
        .prepare(
          `update credentials set confirmed_at = ?
           where secret_hash = ? and confirmed_at is null and revoked_at is null`,
        )
        .run(now, hash)
      if (first.changes === 0) return false
      this.#database.sqlite
        .prepare('update credentials set revoked_at = ? where agent_id = ? and secret_hash <> ? and revoked_at is null')
        .run(now, agentId, hash)
      return true
    })
  }

  /** Every agent that a token was ever made for. */
  promised(): { agentId: AgentId; agentName: string }[] {
    return this.#database.sqlite
      .prepare('select distinct agent_id as agentId, agent_name as agentName from join_tokens')
      .all() as { agentId: AgentId; agentName: string }[]
  }

  /** Null where it is not one of the agent's that count. */
  ofAgent(agentId: AgentId, secret: string): KnownCredential | null {
    const hash = hashOf(secret)
    return this.#hashes(agentId).some((known) => sameHash(known, hash)) ? { agentId, hash } : null
  }

  isValid(agentId: AgentId, secret: string): boolean {
    return this.ofAgent(agentId, secret) !== null
  }

  /** Whether it has a credential that counts. */
  isEnrolled(agentId: AgentId): boolean {
    return this.#hashes(agentId).length > 0
  }

  /** Whose credential this is; null for nobody's. */
  find(secret: string): KnownCredential | null {
    const row = this.#database.sqlite
      .prepare(
        'select agent_id as agentId, secret_hash as hash from credentials where secret_hash = ? and revoked_at is null',
      )
      .get(hashOf(secret)) as KnownCredential | undefined
    return row ?? null
  }

  revoke(agentId: AgentId, now: Instant): void {
    this.#database.sqlite
      .prepare('update credentials set revoked_at = ? where agent_id = ? and revoked_at is null')
      .run(now, agentId)
  }

  /** Ends its credential, and the tokens with which it could get another. */
  revokeAll(agentId: AgentId, now: Instant): void {
    this.#database.transaction(() => {
      this.revoke(agentId, now)
      this.#database.sqlite
        .prepare('update join_tokens set used_at = ? where agent_id = ? and used_at is null')
        .run(now, agentId)
    })
  }

  #issue(agentId: AgentId, now: Instant, confirmedAt: Instant | null): string {
    const secret = newSecret()
    this.#database.sqlite
      .prepare('insert into credentials (secret_hash, agent_id, created_at, confirmed_at) values (?, ?, ?, ?)')
      .run(hashOf(secret), agentId, now, confirmedAt)
    return secret
  }

  #hashes(agentId: AgentId): string[] {
    return this.#database.sqlite
      .prepare('select secret_hash from credentials where agent_id = ? and revoked_at is null')
      .pluck()
      .all(agentId) as string[]
  }
}
