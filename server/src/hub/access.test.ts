import { AuditQuery } from '@chroniton/shared/contract/access'
import type { Instant } from '@chroniton/shared/contract/ids'
import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestHub, personSession } from './testing/test-hub.ts'
import { TestConnection } from '../outbox/testing/connection.ts'
import type { Proof } from '../auth/authenticate.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let hub: TestHub
let stop: () => void

beforeEach(async () => {
  hub = await TestHub.open()
  stop = hub.gate.watch()
})

afterEach(async () => {
  stop()
  await hub.close()
})

/** A socket that came in by this. */
function open(kind: Proof['kind'], id: string, until: Instant | null = null): TestConnection {
  const connection = new TestConnection()
  hub.gate.doors.opened(connection, { kind, id, until })
  return connection
}

const later = (milliseconds: number) => new Date(Date.parse(hub.clock.now()) + milliseconds).toISOString() as Instant

describe('a socket closes', () => {
  it('when its session is idle for too long, and not while somebody asks', () => {
    const person = hub.gate.people.add({ name: 'Ann', role: 'viewer', passwordHash: null }, hub.clock.now())
    const [idle, busy] = [1, 2].map(() => hub.gate.sessions.start(person.id, hub.clock.now()).session)
    const [idleDoor, busyDoor] = [open('session', idle?.id ?? ''), open('session', busy?.id ?? '')]
    for (let minutes = 0; minutes < 65; minutes += 5) {
      hub.gate.doors.used(busyDoor)
      hub.clock.pass(5 * MINUTE)
    }
    expect(idleDoor.closed).toBe('the sign-in has expired')
    expect(busyDoor.closed).toBeNull()
  })

  it('when its session has lasted as long as any may', () => {
    const person = hub.gate.people.add({ name: 'Ann', role: 'viewer', passwordHash: null }, hub.clock.now())
    const { session } = hub.gate.sessions.start(person.id, hub.clock.now())
    const door = open('session', session.id)
    for (let hours = 0; hours < 24; hours += 0.5) {
      expect(door.closed).toBeNull()
      hub.gate.doors.used(door)
      hub.clock.pass(HOUR / 2)
    }
    expect(door.closed).toBe('the sign-in has expired')
  })

  it.each(['token', 'api-key'] as const)('when its %s expires', (kind) => {
    const door = open(kind, 'x', later(10 * MINUTE))
    hub.clock.pass(9 * MINUTE)
    expect(door.closed).toBeNull()
    hub.clock.pass(MINUTE)
    expect(door.closed).toBe('the sign-in has expired')
  })

  it.each(['agent', 'admin-key', 'open'] as const)('never by itself for %s', (kind) => {
    const door = open(kind, 'x')
    hub.clock.pass(48 * HOUR)
    expect(door.closed).toBeNull()
  })

  it('no more once it has closed', () => {
    const door = open('token', 'x', later(MINUTE))
    hub.gate.doors.closed(door)
    hub.clock.pass(2 * MINUTE)
    expect(door.closed).toBeNull()
  })
})

describe('nobody gives what they have not', () => {
  const clerk = () => ({ ...personSession('clerk'), permissions: ['administer' as const] })
  const forbidden = { code: 'forbidden' }

  it('by a key', async () => {
    const { access } = hub.service
    const request = { name: 'k', permissions: ['administer' as const, 'read' as const], expiresAt: null }
    await expect(access.createApiKey(clerk(), request)).rejects.toMatchObject(forbidden)
    await access.createApiKey(clerk(), { ...request, permissions: ['administer'] })
  })

  it('by a person, a role or a password link', async () => {
    const { access } = hub.service
    await expect(access.addPerson(clerk(), { name: 'Bob', role: 'viewer' })).rejects.toMatchObject(forbidden)
    const ann = await access.addPerson(hub.person, { name: 'Ann', role: 'owner' })
    const bob = await access.addPerson(hub.person, { name: 'Bob', role: 'viewer' })
    await expect(access.passwordLink(clerk(), ann.id)).rejects.toMatchObject(forbidden)
    await expect(access.changePerson(clerk(), { personId: bob.id, changes: { role: 'owner' } })).rejects.toMatchObject(
      forbidden,
    )
    await expect(access.changePerson(clerk(), { personId: ann.id, changes: { role: 'viewer' } })).rejects.toMatchObject(
      forbidden,
    )
    await access.changePerson(clerk(), { personId: bob.id, changes: { name: 'Robert' } })
  })

  it('nor has a key a password to change', async () => {
    const change = { current: null, next: 'correct horse battery' }
    await expect(hub.service.access.changePassword(hub.person, change)).rejects.toMatchObject(forbidden)
  })
})

describe('who did what', () => {
  const records = () => hub.gate.audit.page(AuditQuery.parse({})).items.toReversed()

  it('is written down: decisions, also those refused, people, keys and agents', async () => {
    const { access } = hub.service
    const ann = await hub.join('ann')
    const person = await access.addPerson(hub.person, {
      name: 'Bob',
      role: 'viewer',
      password: 'correct horse battery',
    })
    await access.changePerson(hub.person, { personId: person.id, changes: { role: 'operator' } })
    await access.passwordLink(hub.person, person.id)
    await access.endSessions(hub.person, person.id)
    await access.removePerson(hub.person, person.id)
    const key = await access.createApiKey(hub.person, { name: 'k', permissions: ['read'], expiresAt: null })
    await access.revokeApiKey(hub.person, key.id)
    await access.revokeAgent(hub.person, ann.agentId)
    await hub.admin.decide(hub.person, { kind: 'settings-change', changes: { strategy: 'manual' } })
    const missing = { kind: 'event-delete', eventId: 'nothing' as never } as const
    await expect(hub.admin.decide(hub.person, missing)).rejects.toMatchObject({ code: 'not-found' })
    await expect(hub.agent.enroll({ token: 'guess', hostname: 'x' }, '192.0.2.1')).rejects.toThrow()
    expect(records().map(({ who, action, object, ok, from }) => [who, action, object, ok, from])).toEqual([
      ['ann', 'agent-token', 'ann', true, null],
      ['ann', 'agent-enroll', 'ann', true, null],
      ['ann', 'person-add', person.id, true, null],
      ['ann', 'person-change', person.id, true, null],
      ['ann', 'password-link', person.id, true, null],
      ['ann', 'sessions-end', person.id, true, null],
      ['ann', 'person-remove', person.id, true, null],
      ['ann', 'api-key-create', key.id, true, null],
      ['ann', 'api-key-revoke', key.id, true, null],
      ['ann', 'agent-revoke', 'ann', true, null],
      ['ann', 'settings-change', null, true, null],
      ['ann', 'event-delete', 'nothing', false, null],
      [null, 'agent-enroll', null, false, '192.0.2.1'],
    ])
    const text = JSON.stringify(records())
    for (const secret of ['correct horse', key.key, 'guess']) expect(text).not.toContain(secret)
  })

  it('says from where, where that is known', async () => {
    const session = { ...personSession('Ann', Object.assign(new TestConnection(), { address: '192.0.2.7' })) }
    const request = { name: 'k', permissions: [...PERMISSIONS_OF.owner], expiresAt: null }
    await hub.service.access.createApiKey(session, request)
    expect(records()).toMatchObject([{ who: 'Ann', from: '192.0.2.7', kind: 'person' }])
  })

  it('keeps nothing of what was not done', async () => {
    await hub.service.access.addPerson(hub.person, { name: 'Bob', role: 'owner' })
    const before = records().length
    await expect(hub.service.access.addPerson(hub.person, { name: 'bob', role: 'viewer' })).rejects.toThrow()
    expect(records()).toHaveLength(before)
  })
})
