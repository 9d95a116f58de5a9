import { describe, expect, it } from 'vitest'
import { coveredBy, hasAged, isCut, isWithin } from './span.ts'

const item = (from: number | null, to = from, recurs = false) => ({ from, to, recurs })

describe('the time that a list covers', () => {
  it('begins behind the end of the first and ends before the start of the last', () => {
    const covered = coveredBy([item(10, 12), item(20, 30), item(40, 50)])
    expect(covered).toEqual({ from: 12, to: 40 })
    expect(isWithin(item(12, 40), covered)).toBe(true)
    expect(isWithin(item(11, 20), covered)).toBe(false)
    expect(isWithin(item(30, 41), covered)).toBe(false)
    expect(isWithin(item(null), covered)).toBe(false)
  })

  it('is not stretched by what merely reaches into the window, nor by a series', () => {
    expect(coveredBy([item(0, 15), item(10, 12), item(40, 50), item(45, 90)])).toEqual({ from: 12, to: 45 })
    expect(coveredBy([item(0, 1, true), item(10, 12), item(40, 50)])).toEqual({ from: 12, to: 40 })
    expect(isWithin(item(2, 3), coveredBy([item(0, 1, true), item(10, 12), item(40, 50)]))).toBe(false)
  })

  it('is none for one event, or for those at one time', () => {
    for (const items of [[], [item(10, 12)], [item(10, 12), item(10, 12)], [item(null), item(10, 12)]]) {
      expect(isWithin(item(11, 11), coveredBy(items))).toBe(false)
    }
  })
})

it('knows a list that may have been cut off', () => {
  expect(isCut({ all: 200, calendar: 5, cap: 1000 })).toBe(true)
  expect(isCut({ all: 300, calendar: 200, cap: 1000 })).toBe(true)
  expect(isCut({ all: 1000, calendar: 5, cap: 1000 })).toBe(true)
  expect(isCut({ all: 201, calendar: 5, cap: 1000 })).toBe(false)
})

describe('a file that has become too old to be listed', () => {
  const DAY = 86_400
  const aged = (filedAt: number | null, before: number, now: number) => hasAged({ filedAt }, before * DAY, now * DAY)

  it('is not taken for deleted', () => {
    expect(aged(0, 100, 130)).toBe(true)
    expect(aged(0, 119.9, 120.1)).toBe(true)
  })

  it('is none where it was listed when it was older, or is younger', () => {
    expect(aged(0, 300, 301)).toBe(false)
    expect(aged(0, 50, 60)).toBe(false)
    expect(aged(null, 100, 130)).toBe(false)
  })
})
