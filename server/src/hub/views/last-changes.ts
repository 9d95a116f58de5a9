import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import type { Database } from '../../store/database.ts'

/** How far back is looked once, after a start. */
const LOOK_BACK = 20_000

/** When each calendar last changed an event, as far as recent history tells. */
export class LastChanges {
  readonly #database: Database
  readonly #at = new Map<CalendarId, Instant>()
  #number: number

  constructor(database: Database) {
    this.#database = database
    const newest = database.sqlite.prepare('select max(number) from changes').pluck().get() as number | null
    this.#number = Math.max(0, (newest ?? 0) - LOOK_BACK)
  }

  of(calendarId: CalendarId): Instant | null {
    this.#catchUp()
    return this.#at.get(calendarId) ?? null
  }

  #catchUp(): void {
    const rows = this.#database.sqlite
      .prepare(
        `select json_extract(json, '$.by.calendarId') as calendarId, json_extract(json, '$.at') as at,
                max(number) as number
         from changes where number > ? group by 1`,
      )
      .all(this.#number) as { calendarId: CalendarId | null; at: Instant; number: number }[]
    for (const { calendarId, at, number } of rows) {
      if (calendarId !== null) this.#at.set(calendarId, at)
      this.#number = Math.max(this.#number, number)
    }
  }
}
