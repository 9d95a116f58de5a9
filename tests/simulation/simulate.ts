import { replay } from '../../server/src/log/replay.ts'
import { digest } from '../../server/src/store/digest.ts'
import { fold } from '../../server/src/engine/fold.ts'
import { strike } from './faults.ts'
import { checkAgreement } from './invariants/agreement.ts'
import { checkDeletions } from './invariants/deletions.ts'
import { checkEditsKept } from './invariants/edits-kept.ts'
import { checkInventions } from './invariants/inventions.ts'
import { checkOrder } from './invariants/order.ts'
import { witnesses } from './invariants/witness.ts'
import { outboxRows } from './outbox-rows.ts'
import { People } from './people.ts'
import { comeToRest, isQuiet } from './rest.ts'
import { MINUTE, SECOND } from './timeline.ts'
import { World, type WorldOptions } from './world.ts'

// Reading it costs more than all else an agent's status takes, and it is the same for all of them here.
process.memoryUsage.rss = () => 0

export interface Simulated {
  /** What is not as it must be; empty when all is well. */
  wrong: string[]
  deeds: number
  entries: number
}

/** Lives through one world: people, faults, healing, rest; and then looks whether everything is as it must be. */
export async function simulate(seed: number, options: WorldOptions = {}): Promise<Simulated> {
  const world = new World(seed, options)
  const people = new People(world)
  people.begin()
  world.start()
  await unrest(world, people, world.plan.minutes * MINUTE)
  if (world.plan.faults.losesHub) {
    world.loseHub()
    await unrest(world, people, (world.plan.minutes * MINUTE) / 2)
  }
  if (options.tamper !== undefined) world.tamper(options.tamper)
  world.heal()
  const wrong = (await comeToRest(world, people)) ? await check(world) : notAtRest(world)
  for (const line of wrong) world.trace.say('WRONG', line)
  const entries = (await world.hub?.embedded.log.head()) ?? 0
  world.end()
  return { wrong, deeds: world.diary.deeds.length, entries }
}

async function unrest(world: World, people: People, milliseconds: number): Promise<void> {
  const { chance, timeline } = world
  const until = timeline.now + milliseconds
  while (timeline.now < until) {
    await timeline.pass(chance.between(1, 60) * SECOND)
    if (chance.happens(0.7)) people.act()
    if (chance.happens(0.15)) strike(world, chance)
    if (chance.happens(0.4)) world.revive()
  }
}

async function check(world: World): Promise<string[]> {
  return [...checkBooks(world), ...(await checkListing(world)), ...(await checkReplay(world))]
}

function checkBooks(world: World): string[] {
  const state = world.state!
  const events = witnesses(world, state)
  return [
    ...checkOrder(world, state),
    ...checkAgreement(world, state),
    ...[...world.mailed].map((uid) => `the people of ${uid} were written to`),
    ...events.flatMap((witness) => [
      ...checkDeletions(world, witness),
      // With its database a hub loses what it knew of edits and conflicts.
      ...(world.lostAt === null ? [...checkEditsKept(world, witness), ...checkInventions(witness)] : []),
    ]),
  ]
}

/** One more listing of everything changes nothing: no command, no line of history, no conflict. */
async function checkListing(world: World): Promise<string[]> {
  const state = world.state!
  const books = () =>
    JSON.stringify([[...state.changes.all()].length, state.conflicts.all().length, state.holds.all().length])
  const before = books()
  const sent = new Set<string>()
  world.hub!.embedded.folder.onFolded(({ entries }) => {
    for (const { outcome } of entries) {
      for (const effect of outcome.effects) {
        if (effect.kind === 'send' && effect.command.kind !== 'list-again') sent.add(JSON.stringify(effect.command))
      }
    }
  })
  const until = world.timeline.now + 30 * MINUTE
  for (const { agentId } of world.agents) {
    await deciding(world, world.decide({ kind: 'list-again', agentId, calendarId: null, full: true }))
  }
  do await world.timeline.pass(MINUTE)
  while (!isQuiet(world) && world.timeline.now < until)
  const wrong = [...sent].map((command) => `a listing caused ${command}`)
  if (books() !== before) wrong.push(`a listing changed the books from ${before} to ${books()}`)
  return isQuiet(world) ? wrong : [...wrong, 'a listing caused unrest']
}

/** What waits for the hub waits for time to pass. */
async function deciding(world: World, decided: Promise<void>): Promise<void> {
  const progress = { isOver: false }
  void decided.finally(() => (progress.isOver = true))
  while (!progress.isOver) await world.timeline.pass(SECOND)
}

async function checkReplay(world: World): Promise<string[]> {
  const turns = { elapsed: () => 0, next: (run: () => void) => run(), later: () => {} }
  const replayed = await replay(world.hub!.embedded.log, fold, turns)
  return replayed === digest(world.database) ? [] : ['the log replayed from nothing leads to another state']
}

function notAtRest(world: World): string[] {
  const waiting = outboxRows(world.database).map(({ kind, state, detail }) => `${kind} ${state} ${detail ?? ''}`)
  const agents = world.agents.map(({ agentId, process }) => ({
    agentId,
    session: process?.agent.session.name,
    spooled: process?.journal.spool.waiting(),
    commands: process?.journal.commands.all().length,
    sources: process?.agent.status().sources.map(({ state, problem }) => `${state} ${problem?.detail ?? ''}`),
  }))
  return [`it never came to rest: ${JSON.stringify({ hub: world.hub !== null, waiting, agents })}`]
}
