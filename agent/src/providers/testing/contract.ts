import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Rule, Traits, World } from './contract-world.ts'
import { CALENDAR_RULES } from './rules-calendar.ts'
import { PULL_RULES } from './rules-pull.ts'
import { WRITE_RULES } from './rules-write.ts'

const RULES: Rule[] = [...CALENDAR_RULES, ...PULL_RULES, ...WRITE_RULES]

/**
 * Holds a provider to what `provider.ts` promises. `openWorld` gives every rule a fresh account with one empty
 * calendar. A rule the provider cannot meet is named in `traits.skips` with the reason, and shows as skipped.
 */
export function describeSource(name: string, traits: Traits, openWorld: () => Promise<World>): void {
  describe(`${name} keeps the provider contract`, () => {
    let world: World | undefined
    const skips = new Map(Object.entries(traits.skips ?? {}))

    beforeEach(async () => {
      world = await openWorld()
    })
    afterEach(async () => {
      await world?.close()
      world = undefined
    })

    for (const rule of RULES.filter(({ needs }) => needs?.(traits) ?? true)) {
      const reason = skips.get(rule.id)
      if (reason === undefined) it(rule.title, () => rule.check(world!, traits))
      else it.skip(`${rule.title} (${reason})`)
    }
  })

  describe(`${name} is excused`, () => {
    it('only from rules that there are', () => {
      const ids = new Set(RULES.map((rule) => rule.id))
      expect(ids.size).toBe(RULES.length)
      expect(Object.keys(traits.skips ?? {}).filter((id) => !ids.has(id))).toEqual([])
    })
  })
}
