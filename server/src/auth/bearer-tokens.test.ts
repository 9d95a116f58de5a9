import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { TestClock } from '../hub/testing/test-clock.ts'
import { BearerTokens, looksLikeToken } from './bearer-tokens.ts'

const SECRET = 'a secret of thirty-two bytes, or more'
const clock = new TestClock()
const now = Math.floor(Date.parse(clock.now()) / 1000)
const tokens = new BearerTokens(SECRET, () => clock.now())

const sign = (claims: Record<string, unknown>, secret = SECRET, alg = 'HS256') =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret))

const good = { sub: 'report script', role: 'operator', exp: now + 60 }

describe('a signed token', () => {
  it('names its holder, what they may do and until when', async () => {
    expect(await tokens.verify(await sign(good))).toEqual({
      name: 'report script',
      permissions: PERMISSIONS_OF.operator,
      until: '2026-03-01T12:01:00.000Z',
    })
  })

  it('may give single permissions, which then count alone', async () => {
    expect(await tokens.verify(await sign({ ...good, permissions: ['read'] }))).toMatchObject({ permissions: ['read'] })
  })

  it.each<[string, Promise<string>]>([
    ['has expired', sign({ ...good, exp: now })],
    ['never ends', sign({ sub: 'x', role: 'owner' })],
    ['is nobody’s', sign({ role: 'owner', exp: now + 60 })],
    ['is of an empty name', sign({ ...good, sub: '' })],
    ['gives nothing', sign({ sub: 'x', exp: now + 60 })],
    ['gives an empty list', sign({ ...good, permissions: [] })],
    ['gives a role that is none', sign({ ...good, role: 'root' })],
    ['gives a permission that is none', sign({ ...good, permissions: ['everything'] })],
    ['is not good yet', sign({ ...good, nbf: now + 30 })],
    ['was signed by another secret', sign(good, 'another secret of thirty-two bytes!!')],
    ['was signed in another way', sign(good, `${SECRET}${SECRET}`, 'HS512')],
    ['was not signed', Promise.resolve(new UnsecuredJWT(good).encode())],
    ['is none', Promise.resolve('a.b.c')],
  ])('that %s does not count', async (_why, token) => {
    expect(looksLikeToken(await token)).toBe(true)
    expect(await tokens.verify(await token)).toEqual(expect.any(String))
  })

  it('looks unlike every other key', () => {
    for (const key of ['', 'abc', 'chroniton_AbC-123', 'a.b', 'a.b.c.d', 'a b.c.d'])
      expect(looksLikeToken(key)).toBe(false)
  })
})
