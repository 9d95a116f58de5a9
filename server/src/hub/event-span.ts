import { parseSpan } from '@chroniton/shared/calendar/duration'
import type { CalendarEvent, LocalDateTime } from '@chroniton/shared/calendar/event'
import { DAY_SECONDS, parseLocal, printLocal, type WallTime } from '@chroniton/shared/calendar/local-time'
import { seriesTimes } from '@chroniton/shared/calendar/series'

/** From the first moment to the last at which an event may take place, in its own wall time. */
export interface EventSpan {
  first: LocalDateTime
  last: LocalDateTime
}

const FOR_EVER: LocalDateTime = '9999-12-31T23:59:59'
/** A series of more occurrences than this is taken for endless: looking it through costs more than it saves. */
const MOST_STEPS = 500

export function spanOf(event: CalendarEvent): EventSpan {
  const start = parseLocal(event.start)
  if (start === null) return { first: event.start, last: FOR_EVER }
  const length = lengthOf(event.duration)
  let first = start
  let last = lastOfRules(event, start)
  for (const [recurrenceId, override] of Object.entries(event.recurrenceOverrides ?? {})) {
    const moved = parseLocal(typeof override['start'] === 'string' ? override['start'] : recurrenceId)
    if (moved === null) continue
    const own = typeof override['duration'] === 'string' ? lengthOf(override['duration']) : 0
    first = Math.min(first, moved)
    last = last === null ? null : Math.max(last, moved + own)
  }
  return { first: printLocal(first), last: last === null ? FOR_EVER : printLocal(last + length) }
}

/** The start of the last occurrence by rule; null for no end. */
function lastOfRules(event: CalendarEvent, start: WallTime): WallTime | null {
  const rules = event.recurrenceRules ?? []
  if (rules.length === 0) return start
  if (rules.some(({ until, count }) => until === undefined && count === undefined)) return null
  if (rules.every(({ until }) => until !== undefined)) {
    return Math.max(start, ...rules.map(({ until }) => parseLocal(until ?? '') ?? start))
  }
  let steps = 0
  let last = start
  try {
    for (const time of seriesTimes(event)) {
      if (++steps > MOST_STEPS) return null
      last = time
    }
  } catch {
    // A rule that makes no sense makes no occurrence.
    return start
  }
  return last
}

function lengthOf(duration: string | undefined): number {
  const span = duration === undefined ? null : parseSpan(duration)
  return span === null ? 0 : span.days * DAY_SECONDS + Math.ceil(span.seconds)
}
