import Database from 'better-sqlite3'
import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { Command } from '@chroniton/shared/contract/command'
import { CodedError } from '@chroniton/shared/contract/errors'
import { ItemId, SourceId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { describe, expect, it } from 'vitest'
import { journalOn } from '../journal/journal.ts'
import { migrate } from '../journal/schema.ts'
import type { PullStep, Source } from '../providers/provider.ts'
import { MemoryAccount, type Habits } from '../providers/testing/memory-account.ts'
import { openMemory } from '../providers/testing/memory-source.ts'
import { AGENT_ID, meeting } from '../testing/agent-world.ts'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import type { Outcome } from './outcome.ts'
import { pull } from './pull.ts'
import { settle } from './receipts.ts'
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
  return { journal, nativeId, calendarId, run, reports, machine }
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

describe('a server whose listings lag behind', () => {
  const MINUTE = 60_000

  /** A calendar with one item, listed, and a listing of it that is kept for later. */
  async function lagging(habits: Partial<Habits> = {}) {
    const account = new MemoryAccount({ knowsChanges: false, ...habits })
    const world = makeJournal(account)
    const { journal, nativeId, calendarId, run, reports, machine } = world
    const item = account.put(nativeId, meeting('Old'))
    const source = openMemory(account)
    await run(source)
    reports()
    let read: ItemId[] = []
    const reading: Source = {
      ...source,
      read: (calendar, itemIds, signal) => {
        read.push(...itemIds)
        return source.read(calendar, itemIds, signal)
      },
    }
    const before = openMemory(account.copy())
    const stale: Source = { ...reading, changes: (...args) => before.changes(...args) }
    const settled = (outcome: Outcome, itemId: ItemId | null) => {
      const write = { kind: 'event-write', commandId: 'c', calendarId, eventId: 'e', itemId } as unknown as Command
      journal.transaction(() => settle(journal, write, journal.calendars.get(calendarId), outcome, machine.clock.now()))
      reports()
    }
    const written = (event: CalendarEvent, itemId: ItemId | null = null) => {
      const made = account.put(nativeId, event, itemId === null ? {} : { itemId })
      settled({ kind: 'written', item: made }, itemId)
      return made.itemId
    }
    const deleted = (itemId: ItemId) => {
      account.remove(nativeId, itemId)
      settled({ kind: 'deleted', itemId }, itemId)
    }
    const wasRead = () => read.splice(0)
    read = []
    return { ...world, account, item, source: reading, stale, written, deleted, wasRead }
  }

  it('[AG1] is not believed about an item that was just changed', async () => {
    const { run, reports, item, stale, written, wasRead } = await lagging()
    written(meeting('New'), item.itemId)
    await run(stale)
    expect([reports(), wasRead()]).toEqual([[], [item.itemId]])
  })

  it('[AG1] is believed again after a quarter of an hour', async () => {
    const { run, reports, item, stale, written, wasRead, machine } = await lagging()
    written(meeting('New'), item.itemId)
    await machine.advance(15 * MINUTE)
    await run(stale)
    expect(reports()).toMatchObject([{ kind: 'event-seen', event: { title: 'Old' } }])
    expect(wasRead()).toEqual([])
  })

  it('[AG2] is not believed that an item is missing which was just made, nor in a whole listing', async () => {
    const { run, reports, stale, written, wasRead, journal, calendarId } = await lagging()
    const made = written(meeting('New'))
    await run(stale)
    expect([reports(), wasRead()]).toEqual([[], [made]])
    journal.transaction(() => journal.calendars.demandFull(journal.calendars.get(calendarId)!.number))
    await run(stale)
    expect(reports().map((report) => [report.kind, 'itemId' in report ? report.itemId : null])).toEqual([
      ['event-seen', expect.anything()],
      ['event-seen', made],
      ['listing-complete', null],
    ])
  })

  it('[AG2] is not believed that an item is there which was just deleted', async () => {
    const { run, reports, item, stale, deleted, wasRead } = await lagging()
    deleted(item.itemId)
    await run(stale)
    expect([reports(), wasRead()]).toEqual([[], [item.itemId]])
  })

  it('[AG2] is believed that an item is gone which is not there when it is read', async () => {
    const { run, reports, account, nativeId, source, written } = await lagging()
    const made = written(meeting('New'))
    account.remove(nativeId, made)
    await run(source)
    expect(reports()).toMatchObject([{ kind: 'event-gone', itemId: made }])
  })

  it('[AG3] is not believed about what was read instead of it', async () => {
    const { run, reports, account, nativeId, item, stale, source, written, machine } = await lagging()
    written(meeting('New'), item.itemId)
    await machine.advance(14 * MINUTE)
    account.put(nativeId, meeting('Newer'), { itemId: item.itemId })
    await run(stale)
    expect(reports()).toMatchObject([{ kind: 'event-seen', event: { title: 'Newer' } }])
    await machine.advance(2 * MINUTE)
    await run(stale)
    expect(reports()).toEqual([])
    await run(source)
    expect(reports()).toEqual([])
  })

  it('[AG4] moves no cursor when what is doubted cannot be read', async () => {
    const { run, reports, item, stale, written, journal, calendarId } = await lagging({ knowsChanges: true })
    const { cursor } = journal.calendars.get(calendarId)!
    written(meeting('New'), item.itemId)
    const broken: Source = { ...stale, read: () => Promise.reject(new CodedError('source-unreachable', 'cut')) }
    const expired: Source = {
      ...broken,
      changes: (calendar, _cursor, ...rest) => broken.changes(calendar, null, ...rest),
    }
    await expect(run(expired)).rejects.toThrow('cut')
    expect([reports(), journal.calendars.get(calendarId)!.cursor]).toEqual([[], cursor])
  })

  it('[AG5] is believed about everything else', async () => {
    const { run, reports, account, nativeId, source, item, wasRead } = await lagging()
    account.put(nativeId, meeting('Edited'), { itemId: item.itemId })
    const other = account.put(nativeId, meeting('Made'))
    await run(source)
    expect(reports()).toMatchObject([{ itemId: item.itemId }, { itemId: other.itemId }])
    expect(wasRead()).toEqual([])
  })
})
