import type { ListedItem } from './listing.ts'

/** Lengths at which these agents are known to cut their lists off. */
const KNOWN_CAPS = [200]

export interface ListLengths {
  /** Of the whole list. */
  all: number
  /** Of the calendar's part of it. */
  calendar: number
  /** Where this hub's agents are set to cut their lists off besides. */
  cap: number
}

/** A list of just this length may have been cut off: what is missing in it says nothing. */
export function isCut({ all, calendar, cap }: ListLengths): boolean {
  return [...KNOWN_CAPS, cap].some((length) => all === length || calendar === length)
}

export interface Covered {
  from: number
  to: number
}

/**
 * The time in which a list of a calendar holds everything, as far as the list itself proves it. Whatever window the
 * agent looked at, it began before the first event ended and ended after the last one began: an event that merely
 * reaches into the window says nothing of the time outside. A series says nothing at all.
 */
export function coveredBy(items: readonly Pick<ListedItem, 'from' | 'to' | 'recurs'>[]): Covered | null {
  let from = Infinity
  let to = -Infinity
  for (const item of items) {
    if (item.from === null || item.to === null || item.recurs) continue
    from = Math.min(from, item.to)
    to = Math.max(to, item.from)
  }
  return from < to ? { from, to } : null
}

/** Whether an event that is not in the list would have to be, were it still there. For a series its first occurrence counts. */
export function isWithin(item: Pick<ListedItem, 'from' | 'to'>, covered: Covered | null): boolean {
  if (covered === null || item.from === null || item.to === null) return false
  return item.from >= covered.from && item.to <= covered.to && item.from < covered.to
}

/** Agents that read files take those written in the last 120 days. A day for clocks, and for files written anew. */
const FILE_DAYS = { youngest: 119, oldest: 121 }
const DAY_SECONDS = 86_400

/** Whether a file has just become too old to be listed, `before` being the time of the last list that held it. */
export function hasAged({ filedAt }: Pick<ListedItem, 'filedAt'>, before: number, now: number): boolean {
  if (filedAt === null) return false
  return before - filedAt <= FILE_DAYS.oldest * DAY_SECONDS && now - filedAt >= FILE_DAYS.youngest * DAY_SECONDS
}
