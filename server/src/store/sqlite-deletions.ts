import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import type Sqlite from 'better-sqlite3'
import type { State } from '../engine/state.ts'

export function sqliteDeletions(sqlite: Sqlite.Database): State['deletions'] {
  const add = sqlite.prepare<[CalendarId, Instant, number]>(
    `insert into deletions (calendar_id, at, count) values (?, ?, ?)
     on conflict (calendar_id, at) do update set count = count + excluded.count`,
  )
  const since = sqlite.prepare<[CalendarId, Instant], { count: number }>(
    'select coalesce(sum(count), 0) as count from deletions where calendar_id = ? and at >= ?',
  )
  const forget = sqlite.prepare<[Instant]>('delete from deletions where at < ?')
  const all = sqlite.prepare<[], { calendarId: CalendarId; at: Instant; count: number }>(
    'select calendar_id as calendarId, at, count from deletions order by calendar_id, at',
  )
  return {
    add: (calendarId, at, count) => void add.run(calendarId, at, count),
    since: (calendarId, at) => since.get(calendarId, at)?.count ?? 0,
    forgetBefore: (at) => void forget.run(at),
    all: () => all.all(),
  }
}
