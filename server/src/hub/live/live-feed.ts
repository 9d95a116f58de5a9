import type { Connection } from '@chroniton/shared/contract/hub'
import type { Instant, Position } from '@chroniton/shared/contract/ids'
import type { LiveMessage, Overview } from '@chroniton/shared/contract/views'
import { Wakeup } from '../../outbox/wakeup.ts'
import type { Touched } from '../../store/touched.ts'
import type { Clock } from '../clock.ts'
import { oneConflict } from '../views/conflicts.ts'
import { LastChanges } from '../views/last-changes.ts'
import { overviewParts, PARTS, type OverviewParts, type Part } from '../views/overview.ts'
import type { Sources } from '../views/sources.ts'
import { MessageRing } from './message-ring.ts'
import { overviewChanges } from './overview-changes.ts'

/** What happens within this time goes into one message. */
const COALESCE_MS = 100
/** Making messages may take this share of the time at most. */
const REST_PER_WORK = 9
/** For this long after the last viewer has gone, messages are still made, so that it can resume. */
const LINGER_MS = 60_000
const RING = { messages: 1000, characters: 8 * 1024 * 1024 }

export interface LiveFeedParts {
  sources: Sources
  clock: Clock
  hub: { id: string; version: string; startedAt: Instant }
  foldedPosition: () => Position
  /** Milliseconds from any beginning. */
  elapsed?: () => number
  /** Tells the messages of this process from those of the last one. */
  epoch: string
}

/** Which parts may have become stale by records that were written. */
const STALE_BY: { [Kind in keyof Touched]: Part[] } = {
  settings: ['settings', 'calendars'],
  agents: ['agents'],
  // Names of calendars and titles of events stand in other parts too.
  calendars: ['calendars', 'agents', 'routes', 'queue', 'conflicts', 'holds', 'changes'],
  routes: ['routes'],
  events: ['eventCount', 'changes', 'queue', 'conflicts', 'holds'],
  copies: ['calendars'],
  conflicts: ['conflicts', 'alerts'],
  holds: ['holds', 'alerts'],
  changes: ['changes', 'calendars'],
  problems: ['problems', 'calendars', 'alerts'],
}

/**
 * Everything people watch, as one stream: a snapshot, then what has changed since. Made once for all viewers, and not
 * at all while nobody watches. A viewer who is slow holds nobody up and costs no memory: when it has fallen behind
 * what is kept it gets a snapshot.
 */
export class LiveFeed {
  readonly #parts: LiveFeedParts
  readonly #lastChanges: LastChanges
  readonly #ring = new MessageRing(RING)
  readonly #viewers = new Set<Wakeup>()
  readonly #elapsed: () => number
  readonly #stale = new Set<Part>()
  #held: OverviewParts | null = null
  #snapshot: { number: number; json: string } | null = null
  #cancelFlush: (() => void) | null = null
  #cancelLinger: (() => void) | null = null

  constructor(parts: LiveFeedParts) {
    this.#parts = parts
    this.#lastChanges = new LastChanges(parts.sources.database)
    this.#elapsed = parts.elapsed ?? (() => performance.now())
  }

  get viewers(): number {
    return this.#viewers.size
  }

  /** Everything as it is now. */
  overview(): Overview {
    return this.#overviewOf(this.#read(new Set(PARTS)) as OverviewParts)
  }

  /** Records were written, and commands queued or settled. */
  touched(touched: Touched, commands: boolean): void {
    for (const [kind, keys] of Object.entries(touched) as [keyof Touched, Set<string>][]) {
      if (keys.size > 0) this.#markStale(STALE_BY[kind])
    }
    if (commands) this.#markStale(['queue', 'agents'])
  }

  /** Who is there, or what an agent says of itself, has changed. */
  presenceChanged(): void {
    this.#markStale(['agents', 'queue'])
  }

  /** Time alone can bring an alert. */
  alertsChanged(): void {
    this.#markStale(['alerts'])
  }

  /** Ends when the signal aborts or the connection does; `after` is the id of the last message the viewer has. */
  async *watch(
    after: string | null,
    connection: Connection,
    signal: AbortSignal,
  ): AsyncGenerator<{ id: string; json: string }, void, undefined> {
    const wakeup = new Wakeup(signal)
    this.#viewers.add(wakeup)
    this.#cancelLinger?.()
    this.#cancelLinger = null
    try {
      this.#begin()
      let number = this.#resumable(after)
      while (!signal.aborted) {
        wakeup.reset()
        await connection.drained(signal)
        if (number === null || !this.#ring.reaches(number)) {
          const snapshot = this.#makeSnapshot()
          number = snapshot.number
          yield { id: this.#idOf(number), json: snapshot.json }
          continue
        }
        const message = this.#ring.after(number)
        if (message === undefined) {
          await wakeup.rung()
          continue
        }
        number = message.number
        yield { id: this.#idOf(number), json: message.json }
      }
    } finally {
      wakeup.dispose()
      this.#viewers.delete(wakeup)
      if (this.#viewers.size === 0) this.#cancelLinger = this.#parts.clock.after(LINGER_MS, () => this.#forget())
    }
  }

  close(): void {
    this.#cancelFlush?.()
    this.#cancelLinger?.()
    this.#forget()
  }

  /** What viewers hold is read when the first of them comes. */
  #begin(): void {
    this.#held ??= this.#read(new Set(PARTS)) as OverviewParts
  }

  #forget(): void {
    if (this.#viewers.size > 0) return
    this.#cancelFlush?.()
    this.#cancelFlush = null
    this.#held = null
    this.#snapshot = null
    this.#stale.clear()
    this.#ring.clear()
    // Changes are not followed from here on: whoever resumes behind this number must have a snapshot.
    this.#ring.push('')
    this.#ring.clear()
  }

  #markStale(parts: readonly Part[]): void {
    if (this.#held === null) return
    for (const part of parts) this.#stale.add(part)
    this.#cancelFlush ??= this.#parts.clock.after(COALESCE_MS, () => this.#flush())
  }

  #flush(): void {
    this.#cancelFlush = null
    const started = this.#elapsed()
    this.#publish()
    const rest = Math.max(COALESCE_MS, (this.#elapsed() - started) * REST_PER_WORK)
    // What happens while it rests waits for its end.
    this.#cancelFlush = this.#parts.clock.after(rest, () => {
      this.#cancelFlush = null
      if (this.#stale.size > 0) this.#flush()
    })
  }

  #publish(): void {
    const before = this.#held
    if (before === null) return
    const after = { ...before, ...this.#read(this.#stale) }
    this.#stale.clear()
    this.#held = after
    const message: LiveMessage | null = overviewChanges(before, after, this.#parts.foldedPosition(), (id) =>
      this.#parts.sources.state.conflicts.get(id) === undefined ? null : oneConflict(this.#parts.sources, id),
    )
    if (message === null) return
    this.#ring.push(JSON.stringify(message))
    for (const viewer of this.#viewers) viewer.ring()
  }

  #makeSnapshot(): { number: number; json: string } {
    // A snapshot must be exactly what the messages up to its number lead to.
    if (this.#stale.size > 0) this.#publish()
    if (this.#snapshot?.number === this.#ring.last) return this.#snapshot
    const held = this.#held ?? (this.#read(new Set(PARTS)) as OverviewParts)
    this.#held = held
    const message: LiveMessage = { kind: 'snapshot', overview: this.#overviewOf(held) }
    this.#snapshot = { number: this.#ring.last, json: JSON.stringify(message) }
    return this.#snapshot
  }

  #read(parts: ReadonlySet<Part>): Partial<OverviewParts> {
    return overviewParts(this.#parts.sources, this.#lastChanges, parts)
  }

  #overviewOf(parts: OverviewParts): Overview {
    const position = this.#parts.foldedPosition()
    return { hub: { ...this.#parts.hub, logPosition: position, foldedPosition: position }, ...parts }
  }

  #idOf(number: number): string {
    return `${this.#parts.epoch}-${number}`
  }

  #resumable(after: string | null): number | null {
    const [epoch, digits] = after?.split('-') ?? []
    if (epoch !== this.#parts.epoch || digits === undefined || !/^\d{1,15}$/.test(digits)) return null
    return Number(digits)
  }
}
