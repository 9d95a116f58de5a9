import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkpoint } from './checkpoint.ts'
import { type Database, openDatabase } from './database.ts'
import { scratchFolder } from './testing/scratch.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

describe('the write-ahead log', () => {
  let database: Database
  let wal: WriteAheadLog
  /** Checkpoints asked for, and how each goes. */
  let asked: number
  let run: (path: string) => Promise<void>

  beforeEach(() => {
    database = openDatabase(join(scratchFolder(), 'hub.sqlite'))
    asked = 0
    run = checkpoint
    wal = new WriteAheadLog(database.sqlite, (path) => {
      asked++
      return run(path)
    })
  })

  afterEach(() => database.close())

  let rows = 0
  const grow = (pages: number) =>
    database.transaction(() => {
      for (let n = 0; n < pages; n++) database.meta.once(`row ${++rows}`, () => 'x'.repeat(4000))
    })
  const waiting = () => {
    const [{ log, checkpointed }] = database.sqlite.pragma('wal_checkpoint(noop)') as [
      { log: number; checkpointed: number },
    ]
    return log - checkpointed
  }

  it('is left alone while it is short', () => {
    grow(100)
    expect(wal.relieve()).toBeNull()
    expect(asked).toBe(0)
  })

  it('is brought into the database in another thread, once, and nobody waits for it', async () => {
    grow(3000)
    const begun: Promise<void>[] = []
    run = (path) => {
      const running = checkpoint(path)
      begun.push(running)
      return running
    }
    expect(wal.relieve()).toBeNull()
    expect(wal.relieve()).toBeNull()
    expect(waiting()).toBeGreaterThan(2000)
    await Promise.all(begun)
    expect([asked, waiting()]).toEqual([1, 0])
  })

  it('grows no longer before all of it is there, also what came meanwhile', async () => {
    grow(9000)
    run = async (path) => {
      await checkpoint(path)
      if (asked === 1) grow(10)
    }
    await wal.relieve()
    expect([asked, waiting()]).toEqual([2, 0])
    grow(10)
    expect(wal.relieve()).toBeNull()
  })

  it('is not waited for for ever where others never stop writing', async () => {
    grow(9000)
    run = async () => grow(1)
    await wal.relieve()
    expect(asked).toBe(3)
  })

  it('says so when it has become long and cannot be brought in', async () => {
    run = () => checkpoint(join(scratchFolder(), 'nowhere.sqlite'))
    grow(3000)
    expect(wal.relieve()).toBeNull()
    grow(6000)
    await expect(wal.relieve()).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('has nothing to do for a database in memory', () => {
    const inMemory = openDatabase(':memory:')
    expect(new WriteAheadLog(inMemory.sqlite).relieve()).toBeNull()
    inMemory.close()
  })
})
