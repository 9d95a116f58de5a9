import { afterEach } from 'vitest'
import { calendarIdOf } from '../calendar-id.ts'
import type { Habits } from '../providers/testing/memory-account.ts'
import { AGENT_ID, AgentWorld, SOURCE_ID } from './agent-world.ts'

/** Makes worlds for the tests of a file, each with a calendar, and stops them after the test. */
export function agentWorlds(): (habits?: Partial<Habits>) => {
  world: AgentWorld
  hub: AgentWorld['hub']
  account: AgentWorld['account']
  calendar: string
  calendarId: string
} {
  const worlds: AgentWorld[] = []
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.stop()
  })
  return (habits = {}) => {
    const world = new AgentWorld(habits)
    worlds.push(world)
    const calendar = world.account.addCalendar({ name: 'Work' })
    return {
      world,
      hub: world.hub,
      account: world.account,
      calendar,
      calendarId: calendarIdOf(AGENT_ID, SOURCE_ID, calendar),
    }
  }
}
