import fc from 'fast-check'
import type { CalendarEvent } from '../event.ts'

/**
 * Events as any source may give them: defaults spelled out or not, empty maps, odd line ends, overrides that say
 * nothing. Keys and values are few, so that two events often agree in part.
 */
export function arbitraryRawEvent(): fc.Arbitrary<CalendarEvent> {
  return fc
    .record({ properties, time, series })
    .map(({ properties: own, time: when, series: rules }) =>
      prune({ '@type': 'Event', uid: 'e', ...own, ...when, ...rules }),
    )
}

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const key = fc.constantFrom('1', '2', 'a/b', 'm~n')
const keyed = <Value>(value: fc.Arbitrary<Value>) => fc.dictionary(key, value, { maxKeys: 3 })

const text = fc.constantFrom('', 'Planning', 'two\r\nlines', 'two\nlines', 'bell\u0007', 'half \ud83d', 'Grüezi 👋')
const duration = fc.constantFrom('PT0S', 'PT60M', 'PT1H', 'PT24H', 'P1D', 'P7D', 'P1W', 'PT90M', 'P1DT36H', 'PT0.5S')
const zone = fc.constantFrom('Europe/Zurich', 'America/New_York', 'US/Eastern', 'Asia/Calcutta', 'UTC', null)
const start = fc.constantFrom(
  '2026-03-02T09:00:00',
  '2026-03-29T02:30:00',
  '2026-03-02T00:00:00',
  '2026-10-25T02:30:00',
)

const time = fc.record({
  start,
  timeZone: maybe(zone),
  duration: maybe(duration),
  showWithoutTime: maybe(fc.boolean()),
})

const participant = fc.record({
  name: maybe(text),
  participationStatus: maybe(fc.constantFrom('needs-action', 'accepted')),
  expectReply: maybe(fc.boolean()),
  roles: maybe(fc.constantFrom({}, { attendee: true })),
})
const alert = fc.record({
  trigger: fc.oneof(
    fc.record({
      '@type': fc.constant('OffsetTrigger'),
      offset: fc.constantFrom('-PT15M', '-PT900S', 'PT0S', '-P1W'),
      relativeTo: maybe(fc.constantFrom('start', 'end')),
    }),
    fc.constant({ '@type': 'AbsoluteTrigger', when: '2026-03-02T07:00:00Z' }),
  ),
  action: maybe(fc.constantFrom('display', 'email')),
})
const location = fc.record({ '@type': maybe(fc.constant('Location')), name: maybe(text) })

const properties = fc.record({
  title: maybe(text),
  description: maybe(text),
  descriptionContentType: maybe(fc.constantFrom('text/plain', 'TEXT/HTML')),
  status: maybe(fc.constantFrom('confirmed', 'tentative', 'cancelled')),
  freeBusyStatus: maybe(fc.constantFrom('busy', 'free')),
  privacy: maybe(fc.constantFrom('public', 'private')),
  priority: maybe(fc.constantFrom(0, 5)),
  color: maybe(fc.constantFrom('Red', '#A1B2C3', '')),
  participants: maybe(keyed(participant)),
  alerts: maybe(keyed(alert)),
  locations: maybe(keyed(location)),
  keywords: maybe(keyed(fc.constant(true))),
  relatedTo: maybe(keyed(fc.record({ relation: maybe(fc.constantFrom({}, { parent: true })) }))),
  'example.com:kept': maybe(fc.jsonValue({ maxDepth: 2 })),
  updated: maybe(fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')),
  sequence: maybe(fc.nat(3)),
})

const rule = fc.record({
  frequency: fc.constantFrom('daily', 'weekly', 'monthly'),
  interval: maybe(fc.constantFrom(1, 2)),
  count: maybe(fc.constantFrom(3, 10)),
  until: maybe(fc.constantFrom('2026-06-01T09:00:00', '2026-05-01T23:59:59')),
  firstDayOfWeek: maybe(fc.constantFrom('mo', 'su')),
  byDay: maybe(fc.shuffledSubarray([{ day: 'mo' }, { day: 'we' }, { day: 'su' }])),
  byMonthDay: maybe(fc.shuffledSubarray([2, 9, 30, -1])),
})

const override = fc.oneof(
  fc.constant({ excluded: true }),
  fc.constant({ excluded: false }),
  fc.constant({}),
  fc.record({
    title: maybe(fc.option(text)),
    start: maybe(start),
    duration: maybe(duration),
    timeZone: maybe(zone),
    showWithoutTime: maybe(fc.boolean()),
    status: maybe(fc.constantFrom('confirmed', 'cancelled', null)),
    'participants/1/participationStatus': maybe(fc.constantFrom('accepted', 'needs-action')),
    'participants/2': maybe(fc.option(participant)),
    'alerts/1': maybe(fc.constant(null)),
    updated: maybe(fc.constant('2026-01-05T00:00:00Z')),
    recurrenceRules: maybe(fc.constant(null)),
  }),
)

const series = fc.record({
  recurrenceRules: maybe(fc.array(rule, { maxLength: 2 })),
  excludedRecurrenceRules: maybe(fc.array(rule, { maxLength: 1 })),
  recurrenceOverrides: maybe(
    fc.dictionary(
      fc.constantFrom('2026-03-02T09:00:00', '2026-03-09T09:00:00', '2026-03-09T00:00:00', '2026-03-31T02:30:00'),
      override,
      { maxKeys: 3 },
    ),
  ),
})

/** Without `undefined`, which JSON has not. */
function prune(event: object): CalendarEvent {
  return JSON.parse(JSON.stringify(event)) as CalendarEvent
}
