import type Sqlite from 'better-sqlite3'

export type SqlValue = string | number | null

/** The columns that repeat something of the record, by their names in the schema. */
export type Columns<Row> = Record<string, (row: Row) => SqlValue>

interface Json {
  json: string
}

/**
 * A table of records: columns to look them up by, and the record itself as JSON. Every statement is prepared once.
 * A record that is handed out belongs to whoever asked for it.
 */
export class DocumentTable<Row> {
  readonly #sqlite: Sqlite.Database
  readonly #name: string
  readonly #values: ((row: Row) => SqlValue)[]
  readonly #put: Sqlite.Statement<SqlValue[]>
  readonly #get: Sqlite.Statement<SqlValue[], Json>
  readonly #delete: Sqlite.Statement<SqlValue[]>

  constructor(
    sqlite: Sqlite.Database,
    name: string,
    key: string[],
    columns: Columns<Row>,
    toJson: (row: Row) => string = JSON.stringify,
  ) {
    const names = [...Object.keys(columns), 'json']
    const match = key.map((column) => `${column} = ?`).join(' and ')
    const change = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
    this.#sqlite = sqlite
    this.#name = name
    this.#values = [...Object.values(columns), toJson]
    this.#put = sqlite.prepare(
      `insert into ${name} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})
       on conflict (${key.join(', ')}) do update set ${change.join(', ')}`,
    )
    this.#get = sqlite.prepare(`select json from ${name} where ${match}`)
    this.#delete = sqlite.prepare(`delete from ${name} where ${match}`)
  }

  put(row: Row): void {
    this.#put.run(...this.#values.map((value) => value(row)))
  }

  get(...key: SqlValue[]): Row | undefined {
    const found = this.#get.get(...key)
    return found === undefined ? undefined : (JSON.parse(found.json) as Row)
  }

  /** Whether there was one. */
  delete(...key: SqlValue[]): boolean {
    return this.#delete.run(...key).changes > 0
  }

  /** What `rest` selects: everything of a query that follows the name of the table. */
  query(rest: string): (...values: SqlValue[]) => Row[] {
    const statement = this.#sqlite.prepare<SqlValue[], Json>(`select json from ${this.#name} ${rest}`)
    return (...values) => statement.all(...values).map((found) => JSON.parse(found.json) as Row)
  }
}

/** Rows in the order of a key, read page by page, so that neither memory nor the database is held meanwhile. */
export function* inPages<Row>(read: (after: string) => Row[], keyOf: (row: Row) => string): Iterable<Row> {
  let after = ''
  for (;;) {
    const page = read(after)
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = keyOf(last)
  }
}
