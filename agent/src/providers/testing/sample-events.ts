import type { CalendarEvent } from '@chroniton/shared/calendar/event'
import { normalise } from '@chroniton/shared/calendar/normalise'

/** One event for each thing that calendars are known to damage. Normalised, as everything a provider is given. */
export const SAMPLE_EVENTS: Record<string, CalendarEvent> = Object.fromEntries(
  Object.entries({
    'a plain meeting': sample('plain', {}),
    'an all-day event over three days': sample('all-day', {
      start: '2026-12-24T00:00:00',
      timeZone: null,
      duration: 'P3D',
      showWithoutTime: true,
      freeBusyStatus: 'free',
    }),
    'a floating event': sample('floating', { timeZone: null }),
    'an event in UTC': sample('utc', { timeZone: 'Etc/UTC' }),
    'an event in a zone with half-hour summer time': sample('lord-howe', { timeZone: 'Australia/Lord_Howe' }),
    'an event over the end of summer time': sample('over-dst', { start: '2026-10-24T22:00:00', duration: 'PT8H' }),
    'an event without length': sample('no-length', { duration: 'PT0S' }),
    'a series for ever': sample('for-ever', { recurrenceRules: [{ frequency: 'weekly', byDay: [{ day: 'mo' }] }] }),
    'a series with a count': sample('count', { recurrenceRules: [{ frequency: 'daily', count: 5 }] }),
    'a series until a moment': sample('until', {
      recurrenceRules: [{ frequency: 'daily', until: '2026-02-28T09:00:00' }],
    }),
    'the last Friday of every second month': sample('last-friday', {
      start: '2026-01-30T09:00:00',
      recurrenceRules: [{ frequency: 'monthly', interval: 2, byDay: [{ day: 'fr', nthOfPeriod: -1 }] }],
    }),
    'an all-day series with one day left out': sample('all-day-series', {
      start: '2026-03-02T00:00:00',
      timeZone: null,
      duration: 'P1D',
      showWithoutTime: true,
      recurrenceRules: [{ frequency: 'daily', count: 10 }],
      recurrenceOverrides: { '2026-03-05T00:00:00': { excluded: true } },
    }),
    'a series with a moved, a renamed, a cancelled and an extra occurrence': sample('overrides', {
      recurrenceRules: [{ frequency: 'weekly', byDay: [{ day: 'mo' }] }],
      recurrenceOverrides: {
        '2026-02-09T09:00:00': { start: '2026-02-10T14:00:00', duration: 'PT2H' },
        '2026-02-16T09:00:00': { title: 'Only this one' },
        '2026-02-23T09:00:00': { excluded: true },
        '2026-02-27T11:00:00': {},
      },
    }),
    'text with everything in it': sample('text', {
      title: 'Zürich; 東京, "quoted" \\ back\\nslash 👩‍👩‍👧 ﷽',
      description: 'First line\nsecond line\n\nafter an empty one; with, separators: and \\ a backslash\tand a tab',
      locations: { '1': { '@type': 'Location', name: 'Salle 3; «Léman», 2ᵉ étage' } },
    }),
    'a long description': sample('long', { description: 'Zwölf Boxkämpfer 🥊 jagen Viktor. '.repeat(1_000).trim() }),
    'sixty keywords': sample('keywords', {
      keywords: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Schlagwort ${index}, äöü`, true])),
    }),
    'alarms before the start and at a moment': sample('alarms', {
      alerts: {
        '1': { '@type': 'Alert', trigger: { '@type': 'OffsetTrigger', offset: '-PT15M' }, action: 'display' },
        '2': { '@type': 'Alert', trigger: { '@type': 'OffsetTrigger', offset: '-P1D' }, action: 'display' },
        '3': {
          '@type': 'Alert',
          trigger: { '@type': 'AbsoluteTrigger', when: '2026-02-01T12:00:00Z' },
          action: 'display',
        },
      },
    }),
    'a tentative, private event that blocks nothing': sample('status', {
      status: 'tentative',
      privacy: 'private',
      freeBusyStatus: 'free',
      priority: 3,
    }),
    'a cancelled event': sample('cancelled', { status: 'cancelled' }),
    'a coloured event': sample('color', { color: 'crimson' }),
  }).map(([name, event]) => [name, normalise(event)]),
)

/** A meeting with people: what a mirror must keep readable and must never mail. */
export const MEETING: CalendarEvent = normalise(
  sample('meeting', {
    description: 'Agenda: the usual',
    replyTo: { imip: 'mailto:ada@example.org' },
    participants: {
      ada: {
        '@type': 'Participant',
        name: 'Ada Lovelace',
        email: 'ada@example.org',
        sendTo: { imip: 'mailto:ada@example.org' },
        roles: { owner: true, attendee: true },
        participationStatus: 'accepted',
      },
      charles: {
        '@type': 'Participant',
        name: 'Charles Babbage',
        email: 'charles@example.com',
        sendTo: { imip: 'mailto:charles@example.com' },
        roles: { attendee: true },
        participationStatus: 'needs-action',
        expectReply: true,
      },
    },
  }),
)

/** A weekly meeting on Mondays at nine in Zurich, or what the changes make of it. */
export function sample(uid: string, changes: Partial<CalendarEvent>): CalendarEvent {
  return {
    '@type': 'Event',
    uid: `${uid}@contract.example`,
    title: `Sample ${uid}`,
    start: '2026-02-02T09:00:00',
    timeZone: 'Europe/Zurich',
    duration: 'PT1H',
    ...changes,
  }
}
