import type Sqlite from 'better-sqlite3'
import type { Database } from './database.ts'

const statements = new WeakMap<Database, Map<string, Sqlite.Statement>>()

/** The statement of this database, prepared when it is first asked for: that takes longer than a small query does. */
export function prepared<Parameters extends unknown[], Row = unknown>(
  database: Database,
  sql: string,
): Sqlite.Statement<Parameters, Row> {
  const known = statements.get(database) ?? new Map<string, Sqlite.Statement>()
  statements.set(database, known)
  const statement = known.get(sql) ?? database.sqlite.prepare(sql)
  known.set(sql, statement)
  return statement as unknown as Sqlite.Statement<Parameters, Row>
}
