import Sqlite from 'better-sqlite3'

type Value = string | number | null | Buffer

/**
 * Milliseconds in which bare better-sqlite3 inserts all rows of the hub's database into an empty one with the same
 * tables and indexes, as durably, and in so many transactions of equal size.
 */
export function bareInsert(from: string, to: string, transactions: number): number {
  const source = new Sqlite(from, { readonly: true })
  const target = new Sqlite(to)
  target.pragma('journal_mode = WAL')
  target.pragma('synchronous = FULL')
  const made = source
    .prepare<[], { type: string; name: string; sql: string }>(
      `select type, name, sql from sqlite_master
       where type in ('table', 'index') and sql is not null and name not like 'sqlite_%' order by type desc`,
    )
    .all()
  for (const { sql } of made) target.exec(sql)

  const tables = made
    .filter(({ type }) => type === 'table')
    .map(({ name }) => {
      const rows = source.prepare(`select * from "${name}"`).raw().all() as Value[][]
      const places = (rows[0] ?? []).map(() => '?').join(', ')
      const insert = rows.length === 0 ? null : target.prepare(`insert into "${name}" values (${places})`)
      return { rows, insert }
    })
  const share = (rows: Value[][], part: number) =>
    rows.slice(Math.floor((rows.length * part) / transactions), Math.floor((rows.length * (part + 1)) / transactions))
  const insertPart = target.transaction((part: number) => {
    for (const { rows, insert } of tables) for (const row of share(rows, part)) insert?.run(...row)
  })

  const started = performance.now()
  for (let part = 0; part < transactions; part++) insertPart(part)
  const took = performance.now() - started
  source.close()
  target.close()
  return took
}
