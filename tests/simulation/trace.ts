import type { Logger } from '../../agent/src/ports.ts'
import type { Folded } from '../../server/src/log/folder.ts'
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

  /** What the hub took into its log, and what it had done for it. */
  folded({ entries }: Folded): void {
    if (this.#write === null) return
    for (const { entry, outcome } of entries) {
      const { position, body } = entry
      if (body.kind === 'decision') this.say('hub', `folds ${position}: a decision`)
      else for (const item of body.items) this.say('hub', `folds ${position} from ${body.agentId}`, () => inShort(item))
      for (const effect of outcome.effects) this.say('hub', 'wants', () => inShort(effect))
    }
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

/** Without what fills the screen. */
function inShort(item: object): unknown {
  return JSON.parse(
    JSON.stringify(item, (key, value: unknown) =>
      ['@type', 'timeZone', 'modifiedAt', 'abilities', 'account'].includes(key) ? undefined : value,
    ),
  )
}
