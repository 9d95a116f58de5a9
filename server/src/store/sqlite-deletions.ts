import type Sqlite from 'better-sqlite3'
import type { State } from '../engine/state.ts'

export function sqliteDeletions(sqlite: Sqlite.Database): State['deletions'] {
  const add = sqlite.prepare<[string, number, number]>(
    `insert into deletions (calendar_id, at, count) values (?, ?, ?)
     on conflict (calendar_id, at) do update set count = count + excluded.count`,
  )
  const since = sqlite.prepare<[string, number], { count: number }>(
    'select coalesce(sum(count), 0) as count from deletions where calendar_id = ? and at >= ?',
  )
  const forget = sqlite.prepare<[number]>('delete from deletions where at < ?')
  return {
    add: (calendarId, at, count) => void add.run(calendarId, Date.parse(at), count),
    since: (calendarId, at) => since.get(calendarId, Date.parse(at))?.count ?? 0,
    forgetBefore: (at) => void forget.run(Date.parse(at)),
  }
}
