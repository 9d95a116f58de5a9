import { CodedError, type ErrorCode } from '@chroniton/shared/contract/errors'
import type { AgentId, Instant, Position } from '@chroniton/shared/contract/ids'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChangeLog } from '../change-log.ts'
import { decision, report, seen } from './bodies.ts'
import { TestStamps } from './stamps.ts'

/** An empty log, somewhere. */
export interface LogHarness {
  /** A handle to the same log as another hub would hold it; a log that only one can hold hands out itself. */
  another(): Promise<ChangeLog>
  /** Ends every handle as a kill would and opens the log again. */
  reopen(): Promise<ChangeLog>
  destroy(): Promise<void>
}

const NONE = 0 as Position

/** What every ChangeLog promises. */
export function describeChangeLog(name: string, make: (stamps: TestStamps) => Promise<LogHarness>): void {
  describe(`the change log on ${name}`, () => {
    let stamps: TestStamps
    let harness: LogHarness
    let log: ChangeLog

    beforeEach(async () => {
      stamps = new TestStamps()
      harness = await make(stamps)
      log = await harness.another()
    })

    afterEach(() => harness.destroy())

    const agent = (name: string) => name as AgentId
    const instant = (time: string) => time as Instant
    const positions = async (from: ChangeLog) => (await from.read(NONE, 1000)).map((entry) => entry.position)
    const refusal = async (work: Promise<unknown>): Promise<ErrorCode | 'none'> => {
      try {
        await work
        return 'none'
      } catch (error) {
        if (error instanceof CodedError) return error.code
        throw error
      }
    }

    it('is empty at first', async () => {
      expect(await log.head()).toBe(0)
      expect(await log.trimmed()).toBe(0)
      expect(await log.read(NONE, 10)).toEqual([])
      expect(await log.sequenceOf(agent('a'))).toBe(0)
    })

    it('gives every entry a higher position, and the time and the seed it came with', async () => {
      const first = await log.append(decision('one'))
      stamps.set('2026-03-01T12:00:01.000Z')
      const second = await log.append(report('a', 1))
      expect(second).toBeGreaterThan(first)
      expect(first).toBeGreaterThan(0)
      expect(await log.head()).toBe(second)
      expect(await log.read(NONE, 10)).toEqual([
        { position: first, acceptedAt: '2026-03-01T12:00:00.000Z', seed: '1'.padStart(32, '0'), body: decision('one') },
        { position: second, acceptedAt: '2026-03-01T12:00:01.000Z', seed: '2'.padStart(32, '0'), body: report('a', 1) },
      ])
    })

    it('tells the seed of an entry, by which all that came of it is known', async () => {
      const position = await log.append(decision('one'))
      expect(await log.seedOf(position)).toBe((await log.read(NONE, 1))[0]?.seed)
      expect(await log.seedOf((position + 1) as Position)).toBeNull()
    })

    it('keeps what it is given as it is', async () => {
      const odd = seen('a/home', 'lone \ud800 surrogate', 'Zürich 🗓️ \u0000 "quoted" \u2028')
      await log.append(report('a', 1, { items: [odd] }))
      expect((await log.read(NONE, 1))[0]?.body).toEqual(report('a', 1, { items: [odd] }))
    })

    it('is read in pages', async () => {
      for (let n = 0; n < 5; n++) await log.append(decision(`d${n}`))
      const all = await log.read(NONE, 10)
      const page = await log.read(all[1]!.position, 2)
      expect(page).toEqual(all.slice(2, 4))
      expect(await log.read(all[4]!.position, 2)).toEqual([])
    })

    it('has one order for all who write and all who read', async () => {
      const writers = [log, await harness.another(), await harness.another()]
      const given = await Promise.all(
        writers.flatMap((writer, w) => Array.from({ length: 20 }, (_, n) => writer.append(decision(`${w}-${n}`)))),
      )
      expect(new Set(given).size).toBe(60)
      const orders = await Promise.all(writers.map((writer) => writer.read(NONE, 1000)))
      expect(orders[0]!.map((entry) => entry.position)).toEqual(given.toSorted((a, b) => a - b))
      for (const order of orders) expect(order).toEqual(orders[0])
    })

    it('holds after a kill what it has confirmed before', async () => {
      await log.append(report('a', 1))
      await log.append(decision('one'))
      const before = await log.read(NONE, 10)
      const reopened = await harness.reopen()
      expect(await reopened.read(NONE, 10)).toEqual(before)
      expect(await reopened.head()).toBe(before[1]!.position)
      expect(await reopened.sequenceOf(agent('a'))).toBe(1)
      expect(await reopened.append(decision('two'))).toBeGreaterThan(before[1]!.position)
    })

    describe('the stream of an agent', () => {
      it('counts for each agent by itself', async () => {
        await log.append(report('a', 1))
        await log.append(report('a', 2))
        await log.append(report('b', 1))
        expect(await log.sequenceOf(agent('a'))).toBe(2)
        expect(await log.sequenceOf(agent('b'))).toBe(1)
      })

      it('answers a batch that was taken before with its first position', async () => {
        const first = await log.append(report('a', 1))
        const second = await log.append(report('a', 2))
        expect(await log.append(report('a', 1))).toBe(first)
        expect(await log.append(report('a', 2))).toBe(second)
        const reopened = await harness.reopen()
        expect(await reopened.append(report('a', 1))).toBe(first)
        expect(await positions(reopened)).toEqual([first, second])
      })

      it('takes a batch once that arrives twice at the same time', async () => {
        const other = await harness.another()
        const given = await Promise.all([log.append(report('a', 1)), other.append(report('a', 1))])
        expect(given[0]).toBe(given[1])
        expect(await positions(log)).toEqual([given[0]])
      })

      it('refuses a batch while one before it is missing, and takes it afterwards', async () => {
        expect(await refusal(log.append(report('a', 2)))).toBe('report-out-of-order')
        await log.append(report('a', 1))
        expect(await refusal(log.append(report('a', 3)))).toBe('report-out-of-order')
        await log.append(report('a', 2))
        expect(await log.sequenceOf(agent('a'))).toBe(2)
        expect(await positions(log)).toHaveLength(2)
      })

      it('refuses another batch under a sequence that is used', async () => {
        await log.append(report('a', 1))
        await log.append(report('a', 2))
        expect(await refusal(log.append(report('a', 1, { batch: 'other' })))).toBe('report-out-of-order')
        expect(await refusal(log.append(report('a', 2, { batch: 'other' })))).toBe('report-out-of-order')
        expect(await positions(log)).toHaveLength(2)
      })

      it('takes what arrives together in its order', async () => {
        const given = await Promise.all([1, 2, 3].map((sequence) => log.append(report('a', sequence))))
        expect(given).toEqual(given.toSorted((a, b) => a - b))
        expect(await log.sequenceOf(agent('a'))).toBe(3)
      })

      it('lets nobody suffer for the refusal of another', async () => {
        const outcomes = await Promise.allSettled([
          log.append(report('a', 1)),
          log.append(report('b', 7)),
          log.append(report('c', 1)),
          log.append(decision('one')),
        ])
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
        expect(await positions(log)).toHaveLength(3)
      })
    })

    it('holds of every agent the batches 1 to n, each the first that came, whatever is sent how often', async () => {
      const sent = fc.record({
        agent: fc.constantFrom('a', 'b'),
        sequence: fc.integer({ min: 1, max: 5 }),
        batch: fc.constantFrom('first', 'second'),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(sent, { maxLength: 4 }), { maxLength: 10 }), async (rounds) => {
          await harness.destroy()
          harness = await make(stamps)
          log = await harness.another()
          const model = { a: [] as string[], b: [] as string[] }
          const expected: boolean[] = []
          const answered: boolean[] = []
          for (const round of rounds) {
            for (const { agent, sequence, batch } of round) {
              const taken = model[agent]
              if (sequence === taken.length + 1) taken.push(batch)
              expected.push(taken[sequence - 1] === batch)
            }
            const appends = round.map(({ agent, sequence, batch }) => log.append(report(agent, sequence, { batch })))
            for (const outcome of await Promise.allSettled(appends)) answered.push(outcome.status === 'fulfilled')
          }
          expect(answered).toEqual(expected)
          const held = { a: [] as string[], b: [] as string[] }
          for (const { body } of await log.read(NONE, 1000)) {
            if (body.kind === 'report') held[body.agentId as 'a' | 'b'].push(body.batchId)
          }
          expect(held).toEqual(model)
        }),
        { numRuns: 25 },
      )
    })

    it('tells of new entries once they can be read, whoever wrote them', async () => {
      const other = await harness.another()
      const heard = new Promise<Position>((resolve) => {
        const stop = log.onAppended(() => {
          stop()
          resolve(log.head())
        })
      })
      const position = await other.append(decision('one'))
      expect(await heard).toBe(position)
    })

    it('tells nothing to those who have stopped listening', async () => {
      let calls = 0
      const stop = log.onAppended(() => calls++)
      await log.append(decision('one'))
      const before = calls
      expect(before).toBeGreaterThan(0)
      stop()
      await log.append(decision('two'))
      expect(calls).toBe(before)
    })

    describe('trimming', () => {
      const three = async () => {
        const given: Position[] = []
        for (const [n, time] of ['2026-03-01', '2026-03-02', '2026-03-03'].entries()) {
          stamps.set(`${time}T00:00:00.000Z`)
          given.push(await log.append(report('a', n + 1)))
        }
        return given as [Position, Position, Position]
      }

      it('forgets what is older, and says so to whoever asks for it', async () => {
        const [first, second, third] = await three()
        expect(await log.trim(instant('2026-03-03T00:00:00.000Z'), third)).toBe(2)
        expect(await log.trimmed()).toBe(second)
        expect(await refusal(log.read(first, 10))).toBe('not-found')
        expect((await log.read(second, 10)).map((entry) => entry.position)).toEqual([third])
      })

      it('keeps what is beyond the position that may go', async () => {
        const [first, second, third] = await three()
        expect(await log.trim(instant('2027-01-01T00:00:00.000Z'), first)).toBe(1)
        expect((await log.read(first, 10)).map((entry) => entry.position)).toEqual([second, third])
      })

      it('never leaves a gap when the clock went back', async () => {
        stamps.set('2026-03-05T00:00:00.000Z')
        const late = await log.append(decision('late'))
        const [first] = await three()
        expect(await log.trim(instant('2026-03-04T00:00:00.000Z'), first)).toBe(0)
        expect((await log.read(NONE, 1))[0]?.position).toBe(late)
      })

      it('gives no position twice and forgets no batch it has taken', async () => {
        const [, , third] = await three()
        expect(await log.trim(instant('2027-01-01T00:00:00.000Z'), third)).toBe(3)
        expect(await log.head()).toBe(third)
        expect(await log.append(report('a', 3))).toBe(third)
        expect(await refusal(log.append(report('a', 1)))).toBe('report-out-of-order')
        const reopened = await harness.reopen()
        expect(await reopened.append(report('a', 4))).toBeGreaterThan(third)
      })

      it('has nothing to do the second time', async () => {
        const [, second] = await three()
        await log.trim(instant('2026-03-03T00:00:00.000Z'), second)
        expect(await log.trim(instant('2026-03-03T00:00:00.000Z'), second)).toBe(0)
      })
    })

    it('settles what it has taken before it closes, and takes nothing more', async () => {
      const taken = log.append(decision('one'))
      const closed = log.close()
      expect(await refusal(log.append(decision('two')))).toBe('storage-failed')
      await closed
      expect(await taken).toBeGreaterThan(0)
    })
  })
}
