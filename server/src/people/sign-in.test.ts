import type { AuditRecord } from '@chroniton/shared/contract/access'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gate } from '../auth/gate.ts'
import { GATE_SETTINGS } from '../auth/testing/gate-settings.ts'
import { TestClock } from '../hub/testing/test-clock.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { hashPassword } from './password.ts'
import type { Vouched } from './sign-in.ts'
import { Throttle } from './throttle.ts'

const PASSWORD = 'correct horse battery'
const HERE = '192.0.2.1'

let database: Database
let clock: TestClock
let gate: Gate

beforeEach(() => {
  database = openDatabase(':memory:')
  clock = new TestClock()
  gate = new Gate(database, GATE_SETTINGS, clock)
})

afterEach(() => database.close())

const ann = async () =>
  gate.people.add({ name: 'Ann', role: 'owner', passwordHash: await hashPassword(PASSWORD) }, clock.now())

function deeds(): Partial<AuditRecord>[] {
  const everything = { action: null, who: null, from: null, to: null, limit: 100, cursor: null }
  return gate.audit.page(everything).items.toReversed()
}

describe('with a password', () => {
  it('a person gets a session, whose token only they have', async () => {
    const { id } = await ann()
    const { person, token, session } = await gate.signIn.withPassword({ name: ' ann ', password: PASSWORD }, HERE)
    expect(person).toMatchObject({ id, lastSignInAt: clock.now() })
    expect(gate.sessions.find(token, clock.now())).toEqual(session)
    expect(deeds()).toMatchObject([{ who: 'Ann', action: 'sign-in', object: id, ok: true, from: HERE }])
  })

  it.each([
    ['Ann', 'wrong'],
    ['Bob', PASSWORD],
    ['', ''],
  ])('%j and %j let nobody in, and do not tell what was wrong', async (name, password) => {
    await ann()
    await expect(gate.signIn.withPassword({ name, password }, HERE)).rejects.toMatchObject({
      code: 'unauthenticated',
      detail: 'the name or the password is wrong',
    })
    expect(deeds()).toMatchObject([{ who: null, kind: 'anonymous', action: 'sign-in-failed', ok: false, from: HERE }])
  })

  it('nobody gets in who has none', async () => {
    gate.people.add({ name: 'Bob', role: 'viewer', passwordHash: null }, clock.now())
    await expect(gate.signIn.withPassword({ name: 'Bob', password: '' }, HERE)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  it('what was typed as a name is kept only where it is one', async () => {
    await ann()
    const typed = { name: 'hunter2 hunter2', password: 'x' }
    await expect(gate.signIn.withPassword(typed, HERE)).rejects.toThrow()
    expect(JSON.stringify(deeds())).not.toContain('hunter2')
  })

  it('nobody gets in whose password changed while it was looked at', async () => {
    const before = await ann()
    const looked = vi.spyOn(gate.people, 'named')
    looked.mockReturnValueOnce(before).mockReturnValueOnce({ ...before, passwordHash: await hashPassword('another') })
    await expect(gate.signIn.withPassword({ name: 'Ann', password: PASSWORD }, HERE)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  it('guessing ends after five tries from one place, also of the right one', async () => {
    await ann()
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => gate.signIn.withPassword({ name: 'Ann', password: 'wrong' }, HERE)),
    )
    const codes = tries.map((tried) => (tried.status === 'rejected' ? (tried.reason as { code: string }).code : 'in'))
    expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(5)
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(3)
    const right = { name: 'Ann', password: PASSWORD }
    await expect(gate.signIn.withPassword(right, HERE)).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: expect.any(Number),
    })
    expect((await gate.signIn.withPassword(right, '192.0.2.2')).person.name).toBe('Ann')
  })

  it('another spelling of the name is no other name', async () => {
    await ann()
    const spellings = ['Ann', 'ann', ' ANN ', 'Ａnn', 'ａｎｎ', 'aNN']
    const codes: string[] = []
    for (const name of spellings) {
      await gate.signIn
        .withPassword({ name, password: 'x' }, HERE)
        .catch(({ code }: { code: string }) => codes.push(code))
    }
    expect(codes).toEqual([...Array<string>(5).fill('unauthenticated'), 'rate-limited'])
  })

  it('whoever knows it is not slowed down', async () => {
    await ann()
    for (let time = 0; time < 7; time++) await gate.signIn.withPassword({ name: 'Ann', password: PASSWORD }, HERE)
  })
})

describe('slowing down', () => {
  const refused = (throttle: Throttle, name: string, address: string) =>
    throttle.admit(name, address).then(
      () => false,
      () => true,
    )

  it('takes the addresses of one IPv6 network for one place, and an IPv4 address in IPv6 for itself', async () => {
    const once = { points: 1, duration: 60 }
    const throttle = new Throttle({
      pair: once,
      address: { points: 100, duration: 60 },
      name: { points: 100, duration: 60 },
    })
    expect(await refused(throttle, 'ann', '2001:db8:1:2::1')).toBe(false)
    expect(await refused(throttle, 'ann', '2001:db8:1:2:ffff::9')).toBe(true)
    expect(await refused(throttle, 'ann', '2001:db8:1:3::1')).toBe(false)
    expect(await refused(throttle, 'ann', '::ffff:192.0.2.1')).toBe(false)
    expect(await refused(throttle, 'ann', '192.0.2.1')).toBe(true)
    expect(await refused(throttle, 'ann', '::ffff:192.0.2.2')).toBe(false)
  })

  it.each([
    ['many names from one place', { address: { points: 3, duration: 60 } }, (n: number) => [`name ${n}`, HERE]],
    ['one name from many places', { name: { points: 3, duration: 60 } }, (n: number) => ['ann', `192.0.2.${n}`]],
  ])('counts %s', async (_what, limits, of) => {
    const many = { points: 100, duration: 60 }
    const throttle = new Throttle({ pair: many, address: many, name: many, ...limits })
    const answers: boolean[] = []
    for (let time = 1; time <= 5; time++) {
      const [name = '', address = ''] = of(time)
      answers.push(await refused(throttle, name, address))
    }
    expect(answers).toEqual([false, false, false, true, true])
  })

  it('lets nobody keep others from using their token', async () => {
    const few = { points: 3, duration: 60 }
    const throttle = new Throttle({ pair: few, address: { points: 100, duration: 60 }, name: few })
    for (let place = 1; place <= 9; place++) await throttle.admitWith('join token', `192.0.2.${place}`)
    for (let time = 1; time <= 2; time++) await throttle.admitWith('join token', '192.0.2.9')
    await expect(throttle.admitWith('join token', '192.0.2.9')).rejects.toMatchObject({ code: 'rate-limited' })
    await throttle.succeededWith('join token', '192.0.2.9')
    await throttle.admitWith('join token', '192.0.2.9')
  })
})

describe('setting up', () => {
  it('makes the first owner, once', async () => {
    const { person } = await gate.signIn.setUp({ name: 'Ann', password: PASSWORD }, HERE)
    expect(person).toMatchObject({ name: 'Ann', role: 'owner' })
    expect(gate.ways().setupNeeded).toBe(false)
    await expect(gate.signIn.setUp({ name: 'Bob', password: PASSWORD }, HERE)).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(deeds().map(({ action }) => action)).toEqual(['person-add', 'sign-in'])
  })

  it('twice at the same time makes one', async () => {
    const both = await Promise.allSettled(
      ['Ann', 'Bob'].map((name) => gate.signIn.setUp({ name, password: PASSWORD }, HERE)),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(gate.people.all()).toHaveLength(1)
  })

  it('may be done by the configuration, which changes nothing later', async () => {
    await gate.signIn.provide({ name: 'Ann', password: PASSWORD })
    await gate.signIn.provide({ name: 'Ann', password: 'another password' })
    expect((await gate.signIn.withPassword({ name: 'Ann', password: PASSWORD }, HERE)).person.role).toBe('owner')
    expect(deeds()[0]).toMatchObject({ who: 'the hub', kind: 'hub', action: 'person-add' })
  })
})

describe('by a link', () => {
  it('a person chooses a password and ends every session they had', async () => {
    const person = await ann()
    const before = gate.sessions.start(person.id, clock.now())
    const token = gate.links.create(person.id, new Date(Date.parse(clock.now()) + 1000).toISOString() as never)
    await gate.signIn.byLink({ token, password: 'another password' }, HERE)
    expect(gate.sessions.find(before.token, clock.now())).toBeNull()
    await gate.signIn.withPassword({ name: 'Ann', password: 'another password' }, HERE)
    await expect(gate.signIn.byLink({ token, password: PASSWORD }, HERE)).rejects.toMatchObject({
      code: 'link-invalid',
    })
  })

  it('of a person who was removed nobody gets in', async () => {
    await ann()
    const bob = gate.people.add({ name: 'Bob', role: 'viewer', passwordHash: null }, clock.now())
    const token = gate.links.create(bob.id, '2027-01-01T00:00:00.000Z' as never)
    gate.people.remove(bob.id)
    await expect(gate.signIn.byLink({ token, password: PASSWORD }, HERE)).rejects.toMatchObject({
      code: 'link-invalid',
    })
  })
})

describe('whom the OpenID Connect provider vouches for', () => {
  const vouched = (changes: Partial<Vouched> = {}): Vouched => ({
    issuer: 'https://login.example',
    subject: '42',
    email: 'ann@example.com',
    name: 'Ann',
    role: null,
    isRoleBinding: false,
    ...changes,
  })
  const enter = (changes: Partial<Vouched> = {}) => gate.signIn.byOpenIdConnect(vouched(changes), HERE).person
  const refused = (changes: Partial<Vouched> = {}) =>
    expect(() => enter(changes)).toThrow(expect.objectContaining({ code: 'sign-in-refused' }))
  const added = (role: 'owner' | 'operator' | 'viewer' = 'operator') =>
    gate.people.add({ name: 'ann@example.com', role, passwordHash: null }, clock.now())

  it('is not let in where nobody added them', () => {
    refused()
    expect(deeds()).toMatchObject([{ action: 'sign-in-failed', ok: false }])
    expect(gate.people.all()).toEqual([])
  })

  it('is whom an owner added under the address, and stays so under another address', () => {
    const { id } = added()
    expect(enter()).toMatchObject({ id, role: 'operator' })
    expect(enter({ email: 'ann@elsewhere.example' })).toMatchObject({ id })
    refused({ subject: '43' })
  })

  it('is nobody by an address that the provider has not verified', () => {
    added()
    refused({ email: null })
  })

  it('with a role for everybody is added', () => {
    expect(enter({ role: 'viewer' })).toMatchObject({ name: 'ann@example.com', role: 'viewer' })
    expect(enter({ role: 'viewer' }).id).toBe(gate.people.all()[0]?.id)
  })

  it('keeps the role an owner gave them where the provider’s does not bind', () => {
    added('operator')
    expect(enter({ role: 'viewer' }).role).toBe('operator')
  })

  it('has the role the provider says where it binds, and none without one', () => {
    added('viewer')
    const binding = { isRoleBinding: true }
    expect(enter({ ...binding, role: 'operator' }).role).toBe('operator')
    expect(deeds().map(({ action }) => action)).toContain('person-change')
    refused(binding)
  })

  it('stays owner while there is no other', () => {
    added('owner')
    expect(enter({ isRoleBinding: true, role: 'viewer' }).role).toBe('owner')
  })
})
