import { describe, expect, it } from 'vitest'
import { id } from './testing/samples.ts'
import { inStep, type Scene } from './testing/scenes.ts'

const routeOf = ({ world }: Scene) => world.state.routes.all()[0]!.id

describe('routes and agents that go', () => {
  it('[EN74] a route is removed with its copies deleted', () => {
    const scene = inStep()
    const { world, all } = scene
    world.decide({ kind: 'route-remove', routeId: routeOf(scene), copies: 'delete' })
    expect(world.waiting()).toMatchObject([{ kind: 'event-delete', calendarId: 'all', itemId: all }])
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], []])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN74] a route is removed and its copies are events of their own', () => {
    const scene = inStep()
    const { world, work, all } = scene
    world.decide({ kind: 'route-remove', routeId: routeOf(scene), copies: 'keep' })
    expect(world.events).toHaveLength(2)
    world.edit('work', work, { title: 'In work' })
    world.edit('all', all, { title: 'In all' })
    expect(world.waiting()).toEqual([])
    world.remove('work', work)
    expect(world.waiting()).toEqual([])
    expect(world.titles('all')).toEqual(['In all'])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN75] a route that changes its mode makes its mirrors busy copies, and back', () => {
    const scene = inStep()
    const { world, all } = scene
    world.decide({ kind: 'route-change', routeId: routeOf(scene), changes: { mode: 'busy' } })
    expect(world.waiting()).toMatchObject([
      { kind: 'event-write', itemId: all, role: 'busy', event: { title: 'Busy' } },
    ])
    world.settle()
    expect(world.titles('all')).toEqual(['Busy'])
    world.decide({ kind: 'route-change', routeId: routeOf(scene), changes: { mode: 'mirror' } })
    expect(world.waiting()).toMatchObject([{ itemId: all, role: 'mirror', event: { title: 'Meeting' } }])
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], ['Meeting']])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN76] an agent is removed: its calendars are forgotten, nothing is deleted elsewhere', () => {
    const { world, all } = inStep()
    world.edit('all', all, { title: 'New' })
    const [command] = world.waiting()
    const { effects } = world.decide({ kind: 'agent-remove', agentId: id.agent('agent-work') })
    expect(effects).toEqual([{ kind: 'settle', commandId: command!.commandId }])
    expect(world.state.calendars.all().map((calendar) => calendar.id)).toEqual(['all'])
    expect(world.state.routes.all()).toEqual([])
    expect(world.copy('all')).toMatchObject({ itemId: all, gone: null, unwanted: false })
    expect(world.list('all').effects).toEqual([])
    expect(world.titles('all')).toEqual(['New'])
  })
})
