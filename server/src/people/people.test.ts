import type { PersonId } from '@chroniton/shared/contract/access'
import type { Instant } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../store/database.ts'
import { ApiKeys } from './api-keys.ts'
import { hashPassword, isPassword } from './password.ts'
import { PasswordLinks } from './password-links.ts'
import { People } from './people.ts'
import { later, Sessions } from './sessions.ts'

const NOON = '2026-03-01T12:00:00.000Z' as Instant
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const limits = { idleMs: HOUR, longestMs: 24 * HOUR }

let database: Database
let people: People

beforeEach(() => {
  database = openDatabase(':memory:')
  people = new People(database)
})

afterEach(() => database.close())

const add = (name: string, role: 'owner' | 'operator' | 'viewer' = 'viewer', passwordHash: string | null = null) =>
  people.add({ name, role, passwordHash }, NOON)

describe('people', () => {
  it('are found by their names in any case and width', () => {
    const ann = add('Ann Müller')
    for (const name of ['ann müller', ' ANN MÜLLER ', 'Ann Mu\u0308ller', 'Ａnn Müller']) {
      expect(people.named(name)).toEqual(ann)
    }
    expect(people.named('Ann')).toBeNull()
  })

  it('have names of their own', () => {
    add('Ann')
    const bob = add('Bob')
    expect(() => add('ANN')).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(() => people.change(bob.id, { name: 'ann' })).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(people.change(bob.id, { name: 'BOB' }).name).toBe('BOB')
  })

  it('always have an owner among them once there is one', () => {
    const ann = add('Ann', 'owner')
    expect(() => people.remove(ann.id)).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(() => people.change(ann.id, { role: 'viewer' })).toThrow(expect.objectContaining({ code: 'conflict' }))
    const bob = add('Bob', 'owner')
    expect(people.change(ann.id, { role: 'viewer' }).role).toBe('viewer')
    expect(() => people.remove(bob.id)).toThrow(expect.objectContaining({ code: 'conflict' }))
    people.remove(ann.id)
    expect(people.all()).toEqual([bob])
  })

  it('have set the hub up when an owner has a password', () => {
    const ann = add('Ann', 'owner')
    add('Bob', 'operator', 'hash')
    expect(people.ownerHasPassword()).toBe(false)
    people.setPassword(ann.id, 'hash')
    expect(people.ownerHasPassword()).toBe(true)
  })
})

describe('a password', () => {
  it('is hashed by argon2id, each time with another salt', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect(await isPassword(one, 'correct horse')).toBe(true)
    expect(await isPassword(one, 'correct horsE')).toBe(false)
  })

  it('is the same however its characters are composed', async () => {
    expect(await isPassword(await hashPassword('Zürich am Morgen'), 'Zu\u0308rich am Morgen')).toBe(true)
  })

  it('is nobody’s where there is no hash, though it is looked at as long', async () => {
    expect(await isPassword(null, 'nobody has this password')).toBe(false)
    expect(await isPassword(null, '')).toBe(false)
  })
})

describe('a session', () => {
  const person = 'ann' as PersonId

  it('ends when it is not used for so long, and goes on when it is', () => {
    const sessions = new Sessions(database, limits)
    const { token, session } = sessions.start(person, NOON)
    expect(session.until).toBe(later(NOON, HOUR))
    expect(sessions.find(token, later(NOON, HOUR - 1))).not.toBeNull()
    expect(sessions.find(token, later(NOON, HOUR))).toBeNull()
    sessions.used(session.id, later(NOON, 30 * MINUTE))
    expect(sessions.find(token, later(NOON, HOUR))).toMatchObject({ until: later(NOON, 90 * MINUTE) })
  })

  it('ends after its longest time however much it is used', () => {
    const sessions = new Sessions(database, limits)
    const { token, session } = sessions.start(person, NOON)
    for (let minutes = 30; minutes < 24 * 60; minutes += 30) sessions.used(session.id, later(NOON, minutes * MINUTE))
    expect(sessions.find(token, later(NOON, 24 * HOUR - 1))).not.toBeNull()
    expect(sessions.find(token, later(NOON, 24 * HOUR))).toBeNull()
  })

  it('is written down as used at most once a minute', () => {
    const sessions = new Sessions(database, limits)
    const { session } = sessions.start(person, NOON)
    const changes = () => database.sqlite.prepare('select total_changes()').pluck().get()
    const before = changes()
    for (let seconds = 1; seconds <= 60; seconds++) sessions.used(session.id, later(NOON, seconds * 1000))
    expect(changes()).toBe(before)
    sessions.used(session.id, later(NOON, 61_000))
    expect(changes()).toBe(Number(before) + 1)
  })

  it('can be ended alone, or with all others but one', () => {
    const sessions = new Sessions(database, limits)
    const [one, two, three] = [1, 2, 3].map(() => sessions.start(person, NOON)) as [Started, Started, Started]
    const other = sessions.start('bob' as PersonId, NOON)
    sessions.end(one.session.id)
    expect(sessions.counts(NOON)).toEqual(
      new Map([
        ['ann', 2],
        ['bob', 1],
      ]),
    )
    expect(sessions.endAllOf(person, two.session.id)).toEqual([three.session.id])
    expect(sessions.find(two.token, NOON)).not.toBeNull()
    expect(sessions.find(other.token, NOON)).not.toBeNull()
  })
  type Started = ReturnType<Sessions['start']>

  it('that has ended is forgotten', () => {
    const sessions = new Sessions(database, limits)
    sessions.start(person, NOON)
    sessions.sweep(later(NOON, HOUR - 1))
    expect(sessions.idsOf(person)).toHaveLength(1)
    sessions.sweep(later(NOON, HOUR))
    expect(sessions.idsOf(person)).toEqual([])
  })
})

describe('an API key', () => {
  const request = { name: 'backup', permissions: ['read' as const, 'read' as const], expiresAt: later(NOON, HOUR) }

  it('is good until it expires or is revoked', () => {
    const keys = new ApiKeys(database)
    const { id, key } = keys.create(request, 'Ann', NOON)
    expect(keys.find(key, NOON)).toMatchObject({ id, name: 'backup', permissions: ['read'], createdBy: 'Ann' })
    expect(keys.find(key, later(NOON, HOUR - 1))).not.toBeNull()
    expect(keys.find(key, later(NOON, HOUR))).toBeNull()
    expect(keys.find(`${key}x`, NOON)).toBeNull()
    keys.revoke(id)
    expect(keys.find(key, NOON)).toBeNull()
    expect(() => keys.revoke(id)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('shows when it was used last, to the minute', () => {
    const keys = new ApiKeys(database)
    const { id } = keys.create(request, 'Ann', NOON)
    keys.used(id, NOON)
    keys.used(id, later(NOON, 30_000))
    expect(keys.all()).toMatchObject([{ lastUsedAt: NOON }])
    keys.used(id, later(NOON, 2 * MINUTE))
    expect(keys.all()).toMatchObject([{ lastUsedAt: later(NOON, 2 * MINUTE) }])
  })
})

describe('a password link', () => {
  it('is good once, until it expires, and only the last one made', () => {
    const links = new PasswordLinks(database)
    const person = 'ann' as PersonId
    const first = links.create(person, later(NOON, HOUR))
    const second = links.create(person, later(NOON, HOUR))
    expect(links.redeem(first, NOON)).toBeNull()
    expect(links.redeem(second, later(NOON, HOUR))).toBeNull()
    expect(links.redeem(second, NOON)).toBe(person)
    expect(links.redeem(second, NOON)).toBeNull()
  })
})

it('no secret lies in the database', () => {
  const sessions = new Sessions(database, limits)
  const secrets = [
    sessions.start('ann' as PersonId, NOON).token,
    new ApiKeys(database).create({ name: 'k', permissions: ['read'], expiresAt: null }, 'Ann', NOON).key,
    new PasswordLinks(database).create('ann' as PersonId, later(NOON, HOUR)),
  ]
  const bytes = database.sqlite.serialize()
  for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
})
