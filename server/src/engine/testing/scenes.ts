import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import type { Command, EventWrite } from '@chroniton/shared/contract/command'
import type { ItemId } from '@chroniton/shared/contract/ids'
import type { HubSettings, Route } from '@chroniton/shared/contract/route'
import { stateLines } from '../state-hash.ts'
import { sampleEvent } from './samples.ts'
import { joined, World } from './world.ts'

export interface Scene {
  world: World
  /** The item in the calendar where the event is at home. */
  work: ItemId
  /** The item of its copy. */
  all: ItemId
}

/** One event that two joined calendars show alike. */
export function inStep(route: Partial<Route> = {}, event: CalendarEvent = sampleEvent()): Scene {
  const world = joined(route)
  const work = world.create('work', event)
  world.settle()
  return { world, work, all: world.item('all') }
}

/** One event at home in two calendars, which both flow into a third. */
export function twoHomes(): World {
  const world = new World()
  for (const name of ['one', 'two', 'sum']) world.add(name)
  world.route('one', 'sum', { newEvents: 'all' })
  world.route('two', 'sum', { newEvents: 'all' })
  world.create('one')
  world.create('two')
  world.settle()
  return world
}

/** Both sides are edited before either hears of the other; the one in `work` arrives first. */
export function editBoth({ world, work, all }: Scene, inWork: PatchObject, inAll: PatchObject): void {
  world.touch('work', work, inWork)
  world.touch('all', all, inAll)
  world.show('work', work)
  world.show('all', all)
}

export function change(world: World, changes: Partial<HubSettings>) {
  return world.decide({ kind: 'settings-change', changes })
}

export function conflicts(world: World) {
  return world.state.conflicts.all()
}

export function writes(commands: readonly Command[]): EventWrite[] {
  return commands.filter((command) => command.kind === 'event-write')
}

/** Commands that would make an item. */
export function creations(world: World): EventWrite[] {
  return writes(world.sent).filter((command) => command.itemId === null)
}

/** All the state there is, but for the count of batches that an entry adds to. */
export function everything(world: World): string[] {
  return [...stateLines(world.state)].filter((line) => !line.startsWith('agent '))
}
