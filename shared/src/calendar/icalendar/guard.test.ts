import { describe, expect, test } from 'vitest'
import { cleanCalendarText, decodeCalendar, LIMITS } from './guard.ts'

const octets = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the octets of a calendar', () => {
  test('are UTF-8, UTF-16 by its mark, what they are said to be, or Windows-1252', () => {
    expect(decodeCalendar(octets('Zürich'))).toBe('Zürich')
    expect(decodeCalendar(Uint8Array.of(0xff, 0xfe, 0x5a, 0x00, 0xfc, 0x00))).toBe('Zü')
    expect(decodeCalendar(Uint8Array.of(0x5a, 0xfc, 0x80))).toBe('Zü€')
    expect(decodeCalendar(Uint8Array.of(0x5a, 0xfc), 'iso-8859-1')).toBe('Zü')
    expect(decodeCalendar(octets('Zürich'), 'no-such-charset')).toBe('Zürich')
  })

  test('may be folded within a character', () => {
    const [first, second] = octets('ü')
    const folded = Uint8Array.of(0x5a, first!, 0x0d, 0x0a, 0x20, second!, 0x72)
    expect(decodeCalendar(folded)).toBe('Zür')
  })
})

test('a text beyond all size is refused before it is read', () => {
  const huge = { length: LIMITS.characters + 1, charCodeAt: () => 0 } as unknown as string
  expect(() => cleanCalendarText(huge)).toThrow(expect.objectContaining({ code: 'item-too-large' }))
})
