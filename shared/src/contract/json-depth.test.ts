import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CodedError } from './errors.ts'
import { MAX_JSON_DEPTH, mustBeShallow } from './json-depth.ts'

const isTaken = (text: string): boolean => {
  try {
    mustBeShallow(text, 'body')
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError)
    expect(error).toMatchObject({ code: 'nested-too-deep', detail: expect.stringContaining('body: at most 64') })
    return false
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

it.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
  ['objects with lists', '{"a":[', ']}'],
])('%s are taken up to the limit and not beyond', (_what, open, close) => {
  const levels = MAX_JSON_DEPTH / (open.includes('[') && open.includes('{') ? 2 : 1)
  const nested = (count: number) => `${open.repeat(count)}1${close.repeat(count)}`
  expect([levels, levels + 1, 1_000_000].map((count) => isTaken(nested(count)))).toEqual([true, false, false])
})

it('what stands in a text does not count', () => {
  const text = '["'.repeat(1000)
  expect(isTaken(JSON.stringify({ text, [text]: `\\${text}` }))).toBe(true)
  expect(isTaken(`${JSON.stringify(text)}${'['.repeat(65)}`)).toBe(false)
})

it('it is the depth that the parser finds', () => {
  const levels = fc.array(fc.constantFrom('[', '{'), { maxLength: 2 * MAX_JSON_DEPTH })
  const leaf = fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 2 }))
  fc.assert(
    fc.property(levels, leaf, fc.string(), (opened, inside, key) => {
      const value = opened.reduceRight<unknown>((child, open) => (open === '[' ? [child] : { [key]: child }), inside)
      expect(isTaken(JSON.stringify(value))).toBe(depthOf(value) <= MAX_JSON_DEPTH)
    }),
  )
})
