import Sqlite from 'better-sqlite3'

/** Milliseconds of one durable insert after another: what the disk takes at the least. */
export function bareCommits(path: string, count: number): number[] {
  const database = new Sqlite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table rows (text)')
  const insert = database.prepare('insert into rows values (?)')
  const text = 'x'.repeat(1000)
  const times = Array.from({ length: count }, () => {
    const started = performance.now()
    insert.run(text)
    return performance.now() - started
  })
  database.close()
  return times
}
