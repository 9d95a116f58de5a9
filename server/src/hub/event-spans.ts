import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { EventId } from '@chroniton/shared/contract/ids'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { State } from '../engine/state.ts'
import type { Database } from '../store/database.ts'
import { spanOf } from './event-span.ts'

const PAGE = 200
const MOST_WORDS = 2000

/**
 * When each event may take place and what it says, kept beside the engine's records so that asking for a week does
 * not read every event. Follows the history of changes, and only when somebody asks: taking reports in costs nothing
 * for it, and a hub that was killed goes on where it was.
 */
export class EventSpans {
  readonly #database: Database
  readonly #state: State
  #following: Promise<void> | null = null

  constructor(database: Database, state: State) {
    this.#database = database
    this.#state = state
  }

  /** Resolves when every change made so far is taken in. */
  async follow(): Promise<void> {
    this.#following ??= this.#catchUp().finally(() => {
      this.#following = null
    })
    return this.#following
  }

  async #catchUp(): Promise<void> {
    const { sqlite } = this.#database
    const changed = sqlite.prepare<[number, number], { eventId: EventId; number: number }>(
      'select event_id as eventId, number from changes where number > ? order by number limit ?',
    )
    const put = sqlite.prepare(
      `insert into event_spans (event_id, number, first, last, words) values (?, ?, ?, ?, ?)
       on conflict (event_id) do update
       set number = excluded.number, first = excluded.first, last = excluded.last, words = excluded.words`,
    )
    let after = (sqlite.prepare('select max(number) from event_spans').pluck().get() as number | null) ?? 0
    for (;;) {
      const rows = changed.all(after, PAGE)
      if (rows.length === 0) return
      this.#database.transaction(() => {
        for (const { eventId, number } of new Map(rows.map((row) => [row.eventId, row])).values()) {
          const event = this.#state.events.get(eventId)?.event
          if (event === undefined) continue
          const { first, last } = spanOf(event)
          put.run(eventId, number, first, last, wordsOf(event))
        }
      })
      after = rows.at(-1)?.number ?? after
      await nextTurn()
    }
  }
}

/** What a search looks through. */
export function wordsOf(event: CalendarEvent): string {
  const places = Object.values(event.locations ?? {}).map((location) => location.name ?? '')
  return [event.title ?? '', ...places, event.description ?? ''].join('\n').slice(0, MOST_WORDS).toLowerCase()
}
