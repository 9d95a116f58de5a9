import { describe, expect, it } from 'vitest'
import { conflicts, inStep } from './testing/scenes.ts'
import type { World } from './testing/world.ts'

/** Each time the hub has written the item the calendar sets it back; so often until nothing is written any more. */
function setBack(world: World, name: string, again: () => void): number {
  for (let times = 0; times < 50; times++) {
    if (!world.waiting().some((command) => 'calendarId' in command && command.calendarId === name)) return times
    world.settle()
    again()
  }
  throw new Error('it never ends')
}

describe('calendars that change what they are given', () => {
  it('[EN84] two that set each other back end in an open conflict', () => {
    const { world, work, all } = inStep()
    world.edit('work', work, { title: 'ONE' })
    const times = setBack(world, 'all', () => {
      world.edit('all', all, { title: 'one' })
      world.settle()
      world.edit('work', work, { title: 'ONE' })
    })
    expect(times).toBeLessThan(10)
    expect(conflicts(world)).toMatchObject([{ state: 'open', path: 'title', strategy: 'manual' }])
    world.edit('work', work, { description: 'goes through' })
    world.settle()
    expect(world.shown('all')).toMatchObject([{ description: 'goes through' }])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN84] people may change their minds as often as they like, if they take their time', () => {
    const { world, work, all } = inStep()
    for (let times = 0; times < 20; times++) {
      world.edit('work', work, { title: 'ONE' })
      world.settle()
      world.passMinutes(61)
      world.edit('all', all, { title: 'one' })
      world.settle()
    }
    expect(conflicts(world)).toEqual([])
  })

  it('[EN85] a one-way copy that is set back after each correction is left, and its command parked', () => {
    const { world, work, all } = inStep({ direction: 'forward', newEvents: 'stay' })
    const again = () => world.edit('all', all, { description: 'added by the calendar' })
    again()
    expect(setBack(world, 'all', again)).toBeLessThan(10)
    expect(world.copy('all').parked).toMatchObject({ code: 'item-refused' })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    world.passMinutes(61)
    world.edit('work', work, { title: 'Moved on' })
    world.settle()
    expect(world.shown('all')).toMatchObject([{ title: 'Moved on' }])
  })

  it('[EN85] so is one that is deleted each time it is made', () => {
    const { world } = inStep({ direction: 'forward', newEvents: 'stay' })
    const again = () => void world.remove('all', world.item('all'))
    again()
    expect(setBack(world, 'all', again)).toBeLessThan(10)
    expect(world.copy('all').parked).toMatchObject({ code: 'item-refused' })
    expect(world.titles('work')).toEqual(['Meeting'])
  })
})
