import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CalendarId, CommandId, ItemId, ItemVersion, Position, SourceId } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualMachine } from '../testing/virtual-machine.ts'
import { openJournal, readJournal } from './journal.ts'

const ROOT = join(import.meta.dirname, '../../..')
const LIMITS = { items: 3, characters: 1000 }
const machine = new VirtualMachine()
let folder: string
let path: string
let ids = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'))
  path = join(folder, 'agent.journal')
})
afterEach(() => rm(folder, { recursive: true }))

const open = () => openJournal(path, machine)
const newId = () => `batch-${++ids}`

describe('the file', () => {
  it('belongs to one process; whoever only looks may look', () => {
    const journal = open()
    expect(open).toThrow(expect.objectContaining({ code: 'already-running' }))
    expect(readJournal(path)!.spool.waiting()).toBe(0)
    journal.close()
    open().close()
  })

  it('is free again when its process was killed', () => {
    const module = join(import.meta.dirname, 'journal.ts')
    const script = `
      const { openJournal } = await import(${JSON.stringify(module)})
      const machine = { clock: { now: () => 0 }, logger: { error() {} } }
      openJournal(${JSON.stringify(path)}, machine).spool.append('{}')
      process.kill(process.pid, 'SIGKILL')`
    const options = ['--import', 'tsx', '--conditions=chroniton:source', '--input-type=module', '-e', script]
    // Without pipes: the compiler that tsx starts would hold them open after the kill.
    const child = spawnSync(process.execPath, options, { cwd: ROOT, stdio: 'ignore', timeout: 20_000 })
    expect(child.signal).toBe('SIGKILL')
    const journal = open()
    expect(journal.spool.waiting()).toBe(1)
    journal.close()
  })

  it('that is damaged is set aside, and a new one is begun', async () => {
    await writeFile(path, 'this is no database'.repeat(1000))
    const journal = open()
    expect(journal.hub.get()).toEqual({ hubId: null, acknowledged: 0, position: null })
    journal.close()
    expect((await readdir(folder)).some((name) => name.includes('.damaged-'))).toBe(true)
  })

  it('of a newer agent is not touched', () => {
    open().close()
    const database = new Database(path)
    database.pragma('user_version = 99')
    database.close()
    expect(open).toThrow(expect.objectContaining({ code: 'storage-newer' }))
  })

  it('that cannot be written is named', async () => {
    await writeFile(join(folder, 'a-file'), '')
    expect(() => openJournal(join(folder, 'a-file', 'agent.journal'), machine)).toThrow(
      expect.objectContaining({ code: 'source-file', detail: expect.stringContaining('a-file') as string }),
    )
  })

  it('keeps a transaction whole or not at all', () => {
    const journal = open()
    const half = () =>
      journal.transaction(() => {
        journal.hub.take(Position.parse(5))
        throw new Error('half way')
      })
    expect(half).toThrow('half way')
    expect(journal.hub.get().position).toBeNull()
    journal.close()
  })
})

describe('the spool', () => {
  it('hands out a batch with the same number, id and content until it is settled, also after a restart', () => {
    let journal = open()
    for (const item of [1, 2, 3, 4]) journal.spool.append(`{"item":${item}}`)
    const first = journal.spool.batch(1, LIMITS, newId)!
    expect(JSON.parse(first.items)).toEqual([{ item: 1 }, { item: 2 }, { item: 3 }])
    journal.spool.append('{"item":5}')
    journal.close()
    journal = open()
    expect(journal.spool.batch(1, { items: 100, characters: 10_000 }, newId)).toEqual(first)
    journal.spool.settle()
    expect(JSON.parse(journal.spool.batch(2, LIMITS, newId)!.items)).toEqual([{ item: 4 }, { item: 5 }])
    journal.spool.settle()
    expect(journal.spool.batch(3, LIMITS, newId)).toBeNull()
    expect(journal.spool.waiting()).toBe(0)
    journal.close()
  })

  it('limits a batch by its characters, and lets a single large item through', () => {
    const journal = open()
    journal.spool.append(JSON.stringify({ large: 'x'.repeat(2000) }))
    for (let item = 0; item < 3; item++) journal.spool.append(JSON.stringify({ item: 'y'.repeat(400) }))
    const sizes: number[] = []
    for (let batch = journal.spool.batch(1, LIMITS, newId); batch; batch = journal.spool.batch(1, LIMITS, newId)) {
      sizes.push((JSON.parse(batch.items) as unknown[]).length)
      journal.spool.settle()
    }
    expect(sizes).toEqual([1, 2, 1])
    journal.close()
  })
})

it('finds items by id and by mark, and tells a touch from a change', () => {
  const journal = open()
  const { number } = journal.calendars.add(CalendarId.parse('cal'), SourceId.parse('source'), '/cal/')
  const itemId = ItemId.parse('one')
  const mark = 'event-1' as never
  journal.items.put(number, { itemId, version: ItemVersion.parse('v1'), hash: 'h', mark, listing: 2 })
  journal.items.touch(number, itemId, ItemVersion.parse('v2'))
  expect(journal.items.byMark(number, mark)).toEqual({
    itemId,
    version: 'v2',
    reportedVersion: 'v1',
    hash: 'h',
    mark,
    listing: 2,
  })
  expect(journal.items.remove(number, itemId)).toBe(true)
  expect(journal.items.remove(number, itemId)).toBe(false)
  journal.close()
})

it('forgets outcomes of writes after a season', () => {
  const journal = open()
  const day = 24 * 3600_000
  journal.commands.rememberOutcome(CommandId.parse('old'), ItemId.parse('a'), 'h', 0)
  journal.commands.rememberOutcome(CommandId.parse('new'), ItemId.parse('b'), 'h', 60 * day)
  journal.commands.forgetOutcomes(100 * day)
  expect(journal.commands.outcome(CommandId.parse('old'))).toBeUndefined()
  expect(journal.commands.outcome(CommandId.parse('new'))).toEqual({ itemId: 'b', hash: 'h' })
  journal.close()
})
