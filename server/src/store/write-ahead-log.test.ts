import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { scratchFolder } from './testing/scratch.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

it('says when much waits to be brought into the database, and brings it in', () => {
  const database = openDatabase(join(scratchFolder(), 'hub.sqlite'))
  const wal = new WriteAheadLog(database.sqlite)
  const grow = (count: number) =>
    database.transaction(() => {
      for (let n = 0; n < count; n++) database.meta.once(`${n} of ${count}`, () => 'x'.repeat(4096))
    })
  grow(100)
  expect(wal.isDue).toBe(false)
  grow(1000)
  expect(wal.isDue).toBe(true)
  wal.checkpoint()
  expect(wal.isDue).toBe(false)
  database.close()
})

it('has nothing to do for a database in memory', () => {
  const database = openDatabase(':memory:')
  expect(new WriteAheadLog(database.sqlite).isDue).toBe(false)
  database.close()
})
