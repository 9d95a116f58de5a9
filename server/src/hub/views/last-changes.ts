import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import type Sqlite from 'better-sqlite3'
import type { Database } from '../../store/database.ts'

/** How far back is looked once, after a start. */
const LOOK_BACK = 20_000

/** When each calendar last changed an event, as far as recent history tells. */
export class LastChanges {
  readonly #since: Sqlite.Statement<[number], { calendarId: CalendarId | null; at: Instant; number: number }>
  readonly #at = new Map<CalendarId, Instant>()
  #number: number

  constructor(database: Database) {
    this.#since = database.sqlite.prepare(
      `select json_extract(json, '$.by.calendarId') as calendarId, json_extract(json, '$.at') as at,
              max(number) as number
       from changes where number > ? group by 1`,
    )
    const newest = database.sqlite.prepare('select max(number) from changes').pluck().get() as number | null
    this.#number = Math.max(0, (newest ?? 0) - LOOK_BACK)
  }

  of(calendarId: CalendarId): Instant | null {
    this.#catchUp()
    return this.#at.get(calendarId) ?? null
  }

  #catchUp(): void {
    for (const { calendarId, at, number } of this.#since.all(this.#number)) {
      if (calendarId !== null) this.#at.set(calendarId, at)
      this.#number = Math.max(this.#number, number)
    }
  }
}
