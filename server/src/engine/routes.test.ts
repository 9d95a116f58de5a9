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

  it.each(['work', 'all'])('[EN92] the agent of %s is forgotten, and what it shows again is known', (name) => {
    const { world } = inStep()
    const written = world.sent.length
    const { agentId } = world.calendar(name)
    world.decide({ kind: 'agent-forget', agentId })
    expect(world.state.calendars.get(id.calendar(name))).toBeUndefined()
    expect(world.state.agents.get(agentId)).toMatchObject({ removed: false })
    expect(world.sent.slice(written)).toMatchObject([{ kind: 'list-again', calendarId: null, full: true }])
    world.settle()
    world.list(name)
    world.route('work', 'all')
    world.settle()
    expect(world.sent.slice(written).map(({ kind }) => kind)).toEqual(['list-again'])
    expect(world.events).toHaveLength(1)
    expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], ['Meeting']])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN87] a calendar that is only written is routed nowhere, and a route to it is one-way', () => {
    const { world } = inStep()
    const { abilities } = world.calendars.get(id.calendar('work'))!.seen
    world.add('client', { abilities: { ...abilities, readEvents: false } })
    world.decide({
      kind: 'settings-change',
      changes: { destination: { layout: 'keyword', calendarId: id.calendar('all') } },
    })
    const leads = (from: string, to: string) =>
      world.state.routes.all().find((route) => route.from === from && route.to === to)
    expect(leads('client', 'all')).toBeUndefined()
    const route = { ...world.state.routes.all()[0]!, from: id.calendar('work'), to: id.calendar('client') }
    for (const changes of [
      { from: id.calendar('client'), to: id.calendar('work') },
      { direction: 'both' as const, newEvents: 'stay' as const },
      { direction: 'forward' as const, newEvents: 'all' as const },
    ]) {
      expect(world.decide({ kind: 'route-add', route: { ...route, ...changes } }).notes).toHaveLength(1)
    }
    world.decide({ kind: 'route-add', route: { ...route, direction: 'forward', newEvents: 'stay' } })
    const made = leads('work', 'client')!
    expect(made).toMatchObject({ direction: 'forward' })
    const changed = world.decide({ kind: 'route-change', routeId: made.id, changes: { direction: 'both' } })
    expect([changed.notes.length, leads('work', 'client')]).toEqual([1, made])
    world.settle()
    expect(world.titles('client')).toEqual(['Meeting'])
  })

  it('[EN87] what flows into a destination that is only written does not flow back', () => {
    const { world } = inStep()
    const { abilities } = world.calendars.get(id.calendar('work'))!.seen
    world.add('archive', { abilities: { ...abilities, readEvents: false } })
    const destination = { layout: 'keyword' as const, calendarId: id.calendar('archive') }
    world.decide({ kind: 'settings-change', changes: { destination } })
    const route = () => world.state.routes.all().find(({ from, to }) => from === 'work' && to === 'archive')
    expect(route()).toMatchObject({ direction: 'forward', newEvents: 'stay', label: 'keyword' })
  })

  it('[EN88] a change of an agent’s configuration goes to it, and is parked when it is refused', () => {
    const { world } = inStep()
    const changes = { syncIntervalMinutes: 10, sources: { 'source-1': { enabled: false } } }
    const ask = () => {
      world.decide({ kind: 'agent-configure', agentId: id.agent('agent-work'), changes })
      return world.waiting('config-change')[0]!
    }
    const command = ask()
    expect(command).toEqual({ kind: 'config-change', commandId: command.commandId, changes })
    world.settle()
    expect([world.waiting(), world.state.requests.all()]).toEqual([[], []])
    const again = ask()
    const { effects } = world.refuse(again, 'not-found')
    expect(effects).toMatchObject([{ kind: 'park', commandId: again.commandId, code: 'not-found' }])
    world.decide({ kind: 'command-retry', commandId: again.commandId })
    expect(world.waiting('config-change')).toMatchObject([{ changes }])
  })
})
