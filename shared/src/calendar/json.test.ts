import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, sameJson, setMember } from './json.ts'

test('keys stand in order of their code units, whatever order they were given in', () => {
  expect(canonicalJson({ b: 1, a: { d: [true, null], c: 'x' }, A: undefined })).toBe(
    '{"a":{"c":"x","d":[true,null]},"b":1}',
  )
})

test('absent and undefined are the same, absent and null are not', () => {
  expect(sameJson({ a: undefined, b: 1 }, { b: 1 })).toBe(true)
  expect(sameJson({ b: 1 }, { a: undefined, b: 1 })).toBe(true)
  expect(sameJson({ a: null }, {})).toBe(false)
  expect(sameJson({ a: 1 }, { b: 1 })).toBe(false)
  expect(sameJson([], {})).toBe(false)
})

test('two values have the same text exactly when they are the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b))
      expect(sameJson(a, JSON.parse(canonicalJson(a)))).toBe(true)
    }),
  )
})

test('a member is data, whatever its name', () => {
  const target: Record<string, unknown> = {}
  setMember(target, '__proto__', { polluted: true })
  expect(Object.keys(target)).toEqual(['__proto__'])
  expect(target['polluted']).toBeUndefined()
})
