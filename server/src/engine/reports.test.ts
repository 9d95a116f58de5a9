import type { Decision } from '@chroniton/shared/contract/decision'
import { describe, expect, it } from 'vitest'
import { stateLines } from './state-hash.ts'
import { id } from './testing/samples.ts'
import { everything, inStep } from './testing/scenes.ts'
import { joined } from './testing/world.ts'

describe('reports', () => {
  it('[EN1] a batch that was folded before changes nothing and causes nothing', () => {
    const { world, work } = inStep()
    world.edit('work', work, { title: 'New' })
    const { sourceId } = world.calendar('work').seen
    const failed = { kind: 'account-failed', sourceId, calendarId: null, code: 'internal', detail: '' } as const
    world.report('agent-work', failed)
    const before = [...stateLines(world.state)]
    for (const { body } of world.entries.filter((entry) => entry.body.kind === 'report')) {
      expect(world.fold(body)).toEqual({ effects: [], notes: [] })
    }
    expect([...stateLines(world.state)]).toEqual(before)
  })

  it('[EN1] a batch of an agent that was removed changes nothing', () => {
    const world = joined()
    world.decide({ kind: 'agent-remove', agentId: id.agent('agent-work') })
    const before = [...stateLines(world.state)]
    const { seen } = world.calendar('work')
    expect(world.report('agent-work', { kind: 'calendar-seen', calendar: seen }).effects).toEqual([])
    expect([...stateLines(world.state)]).toEqual(before)
  })

  it('[EN2] an agent cannot touch the calendar of another', () => {
    const { world, all } = inStep()
    const gone = { kind: 'event-gone', calendarId: id.calendar('all'), itemId: all } as const
    expect(world.report('agent-work', gone).effects).toEqual([])
    expect(world.copy('all').gone).toBeNull()
    expect(world.state.problems.all()).toMatchObject([
      { agentId: 'agent-work', calendarId: 'all', itemId: null, code: 'forbidden' },
    ])
  })

  it('[EN2] a calendar that was never reported itself is a problem', () => {
    const { world, work } = inStep()
    world.report('agent-work', { ...world.sight('work', work), calendarId: id.calendar('nowhere') })
    expect(world.events).toHaveLength(1)
    expect(world.state.problems.all()).toMatchObject([{ calendarId: 'nowhere', code: 'calendar-not-found' }])
    const calendar = world.addUnseen('nowhere', {}, 'agent-work').seen
    world.report('agent-work', { kind: 'calendar-seen', calendar })
    expect(world.state.problems.all()).toEqual([])
  })

  it('[EN3] a decision that is impossible leaves a note and changes nothing', () => {
    const { world } = inStep()
    const impossible: Decision[] = [
      { kind: 'agent-remove', agentId: id.agent('nobody') },
      { kind: 'agent-configure', agentId: id.agent('nobody'), changes: { syncIntervalMinutes: 5 } },
      { kind: 'calendar-change', calendarId: id.calendar('nowhere'), changes: { name: 'New' } },
      { kind: 'calendar-delete', calendarId: id.calendar('nowhere') },
      { kind: 'route-change', routeId: id.route('none'), changes: { mode: 'busy' } },
      { kind: 'route-remove', routeId: id.route('none'), copies: 'delete' },
      { kind: 'event-change', eventId: id.event('none'), patch: { title: 'New' } },
      { kind: 'event-change', eventId: world.event.id, patch: { uid: 'other@example.com' } },
      { kind: 'event-delete', eventId: id.event('none') },
      { kind: 'conflict-resolve', conflictId: id.conflict('none'), resolution: { choose: 'other' } },
      { kind: 'hold-release', holdId: id.hold('none') },
      { kind: 'hold-discard', holdId: id.hold('none') },
      { kind: 'command-retry', commandId: id.command('none') },
      { kind: 'command-discard', commandId: id.command('none') },
      { kind: 'undo', changeId: id.change('none') },
      { kind: 'undo-entry', position: id.position(99_999) },
    ]
    const before = everything(world)
    for (const decision of impossible) {
      const { effects, notes } = world.decide(decision)
      expect(effects, decision.kind).toEqual([])
      expect(notes, decision.kind).toHaveLength(1)
      expect(everything(world), decision.kind).toEqual(before)
    }
  })

  it('[EN4] many sights of one event in one entry cause one command', () => {
    const { world, work } = inStep()
    const sights = ['One', 'Two', 'Three'].map((title) => {
      world.touch('work', work, { title })
      return world.sight('work', work)
    })
    const { effects } = world.report('agent-work', ...sights)
    expect(effects).toMatchObject([{ kind: 'send', command: { kind: 'event-write', patch: { title: 'Three' } } }])
  })

  it('[EN5] an item that cannot be read is a problem until it is seen, and is not taken for absent', () => {
    const { world, work } = inStep()
    const listing = { calendarId: id.calendar('work'), listingId: id.listing('broken') }
    const failed = { kind: 'item-failed', itemId: work, code: 'item-malformed', detail: 'line 3', ...listing } as const
    const before = world.copy('work').shadow
    const { effects } = world.report('agent-work', failed, { kind: 'listing-complete', count: 1, ...listing })
    expect(effects).toEqual([])
    expect(world.copy('work')).toMatchObject({ gone: null, shadow: before })
    expect(world.state.problems.all()).toMatchObject([{ itemId: work, code: 'item-malformed', detail: 'line 3' }])
    world.show('work', work)
    expect(world.state.problems.all()).toEqual([])
  })

  it('[EN5] the problem of an item ends when the item is gone', () => {
    const { world } = inStep()
    const item = { calendarId: id.calendar('work'), itemId: id.item('broken') }
    world.report('agent-work', { kind: 'item-failed', ...item, code: 'item-malformed', detail: '', listingId: null })
    expect(world.state.problems.all()).toHaveLength(1)
    world.report('agent-work', { kind: 'event-gone', ...item })
    expect(world.state.problems.all()).toEqual([])
  })

  it('[EN6] a failed account deletes nothing, and its parked commands go out when it has recovered', () => {
    const { world, work } = inStep()
    const account = { sourceId: world.calendar('all').seen.sourceId, calendarId: null }
    const detail = '401 Unauthorized'
    const failed = { kind: 'account-failed', ...account, code: 'source-needs-sign-in', detail } as const
    expect(world.report('agent-all', failed).effects).toEqual([])
    expect(world.state.problems.all()).toMatchObject([{ ...account, code: 'source-needs-sign-in', detail }])
    expect(world.copy('all').gone).toBeNull()
    world.edit('work', work, { title: 'New' })
    const [command] = world.waiting('event-write')
    world.refuse(command!, 'source-needs-sign-in')
    expect(world.waiting()).toEqual([])
    const { effects } = world.report('agent-all', { kind: 'account-recovered', ...account })
    expect(world.state.problems.all()).toEqual([])
    expect(effects).toMatchObject([
      { kind: 'settle', commandId: command!.commandId },
      { kind: 'send', agentId: 'agent-all', command: { kind: 'event-write', patch: { title: 'New' } } },
    ])
  })

  it('[EN6] a calendar that is listed works, and so does its source', () => {
    const { world, work } = inStep()
    const { calendarId, sourceId } = world.calendar('all').seen
    for (const failing of [calendarId, null]) {
      const account = { sourceId, calendarId: failing, code: 'source-needs-sign-in', detail: '' } as const
      world.report('agent-all', { kind: 'account-failed', ...account })
    }
    world.edit('work', work, { title: 'New' })
    world.refuse(world.waiting('event-write')[0]!, 'source-needs-sign-in')
    world.list('all')
    expect(world.state.problems.all()).toEqual([])
    expect(world.waiting('event-write')).toHaveLength(1)
  })
})
