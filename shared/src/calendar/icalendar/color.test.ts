import { describe, expect, test } from 'vitest'
import { nearestColorName, readColor } from './color.ts'
import { CSS_COLORS } from './css-colors.ts'

describe('a colour', () => {
  test.each([
    ['crimson', '#dc143c'],
    ['Crimson', '#dc143c'],
    ['#F00', '#ff0000'],
    ['#1BADF8FF', '#1badf8'],
    ['"#1BADF8"', '#1badf8'],
    ['1BADF8', '#1badf8'],
    ['constructor', null],
    ['#12345', null],
  ])('%s is %s', (text, color) => {
    expect(readColor(text)).toBe(color)
  })

  test('that has a name is nearest to it', () => {
    for (const [name, value] of Object.entries(CSS_COLORS)) {
      expect(CSS_COLORS[nearestColorName(`#${value}`)], name).toBe(value)
    }
    expect(nearestColorName('#fe0101')).toBe('red')
  })
})
