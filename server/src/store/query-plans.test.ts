import { expect, it } from 'vitest'
import { EntryRows } from '../log/entry-rows.ts'
import { openDatabase } from './database.ts'
import { SqliteOutbox } from './sqlite-outbox.ts'
import { SqliteState } from './sqlite-state.ts'

/** Tables that stay small, and the questions that are about the whole of one. */
const MAY_SCAN = [
  /^select json from (agents|calendars|routes|conflicts|holds|problems|requests) order by/,
  /from deletions order by calendar_id, at$/,
  /^delete from deletions where at < \?$/,
  /from sqlite_sequence/,
  /accepted_at >= \? order by position limit 1$/,
]

it('every statement of the state, the log and the outbox finds its rows by an index', () => {
  const database = openDatabase(':memory:')
  const { sqlite } = database
  const statements: string[] = []
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = (source: string) => {
    statements.push(source)
    return prepare(source)
  }
  const parts = [new SqliteState(database), new SqliteOutbox(database), new EntryRows(database)]

  const scans: string[] = []
  for (const source of statements) {
    const parameters = source.match(/[?@]/g) ?? []
    const values = source.includes('@')
      ? [Object.fromEntries([...source.matchAll(/@(\w+)/g)].map((match) => [match[1], null]))]
      : parameters.map(() => null)
    const plan = prepare(`explain query plan ${source}`).all(...values) as { detail: string }[]
    const scanned = plan.some(({ detail }) => detail.startsWith('SCAN'))
    if (scanned && !MAY_SCAN.some((allowed) => allowed.test(source))) scans.push(source)
  }
  expect(statements.length).toBeGreaterThan(20 * parts.length)
  expect(scans).toEqual([])
  database.close()
})
