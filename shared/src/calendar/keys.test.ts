import { describe, expect, test } from 'vitest'
import type { Alert } from './event.ts'
import { alertKey, freeKey, participantKey, uriKey } from './keys.ts'

describe('the key of an entry', () => {
  test('is the same for the same person, however the address is written', () => {
    expect(participantKey('mailto:Anna@Example.com')).toBe(participantKey('anna@example.com'))
    expect(participantKey('MAILTO:anna@example.com ')).toBe(participantKey('anna@example.com'))
    expect(participantKey('anna@example.com')).toMatch(/^anna-example-com-[a-z0-9]+$/)
  })

  test('is another for addresses that look alike', () => {
    const addresses = ['a.b@c.example', 'a@b.c.example', 'a-b@c.example', 'a_b@c.example']
    expect(new Set(addresses.map(participantKey)).size).toBe(addresses.length)
  })

  test('is within the alphabet and length of RFC 8984', () => {
    for (const text of ['', 'ünï@çödé', `https://example.com/${'x'.repeat(5000)}`, '__proto__', '/~']) {
      expect(participantKey(text)).toMatch(/^[A-Za-z0-9_-]{1,255}$/)
      expect(uriKey(text)).toMatch(/^[A-Za-z0-9_-]{1,255}$/)
    }
  })

  test.each<[string, Alert]>([
    ['start-PT15M', { trigger: { '@type': 'OffsetTrigger', offset: '-PT15M' } }],
    ['endPT5M', { trigger: { '@type': 'OffsetTrigger', offset: 'PT5M', relativeTo: 'end' } }],
    ['start-P1D-email', { trigger: { '@type': 'OffsetTrigger', offset: '-P1D' }, action: 'email' }],
    ['at20260201T120000Z', { trigger: { '@type': 'AbsoluteTrigger', when: '2026-02-01T12:00:00Z' } }],
  ])('of an alert says when: %s', (key, alert) => {
    expect(alertKey(alert)).toBe(key)
  })

  test('gives way where it is taken', () => {
    expect(freeKey('a', {})).toBe('a')
    expect(freeKey('a', { a: 1, 'a-2': 1 })).toBe('a-3')
    expect(freeKey('constructor', {})).toBe('constructor')
  })
})
