import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rewrap, seal, unseal } from './envelope.ts'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'

const key = SecretKey.make(randomBytes)
const other = SecretKey.make(randomBytes)
const text = fc.string({ unit: 'grapheme', maxLength: 200 })

describe('a sealed secret', () => {
  it('opens with its key and for its record alone', () => {
    fc.assert(
      fc.property(text, text, text, (recordId, elsewhere, secret) => {
        const sealed = seal(key, recordId, secret, randomBytes)
        expect(unseal(key, recordId, sealed)).toBe(secret)
        expect(unseal(other, recordId, sealed)).toBeNull()
        if (elsewhere !== recordId) expect(unseal(key, elsewhere, sealed)).toBeNull()
      }),
    )
  })

  it('that is wrapped anew opens with the new key alone', () => {
    fc.assert(
      fc.property(text, text, (recordId, secret) => {
        const sealed = seal(key, recordId, secret, randomBytes)
        expect(rewrap(other, key, recordId, sealed, randomBytes)).toBeNull()
        const wrapped = rewrap(key, other, recordId, sealed, randomBytes)!
        expect([unseal(other, recordId, wrapped), unseal(key, recordId, wrapped)]).toEqual([secret, null])
        expect([sealed.keyId, wrapped.keyId]).toEqual([key.id, other.id])
      }),
    )
  })

  it('that was altered anywhere does not open', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (secret, at, flip) => {
        const { keyId, box } = seal(key, 'record', secret, randomBytes)
        const [version, ...parts] = box
          .split('.')
          .map((part, index) => (index === 0 ? part : Buffer.from(part, 'base64url')))
        const [wrapped, content] = parts as [Buffer, Buffer]
        const place = at % (wrapped.length + content.length)
        const [part, index] = place < wrapped.length ? [wrapped, place] : [content, place - wrapped.length]
        part[index]! ^= flip
        const altered = [version, wrapped.toString('base64url'), content.toString('base64url')].join('.')
        expect(unseal(key, 'record', { keyId, box: altered })).toBeNull()
      }),
    )
  })

  it('does not open when it is no box at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `1.${rest}`),
        ),
        (box) => {
          expect(unseal(key, 'record', { keyId: key.id, box })).toBeNull()
        },
      ),
    )
  })

  it('never looks the same twice, and shows nothing of what is in it', () => {
    const boxes = Array.from({ length: 50 }, () => seal(key, 'record', 'sesame', randomBytes).box)
    expect(new Set(boxes).size).toBe(50)
    for (const box of boxes)
      expect(Buffer.from(box.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('sesame')
  })
})

describe('a master key', () => {
  it('is read from base64 and from hex, and from nothing else', () => {
    const hex = key.bytes.toString('hex')
    for (const form of [hex, hex.toUpperCase(), key.bytes.toString('base64'), key.bytes.toString('base64url')]) {
      expect(SecretKey.parse(form)?.id).toBe(key.id)
    }
    for (const form of ['', 'secret', hex.slice(1), `${hex}00`, key.bytes.subarray(1).toString('base64')]) {
      expect(SecretKey.parse(form)).toBeNull()
    }
    expect(SecretKey.parse(`${key.reveal()}\n`.trim())?.id).toBe(key.id)
  })

  it('does not print', () => {
    const shown = [String(key), JSON.stringify({ key }), inspect({ key }, { depth: 5, showHidden: true })].join()
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(shown).not.toContain(key.bytes.toString(form))
    expect(shown).toContain(key.id)
  })
})
