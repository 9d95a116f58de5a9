import type { Command } from '@chroniton/shared/contract/command'
import { describe, expect, it } from 'vitest'
import { id, sampleEvent } from './testing/samples.ts'
import { change, conflicts, creations, everything, inStep, type Scene, writes } from './testing/scenes.ts'
import { joined, World } from './testing/world.ts'

/** The command that an edit in `work` causes. */
function commanded({ world, work }: Scene, title = 'New') {
  world.edit('work', work, { title })
  return writes(world.waiting())[0]!
}

/** An event whose mirror is being made. */
function created(changes: object) {
  const world = joined()
  const work = world.create('work', sampleEvent(undefined, changes))
  return { world, work, creation: writes(world.waiting())[0]! }
}

describe('receipts', () => {
  it('[EN57] the item in the receipt is what the copy shows, at its version', () => {
    const scene = inStep()
    const { world, work, all } = scene
    world.calendar('all').holds = (event) => ({ ...event, title: event.title!.toUpperCase() })
    world.perform(commanded(scene))
    const { version } = world.held('all', all)
    expect(world.copy('all')).toMatchObject({ version, agreedRevision: 2, outstanding: null, shadow: { title: 'NEW' } })
    expect(world.event.event.title).toBe('New')
    expect(world.waiting()).toEqual([])
    world.edit('work', work, { description: 'With text' })
    expect(writes(world.waiting())).toMatchObject([{ expectedVersion: version, patch: { description: 'With text' } }])
  })

  it('[EN57] what a person edited just before the write is no part of it, and is merged', () => {
    const scene = inStep()
    const { world, all } = scene
    const command = commanded(scene)
    world.touch('all', all, { description: 'Mine' })
    world.perform(command)
    expect(world.event.event).toMatchObject({ title: 'New', description: 'Mine' })
    world.settle()
    expect(world.shown('all')).toEqual(world.shown('work'))
  })

  it('[EN58] a command that was replaced counts when the agent had it already', () => {
    const scene = inStep()
    const { world, work, all } = scene
    const first = commanded(scene, 'First')
    const second = commanded(scene, 'Second')
    expect(world.queue.has(first.commandId)).toBe(false)
    world.perform(first)
    expect(world.copy('all').shadow?.title).toBe('First')
    const [third, ...others] = writes(world.waiting())
    expect(others).toEqual([])
    expect(third).toMatchObject({ expectedVersion: world.held('all', all).version, patch: { title: 'Second' } })
    expect(third!.commandId).not.toBe(second.commandId)
    world.settle()
    expect([world.titles('all'), world.held('work', work).event.title]).toEqual([['Second'], 'Second'])
    expect(conflicts(world)).toEqual([])
  })

  it('[EN59] another version is answered with a command from the merged event', () => {
    const scene = inStep()
    const { world, all } = scene
    const command = commanded(scene)
    world.touch('all', all, { description: 'Mine' })
    world.perform(command)
    const toAll = writes(world.waiting()).filter(({ calendarId }) => calendarId === 'all')
    expect(toAll).toMatchObject([
      { expectedVersion: world.held('all', all).version, patch: { title: 'New' }, event: { description: 'Mine' } },
    ])
    expect(world.queue.has(command.commandId)).toBe(false)
    world.settle()
    for (const name of ['work', 'all']) expect(world.shown(name)).toMatchObject([{ title: 'New', description: 'Mine' }])
  })

  it('[EN60] a version that is refused over and over is asked for, and then waits for a person', () => {
    const scene = inStep()
    const { world } = scene
    commanded(scene)
    const kinds = []
    for (let round = 0; round < 4; round++) {
      const [command] = writes(world.waiting())
      const { effects } = world.refuse(command!, 'version-mismatch')
      kinds.push(effects.map((effect) => (effect.kind === 'send' ? effect.command.kind : effect.kind)))
    }
    expect(kinds).toEqual([
      ['settle', 'event-write'],
      ['settle', 'event-write'],
      ['settle', 'list-again', 'event-write'],
      ['park'],
    ])
    expect(world.waiting('list-again')).toMatchObject([{ calendarId: 'all', full: true }])
    expect(world.copy('all').parked?.code).toBe('version-mismatch')
  })

  it('[EN61] an item that is not there any more was deleted by a person', () => {
    const scene = inStep()
    const { world } = scene
    change(world, { editAgainstDelete: 'delete_wins' })
    world.refuse(commanded(scene), 'item-not-found')
    expect(world.waiting()).toMatchObject([{ kind: 'event-delete', calendarId: 'work' }])
    expect(world.events).toEqual([])
  })

  it('[EN61] so it was where the command that found it out has been replaced', () => {
    const scene = inStep()
    const { world, work } = scene
    const command = commanded(scene)
    world.edit('work', work, { title: 'Meeting' })
    world.calendar('all').items.delete(scene.all)
    world.refuse(command, 'item-not-found')
    world.settle()
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    expect(world.titles('work')).toEqual(world.titles('all'))
  })

  it('[EN61] an edit outlives the deletion that its command has found', () => {
    const scene = inStep()
    const { world, all } = scene
    const command = commanded(scene)
    world.calendar('all').items.delete(all)
    world.perform(command)
    expect(conflicts(world)).toMatchObject([{ path: '', strategy: 'edit_wins', other: { deleted: true } }])
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['New'], ['New']])
  })

  it('[EN62] a refusal parks the command until something changes', () => {
    const scene = inStep()
    const { world, work } = scene
    const command = commanded(scene)
    const { commandId } = command
    const { effects } = world.refuse(command, 'item-refused')
    expect(effects).toEqual([{ kind: 'park', commandId, code: 'item-refused', detail: 'as the test says' }])
    expect(world.copy('all').parked).toMatchObject({ commandId, code: 'item-refused', detail: 'as the test says' })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    world.touch('work', work, { description: 'With text' })
    expect(world.show('work', work).effects).toMatchObject([
      { kind: 'settle', commandId },
      { kind: 'send', command: { patch: { title: 'New', description: 'With text' } } },
    ])
  })

  it('[EN62] a parked command goes out again when a person asks for it', () => {
    const scene = inStep()
    const { world } = scene
    const { commandId } = commanded(scene)
    world.refuse(writes(world.waiting())[0]!, 'would-mail-people')
    const { effects } = world.decide({ kind: 'command-retry', commandId })
    expect(effects).toMatchObject([
      { kind: 'settle', commandId },
      { kind: 'send', command: { patch: { title: 'New' } } },
    ])
  })

  it('[EN63] a discarded write is not wanted any more', () => {
    const scene = inStep()
    const { world, work } = scene
    const { commandId } = commanded(scene)
    const { effects } = world.decide({ kind: 'command-discard', commandId })
    expect(effects).toEqual([{ kind: 'settle', commandId }])
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    expect([world.titles('work'), world.titles('all')]).toEqual([['New'], ['Meeting']])
    world.edit('work', work, { description: 'With text' })
    expect(writes(world.waiting())).toMatchObject([{ patch: { description: 'With text' } }])
    expect(Object.keys(writes(world.waiting())[0]!.patch)).toEqual(['description'])
  })

  it('[EN63] a discarded creation waits for the event to change', () => {
    const world = joined()
    const work = world.create('work')
    world.decide({ kind: 'command-discard', commandId: writes(world.waiting())[0]!.commandId }, 'Grace')
    expect(world.copy('all').parked).toMatchObject({ code: 'command-discarded', detail: 'discarded by Grace' })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    world.edit('work', work, { title: 'New' })
    expect(writes(world.waiting())).toMatchObject([{ itemId: null, event: { title: 'New' } }])
  })

  it('[EN64] an item that shows up before the receipt of its creation is the copy’s', () => {
    const world = joined()
    world.create('work')
    const [creation] = writes(world.waiting())
    const made = world.make('all', creation!.event)
    world.calendar('all').items.set(made, { ...world.held('all', made), mark: world.event.id })
    const { effects } = world.show('all', made)
    expect(effects).toEqual([{ kind: 'settle', commandId: creation!.commandId }])
    expect(world.copy('all').itemId).toBe(made)
    const { version, event, modifiedAt } = world.held('all', made)
    const item = { itemId: made, version, event, modifiedAt }
    const receipt = { kind: 'applied', commandId: creation!.commandId, item, calendar: null } as const
    expect(world.report('agent-all', receipt).effects).toEqual([])
    expect(creations(world)).toHaveLength(1)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN65] a creation without a receipt is taken back by a deletion that names no item', () => {
    const world = joined()
    const work = world.create('work')
    const [creation] = writes(world.waiting())
    const { effects } = world.remove('work', work)
    expect(effects).toMatchObject([
      { kind: 'settle', commandId: creation!.commandId },
      { kind: 'send', command: { kind: 'event-delete', calendarId: 'all', itemId: null, expectedVersion: null } },
    ])
    // The agent had made it before it heard of the deletion.
    world.perform(creation!)
    world.settle()
    expect(world.titles('all')).toEqual([])
    expect(world.events).toEqual([])
  })

  it('[EN82] an edit that crossed the command is merged', () => {
    const scene = inStep()
    const { world, all } = scene
    const { commandId } = commanded(scene)
    // Written, then edited by a person, and only then read back.
    world.touch('all', all, { title: 'New', description: 'Mine' })
    const { version, event, modifiedAt } = world.held('all', all)
    const item = { itemId: all, version, event, modifiedAt }
    world.report('agent-all', { kind: 'applied', commandId, item, calendar: null })
    expect(world.event.event).toMatchObject({ title: 'New', description: 'Mine' })
    expect(writes(world.waiting())).toMatchObject([{ calendarId: 'work', patch: { description: 'Mine' } }])
    world.settle()
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
    expect(world.shown('work')).toEqual(world.shown('all'))
  })

  it('[EN82] an event that was moved between the write of its length and the read-back is moved', () => {
    const scene = inStep()
    const { world, work, all } = scene
    world.edit('work', work, { duration: 'PT2H' })
    const [{ commandId }] = world.waiting() as [Command]
    world.touch('all', all, { duration: 'PT2H', start: '2026-03-04T10:00:00' })
    const { version, event, modifiedAt } = world.held('all', all)
    const item = { itemId: all, version, event, modifiedAt }
    world.report('agent-all', { kind: 'applied', commandId, item, calendar: null })
    world.settle()
    expect(world.shown('work')).toMatchObject([{ start: '2026-03-04T10:00:00', duration: 'PT2H' }])
    expect(world.shown('work')).toEqual(world.shown('all'))
  })

  it('[EN82] an event that was made longer between its move and the read-back is longer', () => {
    const scene = inStep()
    const { world, work, all } = scene
    world.edit('work', work, { start: '2026-03-04T10:00:00' })
    const [{ commandId }] = world.waiting() as [Command]
    world.touch('all', all, { start: '2026-03-04T10:00:00', duration: 'PT3H' })
    const { version, event, modifiedAt } = world.held('all', all)
    const item = { itemId: all, version, event, modifiedAt }
    world.report('agent-all', { kind: 'applied', commandId, item, calendar: null })
    world.settle()
    expect(world.shown('work')).toMatchObject([{ start: '2026-03-04T10:00:00', duration: 'PT3H' }])
  })

  it('[EN82] an event that was moved between its creation and the read-back is moved', () => {
    const { world, creation } = created({})
    const made = world.make('all', { ...creation.event, start: '2026-03-04T10:00:00' })
    const { version, event, modifiedAt } = world.held('all', made)
    const item = { itemId: made, version, event, modifiedAt }
    const { commandId } = creation
    world.report('agent-all', { kind: 'applied', commandId, item, calendar: null })
    world.settle()
    expect(world.shown('work')).toMatchObject([{ start: '2026-03-04T10:00:00' }])
  })

  it('[EN82] an event that was made longer between its creation and the read-back is longer', () => {
    const world = joined()
    world.create('work', sampleEvent(undefined, { duration: 'PT45M30S' }))
    const [creation] = [...world.queue.values()]
    world.calendar('all').holds = (event) => ({ ...event, duration: 'PT1H41M' })
    world.perform(creation!.command)
    world.settle()
    expect(world.shown('work')).toMatchObject([{ duration: 'PT1H41M' }])
  })

  it('[EN82] a length without its seconds is the form that the calendar gives it', () => {
    const world = joined()
    world.create('work', sampleEvent(undefined, { duration: 'PT45M30S' }))
    world.calendar('all').holds = (event) => ({ ...event, duration: 'PT45M' })
    world.settle()
    expect(world.shown('work')).toMatchObject([{ duration: 'PT45M30S' }])
  })

  it('[EN82] the same moment in another zone is the form that the calendar gives it', () => {
    const { world, work } = inStep()
    world.calendar('all').holds = (event) => ({ ...event, start: '2026-03-04T09:00:00', timeZone: 'Etc/UTC' })
    world.edit('work', work, { start: '2026-03-04T10:00:00', timeZone: 'Europe/Zurich' })
    world.settle()
    expect(world.event.event).toMatchObject({ start: '2026-03-04T10:00:00', timeZone: 'Europe/Zurich' })
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it('[EN83] the receipt of a command nobody waits for changes nothing', () => {
    const { world, all } = inStep()
    const [creation] = creations(world)
    const { version, event, modifiedAt } = world.held('all', all)
    const item = { itemId: all, version, event: { ...event, title: 'Old news' }, modifiedAt }
    const before = everything(world)
    const { commandId } = creation!
    const applied = { kind: 'applied', commandId, item, calendar: null } as const
    expect(world.report('agent-all', applied).effects).toEqual([])
    const unknown = { kind: 'refused', commandId: id.command('none'), code: 'internal', detail: '' } as const
    expect(world.report('agent-all', unknown).effects).toEqual([])
    expect(everything(world)).toEqual(before)
  })

  it('[EN83] a receipt is believed of the agent alone whose calendar it is about', () => {
    const scene = inStep()
    const { world } = scene
    const { commandId } = commanded(scene)
    const refused = { kind: 'refused', commandId: id.command(commandId), code: 'internal', detail: '' } as const
    expect(world.report('agent-work', refused).effects).toEqual([])
    expect(world.copy('all').outstanding?.commandId).toBe(commandId)
  })

  it('[EN64] what an item shows of what it was made with is no edit', () => {
    const { world, creation, work } = created({ keywords: { old: true }, description: 'Old' })
    world.edit('work', work, { 'keywords/old': null, description: 'New' })
    const made = world.make('all', creation.event)
    world.calendar('all').items.set(made, { ...world.held('all', made), mark: world.event.id })
    world.edit('all', made, { title: 'Mine' })
    world.settle()
    for (const name of ['work', 'all']) expect(world.shown(name)).toMatchObject([{ description: 'New' }])
    expect(world.event.event.keywords).toBeUndefined()
    expect(conflicts(world)).toMatchObject([{ path: 'title', other: { value: 'Mine' } }])
  })

  it('[EN62] what was refused because the calendar was not found is sent when it is seen', () => {
    const scene = inStep()
    const { world } = scene
    const command = commanded(scene)
    world.refuse(command, 'calendar-not-found')
    expect(world.waiting()).toEqual([])
    const { seen } = world.calendar('all')
    world.report('agent-all', { kind: 'calendar-seen', calendar: seen })
    expect(writes(world.waiting())).toMatchObject([{ calendarId: 'all', patch: { title: 'New' } }])
  })

  it('[EN58] an item that shows what a replaced command said, before its receipt, is nobody’s edit', () => {
    const scene = inStep()
    const { world, work, all } = scene
    const command = commanded(scene)
    world.edit('work', work, { title: 'Meeting' })
    world.touch('all', all, { title: 'New' })
    world.show('all', all)
    world.settle()
    expect([world.titles('work'), world.titles('all')]).toEqual([['Meeting'], ['Meeting']])
    expect(conflicts(world)).toMatchObject([
      { path: 'title', current: { value: 'Meeting' }, other: { value: 'New' }, state: 'decided' },
    ])
    world.refuse(command, 'version-mismatch')
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })

  it.each(['first', 'last'])('[EN58] what was sent for an event that is another’s now is told of %s', (order) => {
    const world = new World()
    for (const name of ['home', 'all', 'work']) world.add(name)
    world.create('home')
    world.create('all')
    world.route('work', 'all', { newEvents: 'all' })
    const [first] = [...world.queue.values()]
    world.route('home', 'all')
    const [second] = [...world.queue.values()].filter(
      ({ command }) => 'calendarId' in command && command.calendarId === 'work',
    )
    expect(second!.command).not.toEqual(first!.command)
    for (const row of order === 'first' ? [first, second] : [second, first]) world.perform(row!.command)
    world.settle()
    expect(world.titles('work')).toHaveLength(1)
    for (const outcome of world.listAll()) expect(outcome.effects).toEqual([])
  })
})
