import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventSchema } from '../contract/event.ts'
import { arbitraryEvent } from './testing/arbitrary-event.ts'
import { arbitraryRawEvent } from './testing/arbitrary-raw-event.ts'
import { isWellFormed } from './well-formed.ts'

const accepts = (event: unknown) => EventSchema.safeParse(event).success

test('events as people make them are recognised', () => {
  fc.assert(fc.property(arbitraryEvent, (event) => isWellFormed(event) && accepts(event)))
})

test('what anybody may send is recognised only if the schema accepts it', () => {
  fc.assert(fc.property(arbitraryRawEvent(), (event) => accepts(event) || !isWellFormed(event)))
})

const TEXTS = ['', 'x', 'x'.repeat(2000), '2026-02-30T09:00:00', '2026-02-28T09:00:00', 'PT1H', '-PT1H', 'P', 'PT']
const WORDS = ['confirmed', 'free', 'public']
const OTHERS = [null, undefined, true, false, 0, -1, 1.5, 2 ** 53, Number.NaN, [], [{}], [null], {}, new Date(0)]
const MEMBERS: unknown[] = [true, false, {}, null, [], 'x', undefined, { href: 'x' }, { uri: 'x' }, { href: 1 }]
const ALERTS = [{ trigger: {} }, { trigger: [] }, { trigger: { '@type': 'OffsetTrigger' } }]
const OVERRIDES = [{}, { title: null }, { title: undefined }, null, { n: Number.NaN }, { o: [{ d: new Date(0) }] }]
const VALUES: unknown[] = [
  ...TEXTS,
  ...WORDS,
  ...OTHERS,
  ...[...MEMBERS, ...ALERTS].map((member) => ({ a: member })),
  ...OVERRIDES.flatMap((patch) => [{ '2026-02-28T09:00:00': patch }, { x: patch }]),
  [{ frequency: 'daily' }],
  [{ frequency: 1 }],
]
const PROPERTIES = Object.keys((EventSchema as unknown as { shape: Record<string, unknown> }).shape)

test.each([...PROPERTIES, 'x-unknown'])(
  '"%s" with any value is recognised only if the schema accepts it',
  (property) => {
    for (const value of VALUES) {
      const event = { '@type': 'Event', uid: 'e', start: '2026-01-05T09:00:00', [property]: value }
      expect([property, value, !isWellFormed(event) || accepts(event)]).toEqual([property, value, true])
    }
  },
)

test('what is no event is not recognised', () => {
  for (const value of [null, undefined, [], 'Event', { '@type': 'Event' }]) expect(isWellFormed(value)).toBe(false)
})
