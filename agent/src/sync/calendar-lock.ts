import type { CalendarId } from '@chroniton/shared/contract/ids'

/**
 * One calendar's items are either listed or written, never both at once: a listing that overlaps our own write could
 * show the item as it was before, and that would look like a person's edit.
 *
 * Writes share the lock, a listing has it alone. Whoever asks first is served first, so neither starves the other.
 */
export class CalendarLock {
  #sharers = 0
  #alone = false
  readonly #queue: { alone: boolean; enter: () => void }[] = []

  shared<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.#hold(false, act)
  }

  alone<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.#hold(true, act)
  }

  async #hold<Result>(alone: boolean, act: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((enter) => {
      this.#queue.push({ alone, enter })
      this.#admit()
    })
    try {
      return await act()
    } finally {
      if (alone) this.#alone = false
      else this.#sharers--
      this.#admit()
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      if (this.#alone || (next.alone && this.#sharers > 0)) return
      this.#queue.shift()
      if (next.alone) this.#alone = true
      else this.#sharers++
      next.enter()
    }
  }
}

/** One for each calendar. */
export class CalendarLocks {
  readonly #locks = new Map<CalendarId, CalendarLock>()

  of(calendarId: CalendarId): CalendarLock {
    let lock = this.#locks.get(calendarId)
    if (!lock) this.#locks.set(calendarId, (lock = new CalendarLock()))
    return lock
  }
}
