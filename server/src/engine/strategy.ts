import type { CalendarId, Instant } from '@chroniton/shared/contract/ids'
import type { Strategy } from '@chroniton/shared/contract/route'
import { millisecondsOf } from './instant.ts'
import { routesBetween } from './links.ts'
import type { PathStamp } from './records.ts'
import type { Turn } from './turn.ts'

/** Whose value stands: the one that is there, or the one that comes in. `open`: a person says so later. */
export type Verdict = { strategy: Strategy; stands: 'present' | 'incoming' | 'open' }

/**
 * The strategy of the route between the two calendars, else the hub's. Where no route joins them directly neither is
 * source or destination, and the later one wins; so it does against a person's decision in the hub.
 */
export function judge(turn: Turn, present: PathStamp, calendarId: CalendarId, incomingAt: Instant): Verdict {
  const route = present.by.kind === 'calendar' ? routesBetween(turn, present.by.calendarId, calendarId)[0] : undefined
  const strategy = route?.strategy ?? turn.settings.strategy
  switch (strategy) {
    case 'manual':
      return { strategy, stands: 'open' }
    case 'latest_wins':
      return { strategy, stands: later(present.at, incomingAt) }
    case 'source_wins':
    case 'destination_wins': {
      if (route === undefined) return { strategy: 'latest_wins', stands: later(present.at, incomingAt) }
      const winner = strategy === 'source_wins' ? route.from : route.to
      return { strategy, stands: winner === calendarId ? 'incoming' : 'present' }
    }
  }
}

/** Of two changes at the same moment the one that came later in the log. */
export function later(present: Instant, incoming: Instant): 'present' | 'incoming' {
  return millisecondsOf(incoming) >= millisecondsOf(present) ? 'incoming' : 'present'
}
