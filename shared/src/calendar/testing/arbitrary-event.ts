import fc from 'fast-check'
import type { CalendarEvent, JsonValue, LocalDateTime, Participant, PatchObject, RecurrenceRule } from '../event.ts'
import { participantKey } from '../keys.ts'
import { printLocal } from '../local-time.ts'
import { normalise } from '../normalise.ts'
import { seriesTimes } from '../series.ts'

/**
 * Events as people and their programs make them, normalised: every property of the model, series with exceptions, and
 * the texts that formats trip over. What no calendar would accept (rules that never fire, ends before starts) is not
 * among them.
 */

const AWKWARD = [
  'plain',
  'a;b,c:d"e\\f',
  'back\\nslash n',
  'two\nlines\n\nand more',
  ' spaces around ',
  'Zürich 東京 ﷽ 👩‍👩‍👧',
  'END:VEVENT',
  "^n ^^ ^'",
  '<b>no</b> &amp;',
  'x'.repeat(200),
  'ä'.repeat(80),
]

const text = fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'grapheme', maxLength: 120 }))
const word = fc
  .oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'grapheme', maxLength: 30 }))
  .map((value) => value.trim())
  .filter((value) => value !== '')
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/)
const zone = fc.constantFrom(
  'Europe/Zurich',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'America/St_Johns',
  'Etc/UTC',
)
/** Between 1971 and 2036, on the minute. */
const local = fc.integer({ min: 525_600, max: 34_700_000 }).map((minute) => printLocal(minute * 60))
const instant = local.map((time) => `${time}Z`)
const duration = fc.oneof(
  fc.constantFrom('PT0S', 'PT15M', 'PT1H', 'PT1H30M', 'PT24H', 'P1D', 'P7D', 'P1DT2H', 'PT36H', 'PT45S'),
  fc.integer({ min: 1, max: 5000 }).map((minutes) => `PT${minutes}M`),
)
const uri = fc.webUrl({ withQueryParameters: true })

const rule: fc.Arbitrary<RecurrenceRule> = fc.oneof(
  fc.constantFrom<RecurrenceRule>(
    { frequency: 'daily', interval: 2 },
    { frequency: 'weekly', byDay: [{ day: 'mo' }, { day: 'th' }] },
    { frequency: 'weekly', interval: 2, firstDayOfWeek: 'su', byDay: [{ day: 'su' }] },
    { frequency: 'monthly', byDay: [{ day: 'fr', nthOfPeriod: -1 }] },
    { frequency: 'monthly', byMonthDay: [-1, 15] },
    { frequency: 'monthly', byDay: [{ day: 'mo' }, { day: 'tu' }], bySetPosition: [1, -1] },
    { frequency: 'yearly', byMonth: ['3', '10'], byDay: [{ day: 'su', nthOfPeriod: -1 }] },
    { frequency: 'yearly' },
  ),
  fc.integer({ min: 1, max: 30 }).map((count): RecurrenceRule => ({ frequency: 'weekly', count })),
)

const trigger = fc.oneof(
  fc.record(
    {
      '@type': fc.constant('OffsetTrigger' as const),
      offset: fc.constantFrom('-PT15M', 'PT0S', '-P1D', 'PT5M', '-P1DT2H'),
      relativeTo: fc.constant('end' as const),
    },
    { requiredKeys: ['@type', 'offset'] },
  ),
  fc.record({ '@type': fc.constant('AbsoluteTrigger' as const), when: instant }),
)
const alert = fc.record(
  { trigger, action: fc.constantFrom('display', 'email'), acknowledged: instant },
  { requiredKeys: ['trigger'] },
)

const ROLES: Record<string, true>[] = [
  { attendee: true },
  { attendee: true, chair: true },
  { attendee: true, optional: true },
  { informational: true },
]
const participant: fc.Arbitrary<Participant> = fc
  .record(
    {
      email: fc.emailAddress(),
      roles: fc.constantFrom(...ROLES),
      name: word,
      kind: fc.constantFrom('individual', 'group', 'location', 'resource'),
      participationStatus: fc.constantFrom('accepted', 'declined', 'tentative', 'needs-action', 'delegated'),
      expectReply: fc.boolean(),
      participationComment: text,
    },
    { requiredKeys: ['email', 'roles'] },
  )
  .map((person) => ({ ...person, roles: { ...person.roles }, sendTo: { imip: `mailto:${person.email}` } }))

/** With or without one of them as the organizer, who may be nothing else. */
const people = fc
  .tuple(
    fc.uniqueArray(participant, { selector: ({ email }) => email?.toLowerCase(), maxLength: 4 }),
    fc.constantFrom(0, 1, 2),
    fc.boolean(),
  )
  .map(([persons, organizer, ownKeys]): Pick<CalendarEvent, 'participants' | 'replyTo'> => {
    const [first, ...others] = persons
    if (first === undefined) return {}
    const chief =
      organizer === 0 ? first : { ...first, roles: { ...(organizer === 1 && first.roles), owner: true as const } }
    const entries = [chief, ...others].map((person, index) => [
      ownKeys ? `p${index}` : participantKey(person.email!),
      person,
    ])
    return {
      participants: Object.fromEntries(entries) as Record<string, Participant>,
      ...(organizer > 0 && { replyTo: { ...first.sendTo } }),
    }
  })

const link = fc.record(
  {
    href: uri,
    rel: fc.constantFrom('enclosure', 'icon', 'describedby', 'alternate'),
    contentType: fc.constant('application/pdf'),
    size: fc.integer({ min: 0, max: 1_000_000 }),
    title: word,
    display: fc.constantFrom('badge', 'thumbnail'),
  },
  { requiredKeys: ['href'] },
)
const location = fc.record(
  { name: word, description: word, coordinates: fc.constantFrom('geo:47.37,8.54', 'geo:-33.8,151.2') },
  { requiredKeys: ['name'] },
)
const conference = fc.record(
  {
    uri,
    name: word,
    description: word,
    features: fc.constantFrom<Record<string, true>>({ video: true }, { audio: true, chat: true }),
  },
  { requiredKeys: ['uri'] },
)

const content = fc.record(
  {
    title: text,
    description: text,
    locations: fc.dictionary(fc.constantFrom('1', '2', 'room'), location, { maxKeys: 2 }),
    virtualLocations: fc.dictionary(id, conference, { maxKeys: 2 }),
    links: fc.dictionary(fc.oneof(id, fc.constant('url')), link, { maxKeys: 3 }),
    keywords: fc.dictionary(word, fc.constant(true as const), { maxKeys: 4 }),
    categories: fc.dictionary(fc.webUrl(), fc.constant(true as const), { maxKeys: 2 }),
    color: fc.constantFrom('crimson', '#ff0000', '#123456', 'turquoise'),
    relatedTo: fc.dictionary(id, fc.constantFrom({ relation: { parent: true as const } }, { relation: {} }), {
      maxKeys: 2,
    }),
    status: fc.constantFrom('confirmed', 'tentative', 'cancelled'),
    freeBusyStatus: fc.constantFrom('free', 'busy'),
    privacy: fc.constantFrom('public', 'private', 'secret'),
    priority: fc.integer({ min: 0, max: 9 }),
    alerts: fc.dictionary(id, alert, { maxKeys: 3 }),
    locale: fc.constantFrom('de-CH', 'en'),
    useDefaultAlerts: fc.boolean(),
    'example.com:vendor': fc.constantFrom<JsonValue>('text', 7, [1, { deep: 'a/b~c' }], { 'a/b': null, c: [] }),
  },
  { requiredKeys: ['title'] },
)

const bookkeeping = fc.record({ created: instant, updated: instant, sequence: fc.nat(20) }, { requiredKeys: [] })

const time = fc.oneof(
  fc.record({ start: local, duration, timeZone: fc.option(zone) }),
  fc.tuple(local, fc.integer({ min: 1, max: 20 })).map(([start, days]) => ({
    start: `${start.slice(0, 10)}T00:00:00`,
    duration: `P${days}D`,
    showWithoutTime: true,
  })),
)

const single: fc.Arbitrary<CalendarEvent> = fc
  .tuple(id, content, people, bookkeeping, time)
  .map(([uid, ...parts]) => Object.assign({ '@type': 'Event' as const, uid, start: '' }, ...parts) as CalendarEvent)

const change: fc.Arbitrary<PatchObject> = fc.oneof(
  fc.constant({ excluded: true }),
  fc.constant({}),
  fc.record({ title: text }),
  fc.record({ start: local }),
  fc.record({ duration }),
  fc.record({ description: fc.option(text), 'locations/1': fc.constantFrom({ name: 'Elsewhere' }, null) }),
  fc.record({ 'alerts/own': alert.map((value) => value as unknown as JsonValue), status: fc.constant('cancelled') }),
  fc.record({ timeZone: zone }),
)

/** A series; its exceptions are for occurrences that it has, or add one. */
const series: fc.Arbitrary<CalendarEvent> = fc
  .tuple(
    single,
    fc.uniqueArray(rule, { maxLength: 2 }),
    fc.array(fc.tuple(fc.nat(12), local, change), { maxLength: 5 }),
  )
  .map(([event, recurrenceRules, changes]) => {
    const recurring = recurrenceRules.length === 0 ? event : { ...event, recurrenceRules }
    const occurrences = firstOf(recurring, 13)
    const recurrenceOverrides: Record<LocalDateTime, PatchObject> = {}
    for (const [place, elsewhere, patch] of changes) recurrenceOverrides[occurrences[place] ?? elsewhere] = patch
    return { ...recurring, recurrenceOverrides }
  })

function firstOf(event: CalendarEvent, count: number): LocalDateTime[] {
  const times: LocalDateTime[] = []
  for (const wall of seriesTimes(event)) {
    if (times.length === count) break
    times.push(printLocal(wall))
  }
  return times
}

export const arbitraryEvent: fc.Arbitrary<CalendarEvent> = fc.oneof(single, series).map(normalise)
