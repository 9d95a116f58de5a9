import type { AgentView, CalendarView, Overview } from '@chroniton/shared/contract/views'
import { describe, expect, it } from 'vitest'
import { drawNetwork } from './network-layout.ts'

const agent = (id: string, more: Partial<AgentView> = {}) =>
  ({ id, name: id, online: true, trouble: null, status: null, pendingCommands: 0, ...more }) as AgentView

const calendar = (id: string, agentId: string, isDestination = false) =>
  ({ id, agentId, isDestination, gone: false, metadata: { name: id, color: null } }) as unknown as CalendarView

const overview = (agents: AgentView[], calendars: CalendarView[]) =>
  ({ agents, calendars, routes: [] }) as unknown as Overview

const labels = (rows: ReturnType<typeof drawNetwork>['left']) =>
  rows.map((row) => (row.kind === 'calendar' ? row.calendar.id : row.kind === 'agent' ? `${row.agent.id}:` : row.kind))

describe('the picture of the network', () => {
  it('puts sources on the left under their agents, and the destination on the right', () => {
    const picture = drawNetwork(
      overview([agent('hub'), agent('a')], [calendar('home', 'hub', true), calendar('work', 'a')]),
      1000,
    )
    expect(labels(picture.left)).toEqual(['a:', 'work'])
    expect(labels(picture.right)).toEqual(['hub:', 'home'])
    expect(picture.lines.map(({ side }) => side)).toEqual(['in', 'out'])
  })

  it('says that there is nothing yet on a side that is empty', () => {
    const picture = drawNetwork(overview([agent('hub')], []), 1000)
    expect(labels(picture.left)).toEqual(['empty'])
    expect(labels(picture.right)).toEqual(['empty'])
  })

  it('stays small with hundreds of agents, and shows those in trouble first', () => {
    const agents = Array.from({ length: 200 }, (_, index) => agent(`a${index}`))
    agents[150] = agent('a150', { trouble: 'too old' })
    const calendars = agents.flatMap(({ id }) => [1, 2, 3].map((number) => calendar(`${id}-${number}`, id)))
    const picture = drawNetwork(overview(agents, calendars), 1000)
    expect(picture.left[0]).toMatchObject({ kind: 'agent', agent: { id: 'a150' } })
    expect(picture.left.at(-1)).toMatchObject({ kind: 'more-agents', count: 190 })
    expect(picture.height).toBeLessThan(1300)
  })

  it('draws inside its width, also on a phone', () => {
    const picture = drawNetwork(
      overview([agent('hub'), agent('a')], [calendar('home', 'hub', true), calendar('work', 'a')]),
      320,
    )
    expect(2 * picture.columnWidth + 2 * picture.hub.radius).toBeLessThan(320)
  })
})
