import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from './database.ts'
import { scratchFolder } from './testing/scratch.ts'

/** A disk that takes its time, and fails when it is told to. */
class SlowDisk {
  readonly #waiting: ((error?: Error) => void)[] = []
  asked = 0

  readonly sync = (): Promise<void> => {
    this.asked++
    return new Promise((resolve, reject) => {
      this.#waiting.push((error) => (error === undefined ? resolve() : reject(error)))
    })
  }

  finish(error?: Error): void {
    for (const settle of this.#waiting.splice(0)) settle(error)
  }
}

describe('what is to be flushed soon', () => {
  let disk: SlowDisk
  let database: Database
  let names: number

  beforeEach(() => {
    disk = new SlowDisk()
    names = 0
    database = openDatabase(join(scratchFolder(), 'hub.sqlite'), { sync: disk.sync })
  })

  afterEach(() => database.close())

  const write = () => database.meta.once(`${++names}`, () => 'written')
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  /** Whether the promise has settled, as it is found out later. */
  function settled(promise: Promise<void>): () => Promise<boolean> {
    let isSettled = false
    const settle = () => void (isSettled = true)
    promise.then(settle, settle)
    return async () => {
      await turn()
      return isSettled
    }
  }

  it('waits for the disk', async () => {
    database.transaction(write, 'soon')
    const isSafe = settled(database.flushed())
    expect(await isSafe()).toBe(false)
    disk.finish()
    expect(await isSafe()).toBe(true)
  })

  it('shares the next flush when one is under way that began too early', async () => {
    database.transaction(write, 'soon')
    const first = settled(database.flushed())
    database.transaction(write, 'soon')
    const [second, third] = [settled(database.flushed()), settled(database.flushed())]
    disk.finish()
    expect([await first(), await second(), await third(), disk.asked]).toEqual([true, false, false, 2])
    disk.finish()
    expect([await second(), await third(), disk.asked]).toEqual([true, true, 2])
  })

  it('is not waited for where there is none', async () => {
    database.transaction(write)
    database.transaction(write, 'kill')
    await database.flushed()
    expect(disk.asked).toBe(0)
  })

  it('is not done by a transaction that flushes nothing, having written nothing', async () => {
    database.transaction(write, 'soon')
    database.transaction(() => undefined)
    const isSafe = settled(database.flushed())
    expect([await isSafe(), disk.asked]).toEqual([false, 1])
    disk.finish()
    expect(await isSafe()).toBe(true)
  })

  it('is refused when the disk fails, and written anew before anybody is told that it is safe', async () => {
    const failure = Object.assign(new Error('EIO: i/o error, fdatasync'), { syscall: 'fdatasync' })
    database.transaction(write, 'soon')
    const refused = expect(database.flushed()).rejects.toMatchObject({ code: 'storage-failed' })
    disk.finish(failure)
    await refused
    expect(database.health.failure?.detail).toContain('EIO')
    // What was dropped would not be flushed by this.
    database.transaction(write)
    await database.flushed()
    expect(disk.asked).toBe(1)
    const [{ log, checkpointed }] = database.sqlite.pragma('wal_checkpoint(noop)') as [
      { log: number; checkpointed: number },
    ]
    expect(checkpointed).toBe(log)
  })

  it('still gets to the disk when the database is closed meanwhile, and is not said to later', async () => {
    database.transaction(write, 'soon')
    const isSafe = settled(database.flushed())
    database.transaction(write, 'soon')
    const refused = expect(database.flushed()).rejects.toMatchObject({ code: 'storage-failed' })
    database.close()
    expect(await isSafe()).toBe(false)
    disk.finish()
    expect(await isSafe()).toBe(true)
    await refused
    database = openDatabase(':memory:')
  })

  it('is safe at once in memory, where nothing survives anything', async () => {
    const inMemory = openDatabase(':memory:', { sync: disk.sync })
    inMemory.transaction(() => inMemory.meta.once('a', () => 'b'), 'soon')
    await inMemory.flushed()
    expect(disk.asked).toBe(0)
    inMemory.close()
  })
})
