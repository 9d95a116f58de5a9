import { ReportItem } from '@chroniton/shared/contract/report'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isEventSeen } from './event-seen-check.ts'

/** Values that some property takes, and some that none does. */
const value = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  '',
  'text',
  'x'.repeat(65),
  'x'.repeat(1025),
  'Event',
  'event-seen',
  '2026-02-28T09:00:00',
  '2026-02-30T24:00:00',
  '2026-02-28T09:00:00Z',
  '2026-02-29T09:00:00Z',
  '2024-02-29T09:00:00.123Z',
  '2026-13-01T09:00:00Z',
  '2026-02-28T09:00:00+01:00',
  'PT45M',
  'P1D',
  'P1W2D',
  'P',
  'PT',
  'confirmed',
  'private',
  'free',
  'gone',
  [],
  ['text'],
  {},
  { a: true },
  { a: false },
  { a: 'text' },
  { a: {} },
  { a: { trigger: {} } },
  { a: { trigger: { '@type': 'OffsetTrigger' } } },
  JSON.parse('{"__proto__": true}'),
  JSON.parse('{"__proto__": {}}'),
)

const PROPERTIES =
  '@type uid title description start timeZone duration showWithoutTime recurrenceRules excludedRecurrenceRules ' +
  'recurrenceOverrides status freeBusyStatus privacy keywords categories color locations virtualLocations links ' +
  'participants alerts sequence created updated __proto__ example.com:own'
const FIELDS = 'kind calendarId itemId version event mark modifiedAt listingId other'

const ordinary = {
  kind: 'event-seen',
  calendarId: 'calendar',
  itemId: 'item',
  version: '"1"',
  event: {
    '@type': 'Event',
    uid: 'uid',
    title: 'Review',
    description: 'of the quarter',
    start: '2026-03-02T09:00:00',
    timeZone: 'Europe/Zurich',
    duration: 'PT1H30M',
    locations: { '1': { name: 'Room 1' } },
    keywords: { work: true },
    participants: { ann: { name: 'Ann', roles: { owner: true } } },
    alerts: { '1': { trigger: { '@type': 'OffsetTrigger', offset: '-PT15M' }, action: 'display' } },
    status: 'tentative',
    sequence: 2,
    created: '2026-01-01T00:00:00Z',
    'example.com:own': [1, { deep: null }],
  },
  mark: null,
  modifiedAt: '2026-03-01T12:00:00.000Z',
  listingId: 'listing',
}

/** The ordinary item with members of it replaced, added and left out. */
const changed = fc
  .record({
    event: fc.array(fc.tuple(fc.constantFrom(...PROPERTIES.split(' ')), fc.option(value, { nil: undefined })), {
      maxLength: 2,
    }),
    item: fc.array(fc.tuple(fc.constantFrom(...FIELDS.split(' ')), fc.option(value, { nil: undefined })), {
      maxLength: 1,
    }),
  })
  .map(({ event, item }) => {
    const parts = [...Object.entries(ordinary.event).filter(([key]) => !event.some(([name]) => name === key)), ...event]
    const members = Object.entries({ ...ordinary, event: null }).filter(([key]) => !item.some(([name]) => name === key))
    return json([...members, ...item].map(([key, given]) => [key, key === 'event' ? (given ?? json(parts)) : given]))
  })

/** As a parser gives it, whatever the names of its members. */
function json(members: [string, unknown][]): unknown {
  const present = members.filter(([, given]) => given !== undefined)
  return JSON.parse(`{${present.map(([key, given]) => `${JSON.stringify(key)}:${JSON.stringify(given)}`).join(',')}}`)
}

it('knows an ordinary event', () => {
  expect(isEventSeen(ordinary)).toBe(true)
  expect(isEventSeen({ ...ordinary, mark: 'event', modifiedAt: null, listingId: null })).toBe(true)
  expect(isEventSeen({ ...ordinary, modifiedAt: '2026-03-31T12:00:00Z' })).toBe(true)
})

it('takes nothing that the schema would refuse or change', () => {
  let taken = 0
  fc.assert(
    fc.property(changed, (item) => {
      if (!isEventSeen(item)) return
      taken++
      expect(ReportItem.parse(item)).toEqual(item)
    }),
    { numRuns: 3000 },
  )
  expect(taken).toBeGreaterThan(100)
})
