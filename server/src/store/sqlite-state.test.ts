import { afterEach } from 'vitest'
import { stateContract } from '../engine/testing/state-contract.ts'
import { type Database, openDatabase } from './database.ts'
import { SqliteState } from './sqlite-state.ts'

const open: Database[] = []

afterEach(() => {
  for (const database of open.splice(0)) database.close()
})

stateContract('SQLite', () => {
  const database = openDatabase(':memory:')
  open.push(database)
  return new SqliteState(database)
})
