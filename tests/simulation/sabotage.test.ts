import type { Outcome } from '../../server/src/engine/effect.ts'
import type { Fold } from '../../server/src/log/folder.ts'
import { describe, expect, it } from 'vitest'
import { withHonestServers, type Plan } from './plan.ts'
import { simulate } from './simulate.ts'
import type { WorldOptions } from './world.ts'

/** A world in which nothing goes wrong by itself, so that what is found comes from the sabotage. */
const calm = (plan: Plan) => {
  plan.shape = 'keyword'
  plan.agents[0] = { accounts: [1] }
  plan.settings.newCalendars = 'route'
  plan.settings.strategy = 'source_wins'
  plan.minutes = 25
  withHonestServers(plan)
  plan.faults = {
    network: false,
    providers: false,
    kills: false,
    losesJournals: false,
    losesHub: false,
    sleeps: false,
    lags: false,
  }
}

const SEEDS = [1001, 1002, 1003, 1004, 1005, 1006]

/** Lives through worlds with the sabotage until it is found. */
async function expectFound(pattern: RegExp, sabotage: WorldOptions): Promise<void> {
  const all: string[] = []
  for (const seed of SEEDS) {
    const { wrong } = await simulate(seed, { plan: calm, ...sabotage })
    if (wrong.some((line) => pattern.test(line))) return
    all.push(...wrong)
  }
  expect(all).toContainEqual(expect.stringMatching(pattern))
}

const withOutcome =
  (change: (outcome: Outcome) => Outcome) =>
  (fold: Fold): Fold =>
  (state, entry) =>
    change(fold(state, entry))

describe('the invariants find', () => {
  it('nothing where nothing is broken', async () => {
    for (const seed of SEEDS.slice(0, 3)) expect((await simulate(seed, { plan: calm })).wrong).toEqual([])
  })

  it('a command that never reaches the outbox', async () => {
    let commands = 0
    await expectFound(/missing|does not agree/, {
      fold: withOutcome((outcome) => ({
        ...outcome,
        effects: outcome.effects.filter((effect) => effect.kind !== 'send' || ++commands % 7 !== 0),
      })),
    })
  })

  it('a mirror that invites everybody again', async () => {
    await expectFound(/were written to/, {
      fold: withOutcome((outcome) => ({
        ...outcome,
        effects: outcome.effects.map((effect) =>
          effect.kind === 'send' && effect.command.kind === 'event-write'
            ? { ...effect, command: { ...effect.command, role: 'original' as const } }
            : effect,
        ),
      })),
    })
  })

  it('a conflict that nobody wrote down', async () => {
    await expectFound(/lost/, {
      fold: (fold) => (state, entry) => {
        const forgetful = { ...state, conflicts: { ...state.conflicts, put() {} } }
        return fold(
          Object.assign(Object.create(Object.getPrototypeOf(state) as object), forgetful) as typeof state,
          entry,
        )
      },
    })
  })

  it('a report that was confirmed and thrown away', async () => {
    let reports = 0
    await expectFound(/lost|missing|does not know|does not agree|never came to rest/, {
      fold: (fold) => (state, entry) => {
        const isSwallowed = entry.body.kind === 'report' && ++reports % 9 === 0
        return isSwallowed ? { effects: [], notes: [] } : fold(state, entry)
      },
    })
  })

  it('an engine that takes chance from anywhere but the entry', async () => {
    let folds = 0
    await expectFound(/replayed from nothing/, {
      fold: (fold) => (state, entry) => fold(state, { ...entry, seed: `${entry.seed}${++folds}` }),
    })
  })

  it('a provider that changes events by itself', async () => {
    await expectFound(/nobody made/, { tamper: 'edits' })
  })

  it('a provider that loses events', async () => {
    await expectFound(/nobody deleted/, { tamper: 'deletes' })
  })

  it('a provider that doubles events', async () => {
    await expectFound(/doubled/, { tamper: 'doubles' })
  })

  it('a listing that goes on causing commands', async () => {
    let writes = 0
    await expectFound(/a listing caused|left in the outbox|never came to rest/, {
      fold: (fold) => (state, entry) => {
        const { body } = entry
        const isListing = body.kind === 'report' && body.items.some(({ kind }) => kind === 'listing-complete')
        const outcome = fold(state, entry)
        if (!isListing) return outcome
        const agentId = body.agentId
        const commandId = `sabotage-${++writes}` as never
        const command = { kind: 'config-change', commandId, changes: {} } as const
        return { ...outcome, effects: [...outcome.effects, { kind: 'send', agentId, command }] }
      },
    })
  })
})
