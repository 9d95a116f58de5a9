import type { SourceHealth } from '@chroniton/shared/contract/agent'
import type { CodedError } from '@chroniton/shared/contract/errors'
import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import { shortened } from './coded.ts'

type Problem = NonNullable<SourceHealth['problem']>

export type HealthIdentity = Pick<SourceHealth, 'sourceId' | 'name' | 'provider' | 'account'>

/** How it is doing, without what was asked of it. */
export type HealthView = Omit<SourceHealth, 'enabled' | 'syncIntervalMinutes'>

/** How one source is doing, for people to look at. */
export class Health {
  readonly #identity: HealthIdentity
  readonly #onChange: () => void
  #state: SourceHealth['state'] = 'starting'
  #lastListedAt: number | null
  #problem: Problem | null = null
  readonly #calendarProblems = new Map<CalendarId, Problem>()
  readonly #progress = new Map<CalendarId, { done: number; total: number | null }>()

  constructor(identity: HealthIdentity, lastListedAt: number | null, onChange: () => void) {
    this.#identity = identity
    this.#lastListedAt = lastListedAt
    this.#onChange = onChange
  }

  listing(): void {
    if (this.#state !== 'failed') this.#change('listing')
  }

  progress(calendarId: CalendarId, done: number, total: number | null): void {
    this.#progress.set(calendarId, { done, total })
    this.#onChange()
  }

  listed(calendarId: CalendarId): void {
    this.#progress.delete(calendarId)
    this.#calendarProblems.delete(calendarId)
    this.#onChange()
  }

  calendarFailed(calendarId: CalendarId, error: CodedError, retryAt: number): void {
    this.#progress.delete(calendarId)
    this.#calendarProblems.set(calendarId, problemOf(error, retryAt))
    this.#onChange()
  }

  idle(now: number): void {
    this.#lastListedAt = now
    this.#problem = null
    this.#change('idle')
  }

  failed(error: CodedError, retryAt: number | null): void {
    this.#progress.clear()
    this.#problem = problemOf(error, retryAt)
    this.#change('failed')
  }

  off(error: CodedError | null): void {
    this.#problem = error && problemOf(error, null)
    this.#change('off')
  }

  view(): HealthView {
    const [calendarProblem] = this.#calendarProblems.values()
    return {
      ...this.#identity,
      state: this.#state,
      progress: this.#totalProgress(),
      lastListedAt: this.#lastListedAt === null ? null : instantOf(this.#lastListedAt),
      problem: this.#problem ?? calendarProblem ?? null,
    }
  }

  /** Of all the calendars being listed now. */
  #totalProgress(): SourceHealth['progress'] {
    if (this.#progress.size === 0) return null
    let done = 0
    let total: number | null = 0
    for (const part of this.#progress.values()) {
      done += part.done
      total = total === null || part.total === null ? null : total + part.total
    }
    return { done, total }
  }

  #change(state: SourceHealth['state']): void {
    this.#state = state
    this.#onChange()
  }
}

function problemOf({ code, detail }: CodedError, retryAt: number | null): Problem {
  return { code, detail: shortened(detail), retryAt: retryAt === null ? null : instantOf(retryAt) }
}

export function instantOf(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString() as Instant
}
