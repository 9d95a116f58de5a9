import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, printContentLine, readContentLine, type ContentLine } from './content-line.ts'

describe('a content line', () => {
  test('keeps lists of parameter values, quotes and encoded characters apart', () => {
    const text = 'ATTENDEE;MEMBER="mailto:a:1","mailto:b;2";CN=O^\'Hara^n^^;X=1,2:mailto:c:d'
    const line = readContentLine(text) as ContentLine
    expect([...line.parameters]).toEqual([
      ['MEMBER', ['mailto:a:1', 'mailto:b;2']],
      ['CN', ['O"Hara\n^']],
      ['X', ['1', '2']],
    ])
    expect(line.value).toBe('mailto:c:d')
    expect(printContentLine(line)).toBe(text)
  })

  test('takes quotes in an unquoted value as they are meant', () => {
    const line = readContentLine('ATTENDEE;CN=John "Jack" Doe:mailto:j@example.com') as ContentLine
    expect(line.parameters.get('CN')).toEqual(['John "Jack" Doe'])
  })

  test.each(['', ':x', ';A=1:x', 'A', 'A;=1:x', 'A;B:x', 'A;B="x', 'A;B=1'])('says what is wrong with "%s"', (text) => {
    expect(readContentLine(text)).toBeTypeOf('string')
  })

  test('is read as it was printed', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,10}$/)
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/[\r\n\u0085]/g, ''))
    fc.assert(
      fc.property(
        name,
        fc.dictionary(name, fc.array(text, { minLength: 1, maxLength: 3 })),
        text,
        (property, given, value) => {
          const parameters = new Map(Object.entries(given))
          expect(readContentLine(printContentLine({ name: property, parameters, value }))).toEqual({
            name: property,
            parameters,
            value,
          })
        },
      ),
    )
  })

  test('is folded at 75 octets and never within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const line = text.replace(/[\r\n]/g, '')
        const folded = fold(line)
        expect(folded.replaceAll('\r\n ', '')).toBe(line)
        for (const part of folded.split('\r\n')) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75)
          expect(Buffer.from(part).toString()).toBe(part)
        }
      }),
    )
  })

  test('is folded alike whatever stands in it', () => {
    for (const length of [74, 75, 76, 149, 150, 223, 224, 1000]) {
      const plain = fold('x'.repeat(length))
      expect(fold(`${'x'.repeat(length)}\u007f`).slice(0, plain.length)).toBe(plain)
      expect(plain.replaceAll('\r\n ', '')).toHaveLength(length)
      for (const part of plain.split('\r\n').slice(0, -1)) expect(part).toHaveLength(75)
    }
  })
})
