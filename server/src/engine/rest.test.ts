import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { busyDay } from './testing/busy-day.ts'
import { sampleEvent } from './testing/samples.ts'
import { inStep, writes } from './testing/scenes.ts'
import { joined } from './testing/world.ts'

describe('coming to rest', () => {
  it('[EN7] a copy written by our own command causes no command', () => {
    const { world, all } = inStep()
    expect(writes(world.sent)).toHaveLength(1)
    const { shadow, version } = world.copy('all')
    expect({ event: shadow, version }).toEqual({
      event: world.held('all', all).event,
      version: world.held('all', all).version,
    })
    expect(world.list('all').effects).toEqual([])
    const before = world.copy('all')
    expect(world.show('all', all).effects).toEqual([])
    expect(world.copy('all')).toEqual(before)
    expect(world.event.revision).toBe(1)
  })

  it('[EN8] what a calendar cannot hold is neither an edit nor written again before it is changed', () => {
    const world = joined()
    world.calendar('all').holds = ({ description: _lost, ...event }) => event
    const work = world.create('work', sampleEvent(undefined, { description: 'Bring the plan' }))
    world.settle()
    expect(world.copy('all').shadow?.description).toBeUndefined()
    expect(world.event.event.description).toBe('Bring the plan')
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    world.edit('work', work, { title: 'New' })
    expect(writes(world.waiting()).map((command) => command.patch)).toEqual([{ title: 'New' }])
    world.settle()
    world.edit('work', work, { description: 'Bring two' })
    expect(writes(world.waiting()).map((command) => command.patch)).toEqual([{ description: 'Bring two' }])
    world.settle()
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    expect(world.shown('work')[0]?.description).toBe('Bring two')
  })

  it('[EN9] after quiet, a whole listing of every calendar causes no effect', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const world = busyDay(seed, 40)
        world.settle()
        for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
        const [one, two, sum] = ['one', 'two', 'sum'].map((name) => new Set(world.titles(name)))
        expect(new Set([...one!, ...two!])).toEqual(sum)
      }),
      { numRuns: 30 },
    )
  })

  it('[EN10] a new version that says the same only has its version noted', () => {
    const { world, work } = inStep()
    world.touch('work', work)
    const changes = [...world.state.changes.all()].length
    expect(world.show('work', work).effects).toEqual([])
    expect(world.copy('work').version).toBe(world.held('work', work).version)
    expect(world.event.revision).toBe(1)
    expect([...world.state.changes.all()]).toHaveLength(changes)
  })
})
