import type { Outcome } from '../../server/src/engine/effect.ts'
import type { Fold } from '../../server/src/log/folder.ts'
import { describe, expect, it } from 'vitest'
import type { Plan } from './plan.ts'
import { simulate } from './simulate.ts'
import type { WorldOptions } from './world.ts'

/** A world in which nothing goes wrong by itself, so that what is found comes from the sabotage. */
const calm = (plan: Plan) => {
  plan.shape = 'keyword'
  plan.settings.newCalendars = 'route'
  plan.settings.strategy = 'source_wins'
  plan.minutes = 25
  plan.faults = {
    network: false,
    providers: false,
    kills: false,
    losesJournals: false,
    losesHub: false,
    sleeps: false,
  }
}

const SEEDS = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008]

/** What is found in worlds with the sabotage, one after another until something is. */
async function found(sabotage: WorldOptions): Promise<string[]> {
  const all: string[] = []
  for (const seed of SEEDS) {
    const { wrong } = await simulate(seed, { plan: calm, ...sabotage })
    all.push(...wrong)
  }
  return all
}

const withOutcome =
  (change: (outcome: Outcome) => Outcome) =>
  (fold: Fold): Fold =>
  (state, entry) =>
    change(fold(state, entry))

describe('the invariants find', () => {
  it('nothing where nothing is broken', async () => {
    expect(await found({})).toEqual([])
  })

  it('a command that never reaches the outbox', async () => {
    let commands = 0
    const wrong = await found({
      fold: withOutcome((outcome) => ({
        ...outcome,
        effects: outcome.effects.filter((effect) => effect.kind !== 'send' || ++commands % 7 !== 0),
      })),
    })
    expect(wrong.join('\n')).toMatch(/missing|does not agree/)
  })

  it('a conflict that nobody wrote down', async () => {
    const wrong = await found({
      fold: (fold) => (state, entry) => {
        const forgetful = { ...state, conflicts: { ...state.conflicts, put() {} } }
        return fold(
          Object.assign(Object.create(Object.getPrototypeOf(state) as object), forgetful) as typeof state,
          entry,
        )
      },
    })
    expect(wrong.join('\n')).toMatch(/lost/)
  })

  it('a report that was confirmed and thrown away', async () => {
    let reports = 0
    const wrong = await found({
      fold: (fold) => (state, entry) => {
        const isSwallowed = entry.body.kind === 'report' && ++reports % 9 === 0
        return isSwallowed ? { effects: [], notes: [] } : fold(state, entry)
      },
    })
    expect(wrong.join('\n')).toMatch(/lost|missing|does not know|does not agree|never came to rest/)
  })

  it('an engine that takes chance from anywhere but the entry', async () => {
    let folds = 0
    const wrong = await found({
      fold: (fold) => (state, entry) => fold(state, { ...entry, seed: `${entry.seed}${++folds}` }),
    })
    expect(wrong.join('\n')).toMatch(/replayed from nothing/)
  })

  it('a provider that changes events by itself', async () => {
    const wrong = await found({ tamper: 'edits' })
    expect(wrong.join('\n')).toMatch(/nobody made/)
  })

  it('a provider that loses events', async () => {
    const wrong = await found({ tamper: 'deletes' })
    expect(wrong.join('\n')).toMatch(/nobody deleted/)
  })

  it('a provider that doubles events', async () => {
    const wrong = await found({ tamper: 'doubles' })
    expect(wrong.join('\n')).toMatch(/doubled/)
  })

  it('a listing that goes on causing commands', async () => {
    let writes = 0
    const wrong = await found({
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
    expect(wrong.join('\n')).toMatch(/a listing caused|left in the outbox|never came to rest/)
  })
})
