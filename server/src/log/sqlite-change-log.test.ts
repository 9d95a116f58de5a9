import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../store/database.ts'
import { SqliteChangeLog } from './sqlite-change-log.ts'
import { describeChangeLog } from './testing/log-contract.ts'

describeChangeLog('SQLite', async (stamps) => {
  const folder = mkdtempSync(join(tmpdir(), 'chroniton-log-'))
  const open = () => {
    const database = openDatabase(join(folder, 'hub.sqlite'))
    return { database, log: new SqliteChangeLog({ database, stamps }) }
  }
  let present = open()
  return {
    another: async () => present.log,
    reopen: async () => {
      present.database.close()
      present = open()
      return present.log
    },
    destroy: async () => {
      present.database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})
