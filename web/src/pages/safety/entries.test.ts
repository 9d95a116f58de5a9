import type { ChangeView } from '@chroniton/shared/contract/views'
import { expect, it } from 'vitest'
import { byEntry } from './entries.ts'

const change = (id: string, position: number, undone = false) =>
  ({ id, position, undone, at: `t${position}`, by: { kind: 'person', name: 'ann' } }) as unknown as ChangeView

it('the changes of one entry stand together, which is undone when all of them are', () => {
  const [a, b, c, d] = [change('a', 3, true), change('b', 3, true), change('c', 2, true), change('d', 2)]
  expect(byEntry([a, b, c, d])).toMatchObject([
    { position: 3, at: 't3', changes: [a, b], undone: true },
    { position: 2, changes: [c, d], undone: false },
  ])
  expect(byEntry([])).toEqual([])
})
