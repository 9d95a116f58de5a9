import { expect, it } from 'vitest'
import { csv, everyPage } from './download.ts'

it('CSV quotes what must be quoted and disarms formulas', () => {
  expect(
    csv([
      ['a', 'b, "c"'],
      ['=1+1', 'two\nlines'],
    ]),
  ).toBe('a,"b, ""c"""\r\n\'=1+1,"two\nlines"\r\n')
})

it('every page is fetched, up to a limit', async () => {
  const pages: Record<string, { items: number[]; nextCursor: string | null }> = {
    start: { items: [1, 2], nextCursor: 'a' },
    a: { items: [3, 4], nextCursor: 'b' },
    b: { items: [5], nextCursor: null },
  }
  const counts: number[] = []
  const ask = async (cursor: string | null) => pages[cursor ?? 'start']
  expect(await everyPage(ask, 100, (count) => counts.push(count))).toEqual([1, 2, 3, 4, 5])
  expect(counts).toEqual([2, 4, 5])
  expect(await everyPage(ask, 3, () => undefined)).toEqual([1, 2, 3])
})
