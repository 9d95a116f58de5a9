import { CodedError } from '@chroniton/shared/contract/errors'
import type { AgentId, Position } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../store/database.ts'
import { SqliteChangeLog } from './sqlite-change-log.ts'
import { decision, report, seen } from './testing/bodies.ts'
import { TestStamps } from './testing/stamps.ts'
import { TestTurns } from './testing/turns.ts'

describe('entries that arrive together', () => {
  let database: Database
  let turns: TestTurns
  let stamps: TestStamps
  /** How many entries each transaction brought. */
  let groups: number[]
  let log: SqliteChangeLog

  beforeEach(() => {
    database = openDatabase(':memory:')
    turns = new TestTurns()
    stamps = new TestStamps()
    log = new SqliteChangeLog({ database, turns, stamps })
    groups = []
    let before = 0
    log.onAppended(() => {
      const entries = database.sqlite.prepare('select count(*) from entries').pluck().get() as number
      groups.push(entries - before)
      before = entries
    })
  })

  afterEach(() => database.close())

  const stored = async () => (await log.read(0 as Position, 100)).map((entry) => entry.position)

  it('can be read at once, and are answered when the disk has them', async () => {
    let flush = () => {}
    const flushing = new Promise<void>((resolve) => (flush = resolve))
    database.flushed = () => flushing
    const answered: Position[] = []
    const append = (agent: string) => log.append(report(agent, 1)).then((position) => answered.push(position))
    const first = append('a')
    turns.turn()
    expect(await stored()).toEqual([1])
    const sequence = log.sequenceOf('a' as AgentId)
    const closed = log.close()
    const later = new Promise((resolve) => setImmediate(() => resolve('nobody')))
    expect(await Promise.race([first, sequence, closed, later])).toBe('nobody')
    flush()
    expect(await Promise.all([sequence, closed])).toEqual([1, undefined])
    expect(answered).toEqual([1])
  })

  it('are refused when the disk has failed, and taken for what they are when they come again', async () => {
    database.flushed = () => Promise.reject(new CodedError('storage-failed', 'the disk reports an error'))
    const refused = expect(log.append(report('a', 1))).rejects.toMatchObject({ code: 'storage-failed' })
    turns.turn()
    await refused
    database.flushed = () => Promise.resolve()
    const again = log.append(report('a', 1))
    turns.turn()
    expect(await again).toBe(1)
    expect(await stored()).toEqual([1])
  })

  it('share one transaction', async () => {
    const answers = Promise.all(['a', 'b', 'c'].map((agent) => log.append(report(agent, 1))))
    turns.turn()
    expect(await answers).toEqual(await stored())
    expect(groups).toEqual([3])
  })

  it('leave the turn to others when it has lasted too long, and go on in the next', async () => {
    stamps.onStamp = () => void (turns.time += 2)
    const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map((agent) => log.append(report(agent, 1))))
    while (turns.turn());
    await answers
    expect(groups).toEqual([2, 2, 1])
  })

  it('fail each for itself', async () => {
    const sent = [report('a', 1), report('b', 2), report('c', 1)]
    const answers = Promise.allSettled(sent.map((body) => log.append(body)))
    turns.turn()
    expect((await answers).map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(groups).toEqual([2])
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

  it('are all refused when the transaction as a whole fails, and nothing of them is kept', async () => {
    database.sqlite.exec(`create trigger fault before insert on entries begin select raise(rollback, 'gone'); end`)
    const answers = Promise.allSettled([log.append(decision('a')), log.append(decision('b'))])
    turns.turn()
    turns.turn()
    expect((await answers).map((answer) => answer.status)).toEqual(['rejected', 'rejected'])
    expect(groups).toEqual([])
    expect(await stored()).toEqual([])
  })
})
