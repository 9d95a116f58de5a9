import type { Database } from 'better-sqlite3'
import type { ErrorCode } from '@chroniton/shared/contract/errors'
import type { CalendarId, SourceId } from '@chroniton/shared/contract/ids'

/** Failures the hub was told of, so that each is told once and its end as well. */
export function failureTable(database: Database) {
  const select = database
    .prepare<[string, string], ErrorCode>('SELECT code FROM failures WHERE source_id = ? AND calendar_id = ?')
    .pluck()
  const put = database.prepare<[string, string, string]>('INSERT OR REPLACE INTO failures VALUES (?, ?, ?)')
  const remove = database.prepare<[string, string]>('DELETE FROM failures WHERE source_id = ? AND calendar_id = ?')
  const sources = database.prepare<[], SourceId>('SELECT DISTINCT source_id FROM failures').pluck()
  const clear = database.prepare('DELETE FROM failures')
  const key = (calendarId: CalendarId | null) => calendarId ?? ''

  return {
    get: (sourceId: SourceId, calendarId: CalendarId | null) => select.get(sourceId, key(calendarId)),
    put: (sourceId: SourceId, calendarId: CalendarId | null, code: ErrorCode) =>
      void put.run(sourceId, key(calendarId), code),
    /** True when there was one. */
    remove: (sourceId: SourceId, calendarId: CalendarId | null) => remove.run(sourceId, key(calendarId)).changes > 0,
    sources: () => sources.all(),
    clear: () => void clear.run(),
  }
}
export type FailureTable = ReturnType<typeof failureTable>
