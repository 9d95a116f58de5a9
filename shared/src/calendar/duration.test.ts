import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalSpan, parseSpan, printSpan } from './duration.ts'

test.each([
  ['PT60M', 'PT1H'],
  ['PT3600S', 'PT1H'],
  ['PT90M', 'PT1H30M'],
  ['P1W', 'P7D'],
  ['P1W2D', 'P9D'],
  ['PT25H', 'PT25H'],
  ['P1DT0H', 'P1D'],
  ['P0D', 'PT0S'],
  ['-PT0S', 'PT0S'],
  ['-PT900S', '-PT15M'],
  ['+PT5M', 'PT5M'],
  ['PT1.250S', 'PT1.25S'],
])('%s is %s', (text, canonical) => expect(canonicalSpan(text)).toBe(canonical))

test.each(['', 'P', 'PT', 'P1DT', '1H', 'PT1H30', 'P1Y', 'P1H', 'P999999999999999999W', 'PT-5M'])(
  '%j is no duration and stays as it is',
  (text) => {
    expect(parseSpan(text)).toBeNull()
    expect(canonicalSpan(text)).toBe(text)
  },
)

test('what is printed is read as the same span', () => {
  const span = fc.record({
    sign: fc.constantFrom<1 | -1>(1, -1),
    days: fc.nat(100_000),
    seconds: fc.nat(1e9).map((milliseconds) => milliseconds / 1000),
  })
  fc.assert(
    fc.property(span, (given) => {
      fc.pre(given.days + given.seconds > 0)
      expect(parseSpan(printSpan(given))).toEqual(given)
    }),
  )
})
