import { PERMISSIONS_OF } from '@chroniton/shared/contract/permission'
import { Gate } from '../../server/src/auth/gate.ts'
import { GATE_SETTINGS } from '../../server/src/auth/testing/gate-settings.ts'
import { check } from '../../server/src/engine/check.ts'
import { createHub, type HubService } from '../../server/src/hub/hub.ts'
import { openEmbeddedLog, type EmbeddedLog } from '../../server/src/log/embedded.ts'
import type { Fold } from '../../server/src/log/folder.ts'
import type { Turns } from '../../server/src/log/turns.ts'
import type { Database } from '../../server/src/store/database.ts'
import type { Decision } from '@chroniton/shared/contract/decision'
import type { Instant } from '@chroniton/shared/contract/ids'
import type { DecisionResult } from '@chroniton/shared/contract/views'
import type { Chance } from './chance.ts'
import { Life } from './life.ts'
import type { Timeline } from './timeline.ts'

/** What nobody looks at in virtual time need not be written. */
const UNAUDITED = { ...GATE_SETTINGS, audit: { ...GATE_SETTINGS.audit, enabled: false } }

export interface HubProcessParts {
  database: Database
  timeline: Timeline
  chance: Chance
  fold: Fold
}

/** One life of the hub: its use cases, engine, log, outbox and state, on a database that outlives it. */
export class HubProcess {
  readonly life: Life
  readonly ending = new AbortController()
  service!: HubService
  embedded!: EmbeddedLog
  readonly #listeners = new Set<() => void>()

  private constructor(life: (onEnd: () => void) => Life) {
    this.life = life(() => {
      for (const listener of this.#listeners) listener()
    })
  }

  /** Resolves when it has folded its log; never, if it dies before. */
  static start({ database, timeline, chance, fold }: HubProcessParts): { process: HubProcess; ready: Promise<void> } {
    const process = new HubProcess((onEnd) => new Life(onEnd))
    const { life } = process
    const now = () => new Date(timeline.now).toISOString() as Instant
    const clock = {
      now,
      after: (milliseconds: number, run: () => void) => {
        const timer = timeline.after(milliseconds, life.while(run))
        return () => timer[Symbol.dispose]()
      },
    }
    const open = async () => {
      const own = mortal(database, life)
      const stamps = { now, seed: () => chance.id() }
      process.embedded = await openEmbeddedLog({ database: own, fold, stamps, turns: turnsOf(timeline, life, chance) })
      const gate = new Gate(own, UNAUDITED, clock)
      process.service = createHub({
        database: own,
        embedded: process.embedded,
        check,
        gate,
        version: '1',
        clock,
      })
    }
    return { process, ready: open() }
  }

  decide(by: string, decision: Decision): Promise<DecisionResult> {
    const connection = { id: by, drained: () => Promise.resolve(), close() {} }
    return this.service.admin.decide(
      { kind: 'person', personId: null, name: by, permissions: PERMISSIONS_OF.owner, via: 'admin-key', connection },
      decision,
    )
  }

  onEnd(listener: () => void): void {
    this.#listeners.add(listener)
  }
}

/** The time that work takes is a matter of chance, so entries are grouped into transactions in every way. */
function turnsOf(timeline: Timeline, life: Life, chance: Chance): Turns {
  let elapsed = 0
  return {
    elapsed: () => (elapsed += chance.between(0, 3)),
    next: (run) => void timeline.after(chance.between(0, 5), life.while(run)),
    later: (milliseconds, run) => void timeline.after(milliseconds, life.while(run)),
  }
}

/** The database as this life may use it. */
function mortal(database: Database, life: Life): Database {
  let depth = 0
  return {
    ...database,
    transaction<Result>(work: () => Result): Result {
      if (depth > 0) return database.transaction(work)
      depth++
      try {
        return life.transaction((whole) => database.transaction(whole), work)
      } finally {
        depth--
      }
    },
  }
}
