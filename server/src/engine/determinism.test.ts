import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from './effect.ts'
import { fold } from './fold.ts'
import { memoryState } from './memory-state.ts'
import { stateLines } from './state-hash.ts'
import { busyDay } from './testing/busy-day.ts'
import { inStep } from './testing/scenes.ts'

describe('determinism', () => {
  it('[EN11] the same log gives the same effects and the same state', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const world = busyDay(seed, 30)
        const folded = () => {
          const state = memoryState()
          const outcomes: Outcome[] = world.entries.map((entry) => fold(state, entry))
          return { lines: [...stateLines(state)], outcomes }
        }
        const [first, second] = [folded(), folded()]
        expect(second.outcomes).toEqual(first.outcomes)
        expect(first.lines).toEqual([...stateLines(world.state)])
        expect(second.lines).toEqual(first.lines)
        const sent = first.outcomes.flatMap(({ effects }) =>
          effects.flatMap((e) => (e.kind === 'send' ? e.command : [])),
        )
        expect(sent).toEqual(world.sent)
      }),
      { numRuns: 15 },
    )
  })

  it('[EN12] every id made is the seed of the entry and a number within it', () => {
    const { world } = inStep()
    const change = [...world.state.changes.all()][0]!
    const { seed } = world.entries.find(({ position }) => position === change.position)!
    expect([world.event.id, change.id, world.sent.at(-1)?.commandId]).toEqual([`${seed}-1`, `${seed}-2`, `${seed}-3`])
  })
})
