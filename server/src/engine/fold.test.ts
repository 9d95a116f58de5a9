import { expect, it } from 'vitest'
import { joined } from './testing/world.ts'

it('carries a new event, an edit and a deletion to the other calendar, and comes to rest', () => {
  const world = joined()
  world.create('work')
  expect(world.waiting().map((c) => c.kind)).toEqual(['event-write'])
  world.settle()
  expect(world.titles('all')).toEqual(['Meeting'])
  for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  world.edit('all', world.item('all'), { title: 'New' })
  world.settle()
  expect(world.titles('work')).toEqual(['New'])
  world.remove('all', world.item('all'))
  world.settle()
  expect(world.titles('work')).toEqual([])
  expect(world.events).toEqual([])
  for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
})
