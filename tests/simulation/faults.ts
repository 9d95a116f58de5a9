import type { Chance } from './chance.ts'
import { FAIR_NETWORK, FAIR_PROVIDER } from './conditions.ts'
import type { FaultPlan } from './plan.ts'
import { MINUTE, SECOND } from './timeline.ts'
import type { SimulatedAgent, World } from './world.ts'

type Fault = (world: World, chance: Chance, agent: SimulatedAgent) => void

const FAULTS: Record<keyof FaultPlan, Fault[]> = {
  network: [
    (world, _chance, agent) => {
      world.trace.say(agent.agentId, 'has its connection cut')
      agent.process?.link.cut()
    },
    (world, chance, agent) => {
      world.trace.say(agent.agentId, 'has no network')
      agent.network = { ...FAIR_NETWORK, isDown: true }
      agent.process?.link.cut()
      world.timeline.after(chance.between(10, 240) * SECOND, () => (agent.network = FAIR_NETWORK))
    },
    (world, chance, agent) => {
      world.trace.say(agent.agentId, 'has a bad network')
      agent.network = { isDown: false, delayMs: [10, 9000], cuts: 0.03, repeats: 0.2 }
      world.timeline.after(chance.between(60, 300) * SECOND, () => (agent.network = FAIR_NETWORK))
    },
  ],
  providers: [
    (world, chance, agent) => {
      const account = chance.pick(agent.accounts)
      world.trace.say(agent.agentId, `finds ${account.sourceId} in a bad state`)
      account.conditions = {
        delayMs: [50, 6000],
        fails: chance.fraction() * 0.5,
        losesAnswers: chance.fraction() * 0.3,
        hangs: chance.happens(0.2) ? 0.05 : 0,
        breaksOff: chance.fraction() * 0.1,
        shuffles: chance.fraction() * 0.5,
        lagMs: 0,
      }
      world.timeline.after(chance.between(60, 400) * SECOND, () => (account.conditions = FAIR_PROVIDER))
    },
    (world, chance, agent) => {
      const { account, sourceId } = chance.pick(agent.accounts)
      world.trace.say(agent.agentId, `finds the cursors of ${sourceId} expired`)
      account.expireCursors()
    },
  ],
  kills: [
    (_world, _chance, agent) => agent.process?.life.end(),
    (_world, chance, agent) => agent.process?.life.endAfter(chance.between(0, 6)),
    (world) => world.hub?.life.end(),
    (world, chance) => world.hub?.life.endAfter(chance.between(0, 4)),
  ],
  losesJournals: [(world, _chance, agent) => world.loseJournal(agent)],
  losesHub: [],
  lags: [
    (world, chance, agent) => {
      const account = chance.pick(agent.accounts)
      world.trace.say(agent.agentId, `finds the listings of ${account.sourceId} behind`)
      account.conditions = { ...FAIR_PROVIDER, lagMs: chance.between(5, 240) * SECOND }
      world.timeline.after(chance.between(60, 600) * SECOND, () => (account.conditions = FAIR_PROVIDER))
    },
  ],
  sleeps: [
    (world, chance, agent) => {
      if (agent.process === null) return
      const milliseconds = chance.between(1, 30) * MINUTE
      world.trace.say(agent.agentId, `sleeps for ${milliseconds / MINUTE} minutes`)
      agent.network = { ...FAIR_NETWORK, isDown: true }
      agent.process.link.cut()
      agent.process.machine.sleep(milliseconds)
      world.timeline.after(milliseconds, () => (agent.network = FAIR_NETWORK))
    },
  ],
}

/** One of the faults this world has. */
export function strike(world: World, chance: Chance): void {
  const kinds = Object.keys(FAULTS) as (keyof FaultPlan)[]
  const faults = kinds.filter((kind) => world.plan.faults[kind]).flatMap((kind) => FAULTS[kind])
  if (faults.length === 0) return
  chance.pick(faults)(world, chance, chance.pick(world.agents))
}
