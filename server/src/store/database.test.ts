import { CodedError } from '@chroniton/shared/contract/errors'
import Sqlite from 'better-sqlite3'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import * as schema from './schema.ts'
import { scratchFolder } from './testing/scratch.ts'

const refusal = (work: () => unknown): CodedError | null => {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
}

describe('the database', () => {
  it('is made with its folder on the first start and found again on the next', () => {
    const path = join(scratchFolder(), 'deep', 'down', 'hub.sqlite')
    const first = openDatabase(path)
    const { hubId } = first
    first.close()
    const second = openDatabase(path)
    expect(second.hubId).toBe(hubId)
    second.close()
  })

  it('gives every hub an id of its own', () => {
    const [one, two] = [openDatabase(':memory:'), openDatabase(':memory:')]
    expect(one.hubId).not.toBe(two.hubId)
    one.close()
    two.close()
  })

  it('confirms nothing before it is on the disk', () => {
    const database = openDatabase(join(scratchFolder(), 'hub.sqlite'))
    expect(database.sqlite.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.sqlite.pragma('synchronous', { simple: true })).toBe(2)
    database.close()
  })

  it('flushes no transaction that may be repeated, and every other', () => {
    const database = openDatabase(join(scratchFolder(), 'hub.sqlite'))
    const synchronous = () => database.sqlite.pragma('synchronous', { simple: true })
    expect(database.transaction(synchronous, 'kill')).toBe(1)
    expect(database.transaction(synchronous)).toBe(2)
    expect(database.transaction(() => database.transaction(synchronous, 'kill'))).toBe(2)
    expect(() =>
      database.transaction(() => {
        throw new Error('no')
      }, 'kill'),
    ).toThrow('no')
    expect(synchronous()).toBe(2)
    database.close()
  })

  it('has after its migrations exactly the tables and columns of the schema', () => {
    const database = openDatabase(':memory:')
    for (const table of Object.values(schema) as SQLiteTable[]) {
      const { name, columns, indexes } = getTableConfig(table)
      const present = database.sqlite.pragma(`table_info(${name})`) as { name: string; notnull: number }[]
      expect(present.map((column) => column.name)).toEqual(columns.map((column) => column.name))
      const known = database.sqlite.pragma(`index_list(${name})`) as { name: string }[]
      const names = known.map((index) => index.name).filter((index) => !index.startsWith('sqlite_'))
      expect(names.toSorted()).toEqual(indexes.map((index) => index.config.name).toSorted())
    }
    database.close()
  })

  it('rolls a part back without the whole, and the whole when it throws', () => {
    const { meta, transaction, close } = openDatabase(':memory:')
    transaction(() => {
      meta.once('kept', () => 'yes')
      expect(() =>
        transaction(() => {
          meta.once('dropped', () => 'yes')
          throw new Error('no')
        }),
      ).toThrow('no')
    })
    expect(meta.once('kept', () => 'no')).toBe('yes')
    expect(meta.once('dropped', () => 'no')).toBe('no')
    close()
  })
})

describe('a database that cannot be used', () => {
  it('is refused while another hub holds it, and free as soon as that one is closed', () => {
    const path = join(scratchFolder(), 'hub.sqlite')
    const holder = openDatabase(path)
    expect(refusal(() => openDatabase(path))?.code).toBe('already-running')
    holder.close()
    openDatabase(path).close()
  })

  it('is refused while another process holds it, and free as soon as that one is killed', async () => {
    const path = join(scratchFolder(), 'hub.sqlite')
    const holder = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '-C',
        'chroniton:source',
        fileURLToPath(new URL('./testing/holder.ts', import.meta.url)),
        path,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const exited = once(holder, 'exit')
    expect(String((await once(holder.stdout, 'data'))[0])).toBe('held\n')
    const refused = refusal(() => openDatabase(path))
    expect(refused?.code).toBe('already-running')
    expect(refused?.detail).toContain(path)
    holder.kill('SIGKILL')
    await exited
    openDatabase(path).close()
  })

  it('is refused in words when a newer version wrote it, and left as it is', () => {
    const path = join(scratchFolder(), 'hub.sqlite')
    openDatabase(path).close()
    const future = new Sqlite(path)
    future.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('x', Date.UTC(2999, 0))
    future.close()
    expect(refusal(() => openDatabase(path))?.code).toBe('storage-newer')
    const after = new Sqlite(path)
    after.exec('delete from __drizzle_migrations where created_at > 32000000000000')
    after.close()
    openDatabase(path).close()
  })

  it('is refused in words when the file is something else', () => {
    const path = join(scratchFolder(), 'hub.sqlite')
    writeFileSync(path, 'BEGIN:VCALENDAR\n'.repeat(1000))
    expect(refusal(() => openDatabase(path))?.code).toBe('storage-damaged')
  })

  it('is refused in words when its folder cannot be made', () => {
    const file = join(scratchFolder(), 'a-file')
    writeFileSync(file, '')
    expect(refusal(() => openDatabase(join(file, 'hub.sqlite')))?.code).toBe('storage-failed')
  })

  it('is refused in words when its path is a folder', () => {
    expect(refusal(() => openDatabase(scratchFolder()))?.code).toBe('storage-failed')
  })
})
