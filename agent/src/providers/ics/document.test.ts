import { describe, expect, it } from 'vitest'
import { hashOf, mustBeWhole, parseCursor } from './document.ts'

const WHOLE = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'

describe('what came from the address', () => {
  it.each([WHOLE, WHOLE.replaceAll('\r\n', '\n'), `\r\n${WHOLE}\n\n`, WHOLE + WHOLE, WHOLE.toLowerCase()])(
    'is taken when it is whole: %j',
    (text) => expect(() => mustBeWhole(text, 'here')).not.toThrow(),
  )

  it.each([
    ['', 'source-cut-short'],
    ['  \r\n', 'source-cut-short'],
    ['<!doctype html><title>Sign in</title>', 'source-not-a-calendar'],
    ['{"error":"no"}', 'source-not-a-calendar'],
    ['BEGIN:VCARD\r\nEND:VCARD', 'source-not-a-calendar'],
    [WHOLE.slice(0, -20), 'source-cut-short'],
    [`${WHOLE.slice(0, -20)}\r\nDESCRIPTION:END:VCALENDAR`, 'source-cut-short'],
    [`${WHOLE}BEGIN:VCALENDAR\r\n`, 'source-cut-short'],
  ])('%j is %s', (text, code) => {
    expect(() => mustBeWhole(text, 'here')).toThrow(expect.objectContaining({ code }))
  })
})

describe('a cursor', () => {
  it('is what was known of the text', () => {
    const validator = { hash: hashOf('text'), etag: '"1"', lastModified: null }
    expect(parseCursor(JSON.stringify(validator))).toEqual(validator)
  })

  it.each([null, '', 'https://elsewhere', '{}', '[]', '"text"', 'null', '{"hash":1}'])('%j is none', (cursor) => {
    expect(parseCursor(cursor)).toBeNull()
  })
})
