import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import type { Database } from '../store/database.ts'
import { hashOf, newSecret, sameHash } from './secret.ts'

export interface RedeemedToken {
  agentId: AgentId
  agentName: string
  secret: string
}

/** Join tokens and the credentials agents get for them. Only hashes are kept. */
export class AgentCredentials {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
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
      return { ...used, secret: this.#issue(used.agentId, now) }
    })
  }

  /** Every agent that a token was ever made for. */
  promised(): { agentId: AgentId; agentName: string }[] {
    return this.#database.sqlite
      .prepare('select distinct agent_id as agentId, agent_name as agentName from join_tokens')
      .all() as { agentId: AgentId; agentName: string }[]
  }

  isValid(agentId: AgentId, secret: string): boolean {
    const hash = hashOf(secret)
    return this.#hashes(agentId).some((known) => sameHash(known, hash))
  }

  /** Whether it has a credential that counts. */
  isEnrolled(agentId: AgentId): boolean {
    return this.#hashes(agentId).length > 0
  }

  /** Whose credential this is; null for nobody's. */
  agentOf(secret: string): AgentId | null {
    const row = this.#database.sqlite
      .prepare('select agent_id as agentId from credentials where secret_hash = ? and revoked_at is null')
      .get(hashOf(secret)) as { agentId: AgentId } | undefined
    return row?.agentId ?? null
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

  #issue(agentId: AgentId, now: Instant): string {
    const secret = newSecret()
    this.#database.sqlite
      .prepare('insert into credentials (secret_hash, agent_id, created_at) values (?, ?, ?)')
      .run(hashOf(secret), agentId, now)
    return secret
  }

  #hashes(agentId: AgentId): string[] {
    return this.#database.sqlite
      .prepare('select secret_hash from credentials where agent_id = ? and revoked_at is null')
      .pluck()
      .all(agentId) as string[]
  }
}
