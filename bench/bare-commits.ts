import Sqlite from 'better-sqlite3'

export interface BareCommits {
  /** Milliseconds of a durable insert: what the disk takes at the least. */
  commit(): number
  close(): void
}

export function openBareCommits(path: string): BareCommits {
  const database = new Sqlite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table rows (text)')
  const insert = database.prepare('insert into rows values (?)')
  const text = 'x'.repeat(1000)
  return {
    commit() {
      const started = performance.now()
      insert.run(text)
      return performance.now() - started
    },
    close: () => void database.close(),
  }
}
