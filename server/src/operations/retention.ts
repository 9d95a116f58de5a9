import type { Instant } from '@chroniton/shared/contract/ids'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../hub/clock.ts'
import type { EmbeddedLog } from '../log/embedded.ts'
import { trimLog } from '../log/retention.ts'
import type { Logger } from '../observe/logger.ts'
import type { Database } from '../store/database.ts'
import type { Retention } from './settings-store.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const ROWS = 500

export interface RetentionParts {
  embedded: Pick<EmbeddedLog, 'log' | 'folder'>
  database: Database
  /** What polling agents were told and have settled before the instant; how many there were. */
  forgetUpdates: (before: Instant) => number
  retention: () => Retention
  clock: Clock
  logger: Pick<Logger, 'info' | 'error'>
}

/** Forgets, once a day, what is older than people want it kept. */
export class RetentionJob {
  readonly #parts: RetentionParts
  #cancel = () => {}
  #running: Promise<void> | null = null
  #again = false
  #stopped = false

  constructor(parts: RetentionParts) {
    this.#parts = parts
  }

  /** Now, and from now on every day. Asked for while it runs, it runs once more. Never rejects. */
  async run(): Promise<void> {
    if (this.#running !== null) {
      this.#again = true
      return this.#running
    }
    this.#cancel()
    do {
      this.#again = false
      this.#running = this.#forget()
      await this.#running
      this.#running = null
    } while (this.#again && !this.#stopped)
    if (!this.#stopped) this.#cancel = this.#parts.clock.after(DAY_MS, () => void this.run())
  }

  /** Resolves when nothing is being forgotten any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#running
  }

  async #forget(): Promise<void> {
    const { clock, database, embedded, forgetUpdates, logger, retention } = this.#parts
    try {
      const { logDays, historyDays } = retention()
      const entries = await trimLog(embedded.log, embedded.folder, logDays, clock.now())
      const changes = historyDays === null ? 0 : await this.#forgetHistory(database, historyDays, clock.now())
      const updates = forgetUpdates(daysBefore(clock.now(), logDays))
      if (entries + changes + updates > 0) {
        logger.info({ entries, changes, updates }, 'what is old enough is forgotten')
      }
    } catch (error) {
      logger.error({ error }, 'old entries and changes cannot be forgotten')
    }
  }

  /** The oldest changes of events, up to the first that is young enough; their number. */
  async #forgetHistory(database: Database, days: number, now: Instant): Promise<number> {
    const before = daysBefore(now, days)
    const remove = database.sqlite.prepare(
      `delete from changes where number in (select number from changes order by number limit ${ROWS})
       and json_extract(json, '$.at') < ?`,
    )
    let forgotten = 0
    for (;;) {
      const { changes } = database.transaction(() => remove.run(before))
      forgotten += changes
      if (changes < ROWS || this.#stopped) return forgotten
      await nextTurn()
    }
  }
}

function daysBefore(now: Instant, days: number): Instant {
  return new Date(Date.parse(now) - days * DAY_MS).toISOString() as Instant
}
