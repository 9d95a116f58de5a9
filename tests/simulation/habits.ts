import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import type { Habits } from '../../agent/src/providers/testing/memory-account.ts'
import type { Chance } from './chance.ts'

/** What a provider makes of an event: the same for the same, and nothing more when done twice. */
type Quirk = (event: CalendarEvent) => CalendarEvent

const SHORT_TEXT = 24

export const QUIRKS: Record<string, Quirk> = {
  trims: (event) => ({
    ...event,
    title: event.title?.trim().replace(/\s+/g, ' '),
    description: event.description?.trim(),
  }),
  cutsText: (event) => ({ ...event, description: event.description?.slice(0, SHORT_TEXT).trim() }),
  oneAlert: (event) => {
    const [first] = Object.entries(event.alerts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    return { ...event, alerts: first && { [first[0]]: first[1] } }
  },
  noPeople: ({ participants: _lost, ...event }) => event,
  noKeywords: ({ keywords: _lost, ...event }) => event,
  noColor: ({ color: _lost, ...event }) => event,
  wholeMinutes: (event) => ({ ...event, duration: event.duration?.replace(/(?<=M)\d+S$/, '') }),
  stamps: (event) => ({ ...event, 'provider.example/seen': true }),
}

export interface AccountHabits {
  quirks: string[]
  habits: Partial<Habits>
}

export function someHabits(chance: Chance, now: () => number): AccountHabits {
  const quirks = Object.keys(QUIRKS).filter(() => chance.happens(0.2))
  const tellsTimes = chance.happens(0.5)
  const skewMs = chance.happens(0.2) ? chance.between(-120_000, 120_000) : 0
  const holds: Quirk = (event) => quirks.reduce((held, quirk) => QUIRKS[quirk]!(held), event)
  return {
    quirks,
    habits: {
      holds,
      tellsHeld: chance.happens(0.5),
      knowsChanges: chance.happens(0.6),
      modifiedAt: () => (tellsTimes ? (new Date(now() + skewMs).toISOString() as never) : null),
    },
  }
}
