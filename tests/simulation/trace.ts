import type { Logger } from '../../agent/src/ports.ts'
import type { Timeline } from './timeline.ts'

/** What happened in a world, line by line, for whoever replays a seed. */
export class Trace {
  readonly #timeline: Timeline
  readonly #write: ((line: string) => void) | null

  constructor(timeline: Timeline, write: ((line: string) => void) | null) {
    this.#timeline = timeline
    this.#write = write
  }

  /** `details` is only asked for when somebody reads. */
  say(who: string, what: string, details?: () => unknown): void {
    if (this.#write === null) return
    const time = new Date(this.#timeline.now).toISOString().slice(11, 23)
    const rest = details === undefined ? '' : ` ${JSON.stringify(details())}`
    this.#write(`${time} ${who.padEnd(8)} ${what}${rest}`)
  }

  logger(who: string): Logger {
    const log = (level: string) => (fields: object, message: string) =>
      this.say(who, `${level}: ${message}`, () => errorsInWords(fields))
    return { debug() {}, info: log('info'), warn: log('warn'), error: log('error') }
  }
}

function errorsInWords(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? value.stack : value]),
  )
}
