import Database from 'better-sqlite3'
import { ItemId, SourceId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { expect, it } from 'vitest'
import { journalOn } from '../journal/journal.ts'
import { migrate } from '../journal/schema.ts'
import type { PullStep, Source } from '../providers/provider.ts'
import { MemoryAccount } from '../providers/testing/memory-account.ts'
import { openMemory } from '../providers/testing/memory-source.ts'
import { AGENT_ID, meeting } from '../testing/agent-world.ts'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import { pull } from './pull.ts'
import { knownCalendar } from './reconcile-calendars.ts'

const { signal } = new AbortController()

function makeJournal(account: MemoryAccount) {
  const machine = new VirtualMachine()
  const database = new Database(':memory:')
  migrate(database)
  const journal = journalOn(database, () => {})
  const nativeId = account.addCalendar({ name: 'Work' })
  const { calendarId } = knownCalendar(journal, AGENT_ID, SourceId.parse('source-1'), nativeId)
  const run = (source: Source, onStep = () => {}) =>
    pull(journal.calendars.get(calendarId)!, { journal, source, machine, onProgress() {}, onStep }, signal)
  const reports = () => {
    const items: ReportItem[] = []
    const limits = { items: 1000, characters: 1e9 }
    for (
      let batch = journal.spool.batch(1, limits, () => 'b');
      batch;
      batch = journal.spool.batch(1, limits, () => 'b')
    ) {
      items.push(...(JSON.parse(batch.items) as ReportItem[]))
      journal.spool.settle()
    }
    return items
  }
  return { journal, nativeId, calendarId, run, reports }
}

/** A source that hands over the steps of another as the test wants them. */
function stepping(source: Source, change: (steps: AsyncIterable<PullStep>) => AsyncIterable<PullStep>): Source {
  return { ...source, changes: (...args) => change(source.changes(...args)) }
}

it('goes on with an interrupted full listing under the same id, and reads nothing twice', async () => {
  const account = new MemoryAccount()
  const { nativeId, run, reports } = makeJournal(account)
  const items = Array.from({ length: 500 }, (_, index) => account.put(nativeId, meeting(`Event ${index}`)))
  const source = openMemory(account)
  const broken = stepping(source, async function* (steps) {
    let handed = 0
    for await (const step of steps) {
      if (step.kind === 'item' && handed++ === 450) throw new Error('cut')
      yield step
    }
  })
  await expect(run(broken)).rejects.toThrow('cut')
  const first = reports()
  expect(first).toHaveLength(400)

  account.remove(nativeId, items[0]!.itemId)
  account.remove(nativeId, items[499]!.itemId)
  let same = 0
  const counted = stepping(source, async function* (steps) {
    for await (const step of steps) {
      if (step.kind === 'same') same++
      yield step
    }
  })
  await run(counted)
  const second = reports()
  expect(same).toBe(399)
  expect(second.filter(({ kind }) => kind === 'event-seen')).toHaveLength(99)
  // What was told in the first half and is gone now must not count as named in this listing.
  expect(second.slice(-2)).toMatchObject([
    { kind: 'event-gone', itemId: items[0]!.itemId },
    { kind: 'listing-complete', count: 498 },
  ])
  const listings = new Set([...first, ...second].flatMap((item) => ('listingId' in item ? [item.listingId] : [])))
  expect(listings.size).toBe(1)
})

it.each([0, 1, 250, 499])('completes no listing when a new one is demanded meanwhile (at item %i)', async (at) => {
  const account = new MemoryAccount()
  const { journal, nativeId, run, reports } = makeJournal(account)
  for (let index = 0; index < 500; index++) account.put(nativeId, meeting(`Event ${index}`))
  let step = 0
  const interfere = () => {
    if (step++ !== at) return
    // The hub has lost what it was told, and what is spooled is thrown away.
    journal.transaction(() => {
      journal.spool.clear()
      journal.calendars.demandEverything()
    })
  }
  await expect(run(openMemory(account), interfere)).rejects.toMatchObject({ code: 'conflict' })
  expect(reports().filter(({ kind }) => kind === 'listing-complete')).toEqual([])
  await run(openMemory(account))
  const again = reports()
  expect(again.filter(({ kind }) => kind === 'event-seen')).toHaveLength(500)
  expect(again.at(-1)).toMatchObject({ kind: 'listing-complete', count: 500 })
})

it('builds on what a provider said before in the same run', async () => {
  const account = new MemoryAccount()
  const { nativeId, run, reports } = makeJournal(account)
  const item = account.put(nativeId, meeting('Twice'))
  const other = account.put(nativeId, meeting('Other'))
  const source = stepping(openMemory(account), async function* (steps) {
    for await (const step of steps) {
      yield step
      if (step.kind !== 'item') continue
      yield step
      if (step.itemId === item.itemId) yield { kind: 'gone', itemId: item.itemId }
    }
  })
  await run(source)
  expect(reports().map((report) => [report.kind, 'itemId' in report ? report.itemId : null])).toEqual([
    ['event-seen', item.itemId],
    ['event-gone', item.itemId],
    ['event-seen', other.itemId],
    ['listing-complete', null],
  ])
})

it('ignores that something is gone which was never told', async () => {
  const account = new MemoryAccount()
  const { run, reports } = makeJournal(account)
  const source = stepping(openMemory(account), async function* (steps) {
    yield { kind: 'gone', itemId: ItemId.parse('unheard-of') }
    yield* steps
  })
  await run(source)
  expect(reports().map(({ kind }) => kind)).toEqual(['listing-complete'])
})
