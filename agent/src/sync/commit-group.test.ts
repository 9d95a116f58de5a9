import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { journalOn } from '../journal/journal.ts'
import { migrate } from '../journal/schema.ts'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import { CommitGroup } from './commit-group.ts'

function makeGroup() {
  const machine = new VirtualMachine()
  const database = new Database(':memory:')
  migrate(database)
  const journal = journalOn(database, () => {})
  let transactions = 0
  const counted = {
    ...journal,
    transaction: <Result>(act: () => Result) => {
      transactions++
      return journal.transaction(act)
    },
  }
  return { machine, journal, group: new CommitGroup(counted, machine.timers), transactions: () => transactions }
}

it('puts steps that come together into one transaction', async () => {
  const { machine, journal, group, transactions } = makeGroup()
  const steps = [1, 2, 3].map((step) => group.commit(() => journal.spool.append(`${step}`)))
  await machine.settle()
  await Promise.all(steps)
  expect(transactions()).toBe(1)
  expect(journal.spool.waiting()).toBe(3)
})

it('lets a step that throws fail alone', async () => {
  const { machine, journal, group } = makeGroup()
  const outcomes = Promise.allSettled([
    group.commit(() => journal.hub.acknowledge(7)),
    group.commit(() => {
      journal.hub.begin('half', 1)
      throw new Error('no')
    }),
  ])
  await machine.settle()
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(journal.hub.get()).toMatchObject({ hubId: null, acknowledged: 7 })
})
