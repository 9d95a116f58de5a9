import type { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarId } from '@chroniton/shared/contract/ids'
import type { Machine } from '../ports.ts'

/** What is to be listed in one pass. */
export interface Due {
  all: boolean
  calendars: ReadonlySet<CalendarId>
  /** Tells those who requested it how it ended; `null` asks for the pass as a whole. */
  settle(outcome: (calendarId: CalendarId | null) => CodedError | null): void
}

interface Request {
  calendarId: CalendarId | null
  resolve: (failure: CodedError | null) => void
}

/** When a source is listed next, and what of it. Due at once when it is made. */
export class Schedule {
  readonly #machine: Machine
  #nextAll: number
  readonly #hints = new Map<CalendarId | null, number>()
  #requests: Request[] = []
  /** Those of the pass that runs. */
  #taken: Request[] = []
  #running = false
  #waiting: (() => void) | null = null
  readonly #idle: (() => void)[] = []

  constructor(machine: Machine) {
    this.#machine = machine
    this.#nextAll = machine.clock.now()
  }

  /** The whole source is listed at this time, unless a hint comes first. */
  next(at: number): void {
    this.#nextAll = at
    this.#poke()
  }

  /** Something may have changed; hints for the same calendar within the time become one. */
  hint(calendarId: CalendarId | null, afterMs: number): void {
    const at = this.#machine.clock.now() + afterMs
    this.#hints.set(calendarId, Math.min(at, this.#hints.get(calendarId) ?? at))
    this.#poke()
  }

  request(calendarId: CalendarId | null): Promise<CodedError | null> {
    return new Promise((resolve) => {
      this.#requests.push({ calendarId, resolve })
      this.#poke()
    })
  }

  /** No pass will answer what was requested. */
  abandon(failure: CodedError): void {
    for (const { resolve } of [...this.#taken, ...this.#requests.splice(0)]) resolve(failure)
  }

  /** Resolves when something is due. The pass before counts as ended by this call. */
  async due(signal: AbortSignal): Promise<Due> {
    this.#running = false
    for (;;) {
      signal.throwIfAborted()
      const now = this.#machine.clock.now()
      if (this.#requests.length > 0 || this.#earliest() <= now) return this.#take(now)
      this.#checkIdle()
      await this.#poked(this.#earliest() - now, signal)
    }
  }

  /** Resolves when no pass runs and none is due now. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve)
      this.#checkIdle()
    })
  }

  #take(now: number): Due {
    this.#running = true
    const requests = this.#requests
    this.#requests = []
    this.#taken = requests
    const hinted = [...this.#hints].filter(([, at]) => at <= now).map(([calendarId]) => calendarId)
    for (const calendarId of hinted) this.#hints.delete(calendarId)
    const asked = [...hinted, ...requests.map(({ calendarId }) => calendarId)]
    return {
      all: this.#nextAll <= now || asked.includes(null),
      calendars: new Set(asked.filter((calendarId) => calendarId !== null)),
      settle(outcome) {
        for (const { calendarId, resolve } of requests) resolve(outcome(calendarId))
      },
    }
  }

  #earliest(): number {
    return Math.min(this.#nextAll, ...this.#hints.values())
  }

  #poke(): void {
    this.#waiting?.()
  }

  #poked(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        timer[Symbol.dispose]()
        signal.removeEventListener('abort', done)
        this.#waiting = null
        resolve()
      }
      const timer = this.#machine.timers.after(milliseconds, done)
      signal.addEventListener('abort', done, { once: true })
      this.#waiting = done
    })
  }

  #checkIdle(): void {
    if (this.#running || this.#requests.length > 0 || this.#earliest() <= this.#machine.clock.now()) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}
