import { describe, expect, it } from 'vitest'
import { sampleEvent } from './testing/samples.ts'
import { creations, inStep } from './testing/scenes.ts'
import { joined } from './testing/world.ts'

describe('one-way routes', () => {
  it('[EN49] an edit of the mirror is put right and not spread', () => {
    const { world, all } = inStep({ direction: 'forward', newEvents: 'stay' })
    world.edit('all', all, { title: 'Mine', description: 'Mine too' })
    expect(world.event.event).toEqual(sampleEvent())
    expect(world.waiting()).toMatchObject([
      { kind: 'event-write', calendarId: 'all', patch: { title: 'Meeting', description: null } },
    ])
    world.settle()
    expect(world.shown('all')).toEqual(world.shown('work'))
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN49] a deletion of the mirror is made good', () => {
    const { world, all } = inStep({ direction: 'forward', newEvents: 'stay' })
    world.remove('all', all)
    expect(world.event.deleted).toBeNull()
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], ['Meeting']])
    expect(creations(world)).toHaveLength(2)
  })

  it('[EN49] a calendar that cannot be written only gives, whatever its route says', () => {
    const { world, all } = inStep()
    const { seen } = world.calendar('work')
    const abilities = { ...seen.abilities, writeEvents: false }
    world.report('agent-work', { kind: 'calendar-seen', calendar: { ...seen, abilities } })
    world.edit('all', all, { title: 'Mine' })
    expect(world.waiting()).toMatchObject([{ calendarId: 'all', patch: { title: 'Meeting' } }])
  })

  it('[EN50] events made at the other end stay, go back with the label, or go back all', () => {
    for (const [newEvents, titles] of [
      ['stay', []],
      ['labelled', ['Labelled']],
      ['all', ['Labelled', 'Plain']],
    ] as const) {
      const world = joined({ newEvents, label: 'keyword' })
      world.create('all', sampleEvent('plain@example.com', { title: 'Plain' }))
      world.create('all', sampleEvent('labelled@example.com', { title: 'Labelled', keywords: { work: true } }))
      world.settle()
      expect(world.titles('work').sort(), newEvents).toEqual(titles)
    }
  })

  it('[EN50] the label may be put on later', () => {
    const world = joined({ newEvents: 'labelled', label: 'color' })
    const item = world.create('all')
    expect(world.waiting()).toEqual([])
    world.edit('all', item, { color: '#112233' })
    world.settle()
    expect(world.titles('work')).toEqual(['Meeting'])
  })
})
