import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentId, Instant } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestClock } from '../hub/testing/test-clock.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { ADMIN_NAME, adminKeyPath, ensureAdminKey, readAdminKey } from './admin-key.ts'
import { AgentCredentials } from './agent-credentials.ts'
import { Gate } from './gate.ts'
import { GATE_SETTINGS } from './testing/gate-settings.ts'
import { AdminKeys } from './admin-keys.ts'

const NOON = '2026-03-01T12:00:00.000Z' as Instant
const ONE = '2026-03-01T13:00:00.000Z' as Instant
const TWO = '2026-03-01T14:00:00.000Z' as Instant
const agent = { agentId: 'laptop' as AgentId, agentName: 'Laptop' }

let folder: string
let database: Database
let agents: AgentCredentials
let people: AdminKeys

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auth-'))
  database = openDatabase(join(folder, 'hub.sqlite'))
  agents = new AgentCredentials(database)
  people = new AdminKeys(database)
})

afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a join token', () => {
  it('makes one credential, and no second one', () => {
    const token = agents.createJoinToken(agent, ONE)
    const redeemed = agents.redeem(token, NOON)
    expect(redeemed).toMatchObject(agent)
    expect(agents.isValid(agent.agentId, redeemed?.secret ?? '')).toBe(true)
    expect(agents.redeem(token, NOON)).toBeNull()
    expect(agents.isValid(agent.agentId, redeemed?.secret ?? '')).toBe(true)
  })

  it('is good until it expires and not in that moment', () => {
    const token = agents.createJoinToken(agent, ONE)
    expect(agents.redeem(token, ONE)).toBeNull()
    expect(agents.redeem(token, TWO)).toBeNull()
    expect(agents.redeem(token, NOON)).not.toBeNull()
  })

  it('of nobody is refused', () => {
    agents.createJoinToken(agent, ONE)
    expect(agents.redeem('guess', NOON)).toBeNull()
    expect(agents.redeem('', NOON)).toBeNull()
  })

  it('for an agent that is there replaces its credential', () => {
    const first = agents.redeem(agents.createJoinToken(agent, ONE), NOON)
    const second = agents.redeem(agents.createJoinToken(agent, ONE), NOON)
    expect(agents.isValid(agent.agentId, first?.secret ?? '')).toBe(false)
    expect(agents.isValid(agent.agentId, second?.secret ?? '')).toBe(true)
  })

  it('leaves nothing in the database by which it, or the credential, could be known', () => {
    const token = agents.createJoinToken(agent, ONE)
    const secret = agents.redeem(token, NOON)?.secret ?? 'missing'
    database.sqlite.pragma('wal_checkpoint(TRUNCATE)')
    const bytes = readFileSync(join(folder, 'hub.sqlite'))
    expect(bytes.includes(token)).toBe(false)
    expect(bytes.includes(secret)).toBe(false)
  })
})

describe('the admin key', () => {
  it('is made once, kept for its owner alone and found again', () => {
    const { key, isNew } = ensureAdminKey(folder, people, NOON)
    expect(isNew).toBe(true)
    expect(Buffer.from(key, 'base64url')).toHaveLength(32)
    expect(statSync(adminKeyPath(folder)).mode & 0o777).toBe(0o600)
    expect(ensureAdminKey(folder, people, ONE)).toEqual({ key, isNew: false })
    expect(readAdminKey(folder)).toBe(key)
  })

  it('that was lost is replaced, and the old one ends', () => {
    const { key } = ensureAdminKey(folder, people, NOON)
    rmSync(adminKeyPath(folder))
    const replaced = ensureAdminKey(folder, people, NOON)
    expect(replaced.isNew).toBe(true)
    expect(people.nameOf(key)).toBeNull()
    expect(people.nameOf(replaced.key)).toBe(ADMIN_NAME)
  })

  it('is not taken from a file that somebody else put there', () => {
    writeFileSync(adminKeyPath(folder), 'easy\n', { mode: 0o644 })
    const { key } = ensureAdminKey(folder, people, NOON)
    expect(key).not.toBe('easy')
    expect(statSync(adminKeyPath(folder)).mode & 0o777).toBe(0o600)
  })
})

describe('who somebody is', () => {
  it('follows from the credential presented', async () => {
    const clock = new TestClock()
    const { authenticate } = new Gate(database, GATE_SETTINGS, clock)
    const { key } = ensureAdminKey(folder, people, NOON)
    const secret = agents.redeem(agents.createJoinToken(agent, ONE), NOON)?.secret ?? ''
    const of = (connectionParams: Record<string, string> | null, authorization?: string) =>
      authenticate({
        connectionParams,
        header: (name) => (name === 'authorization' ? authorization : undefined),
        method: null,
        caller: { address: '127.0.0.1', secure: false },
      })
    expect(await of({ key })).toMatchObject({ kind: 'person', name: ADMIN_NAME })
    expect(await of(null, `Bearer ${key}`)).toMatchObject({ kind: 'person', name: ADMIN_NAME })
    expect(await of({ agentId: 'laptop', secret })).toMatchObject({ kind: 'agent', agentId: 'laptop' })
    expect(await of({ agentId: 'other', secret })).toMatchObject({ kind: 'anonymous', why: expect.any(String) })
    expect(await of(null, `Bearer ${secret}`)).toMatchObject({ kind: 'agent', agentId: 'laptop' })
    expect(await of({ key: 'guess' })).toEqual({ kind: 'anonymous', why: 'the key is wrong' })
    expect(await of(null)).toEqual({ kind: 'anonymous', why: null })
    expect(await of({})).toEqual({ kind: 'anonymous', why: null })
    agents.revoke(agent.agentId, NOON)
    expect(await of({ agentId: 'laptop', secret })).toMatchObject({ kind: 'anonymous' })
  })
})
