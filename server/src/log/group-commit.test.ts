import type { Entry } from '@chroniton/shared/contract/entry'
import { CodedError } from '@chroniton/shared/contract/errors'
import type { Position } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../store/database.ts'
import { type Companion, SqliteChangeLog } from './sqlite-change-log.ts'
import { decision, report, seen } from './testing/bodies.ts'
import { TestStamps } from './testing/stamps.ts'
import { TestTurns } from './testing/turns.ts'

class RecordingCompanion implements Companion {
  readonly groups: Entry[][] = []
  rollbacks = 0
  onTake: (entry: Entry) => void = () => {}
  #taken: Entry[] = []

  take(entry: Entry): void {
    this.onTake(entry)
    this.#taken.push(entry)
  }

  committed(): void {
    this.groups.push(this.#taken)
    this.#taken = []
  }

  rolledBack(): void {
    this.rollbacks++
    this.#taken = []
  }
}

describe('entries that arrive together', () => {
  let database: Database
  let turns: TestTurns
  let companion: RecordingCompanion
  let log: SqliteChangeLog

  beforeEach(() => {
    database = openDatabase(':memory:')
    turns = new TestTurns()
    companion = new RecordingCompanion()
    log = new SqliteChangeLog({ database, companion, turns, stamps: new TestStamps() })
  })

  afterEach(() => database.close())

  const stored = async () => (await log.read(0 as Position, 100)).map((entry) => entry.position)

  it('share one transaction', async () => {
    const answers = Promise.all(['a', 'b', 'c'].map((agent) => log.append(report(agent, 1))))
    turns.turn()
    const positions = await answers
    expect(companion.groups.map((group) => group.map((entry) => entry.position))).toEqual([positions])
  })

  it('leave the turn to others when it has lasted too long, and go on in the next', async () => {
    companion.onTake = () => void (turns.time += 3)
    const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map((agent) => log.append(report(agent, 1))))
    while (turns.turn());
    await answers
    expect(companion.groups.map((group) => group.length)).toEqual([2, 2, 1])
  })

  it('fail each for itself when the fold of one throws', async () => {
    companion.onTake = (entry) => {
      if (entry.body.kind === 'report' && entry.body.agentId === 'b') throw new Error('poison')
    }
    const answers = Promise.allSettled(['a', 'b', 'c'].map((agent) => log.append(report(agent, 1))))
    turns.turn()
    expect((await answers).map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(companion.groups[0]).toHaveLength(2)
    expect(await stored()).toHaveLength(2)
  })

  it('are refused in words when the disk is full, and nothing of them is kept', async () => {
    const pages = database.sqlite.pragma('page_count', { simple: true }) as number
    database.sqlite.pragma(`max_page_count = ${pages + 2}`)
    const large = (agent: string) => report(agent, 1, { items: [seen('a/home', 'x', 'long '.repeat(20_000))] })
    const answers = Promise.allSettled([log.append(decision('small')), log.append(large('a')), log.append(large('b'))])
    while (turns.turn());
    const refused = (await answers).filter((answer) => answer.status === 'rejected').map((answer) => answer.reason)
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(CodedError)
      expect((reason as CodedError).code).toBe('storage-failed')
      expect((reason as CodedError).detail).toContain('full')
    }
    expect(refused.length).toBeGreaterThanOrEqual(2)
    expect(await stored()).toHaveLength(3 - refused.length)

    database.sqlite.pragma('max_page_count = 1000000')
    const again = log.append(large('a'))
    turns.turn()
    expect(await again).toBeGreaterThan(0)
  })

  it('are refused in words when the storage may not be written', async () => {
    database.sqlite.pragma('query_only = ON')
    const answers = Promise.allSettled([log.append(decision('a')), log.append(report('a', 1))])
    turns.turn()
    for (const answer of await answers) {
      expect(answer.status === 'rejected' && (answer.reason as CodedError).code).toBe('storage-failed')
    }
    database.sqlite.pragma('query_only = OFF')
    const again = log.append(report('a', 1))
    turns.turn()
    expect(await again).toBe(1)
  })

  it('are told apart from the transaction as a whole: its failure refuses every one and tells the companion', async () => {
    companion.onTake = () => database.sqlite.exec('ROLLBACK')
    const answers = Promise.allSettled([log.append(decision('a')), log.append(decision('b'))])
    turns.turn()
    turns.turn()
    expect((await answers).map((answer) => answer.status)).toEqual(['rejected', 'rejected'])
    expect(companion.groups.flat()).toEqual([])
    expect(companion.rollbacks).toBeGreaterThan(0)
    expect(await stored()).toEqual([])
  })
})
