import { logHead, outboxRows } from './outbox-rows.ts'
import type { People } from './people.ts'
import { MINUTE } from './timeline.ts'
import type { World } from './world.ts'

const PATIENCE_MINUTES = 240
/** Longer than any pause between two listings, so that each calendar was listed in it. */
const CALM_MINUTES = 5

/** Lets the world come to rest, with everything decided that waits for a person. False when it never does. */
export async function comeToRest(world: World, people: People): Promise<boolean> {
  let calm = 0
  let head = -1
  for (let minute = 0; minute < PATIENCE_MINUTES; minute++) {
    world.revive()
    await world.timeline.pass(MINUTE)
    const isCalm = isQuiet(world) && logHead(world.database) === head
    head = logHead(world.database)
    calm = isCalm ? calm + 1 : 0
    if (calm < CALM_MINUTES) continue
    if (world.state !== null && !people.settle(world.state) && !(await retryOne(world))) return true
    calm = 0
  }
  return false
}

/** Nothing is under way anywhere. */
export function isQuiet(world: World): boolean {
  if (world.hub === null || world.agents.some(({ process }) => process === null || !process.isQuiet)) return false
  return outboxRows(world.database).every(({ state }) => state === 'parked')
}

async function retryOne(world: World): Promise<boolean> {
  const parked = outboxRows(world.database).find((row) => row.state === 'parked' && !world.retried.has(row.commandId))
  if (parked === undefined) return false
  world.retried.add(parked.commandId)
  world.trace.say('world', 'finds a parked command', () => parked)
  void world.decide({ kind: 'command-retry', commandId: parked.commandId })
  return true
}
