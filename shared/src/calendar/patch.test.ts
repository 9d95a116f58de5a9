import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalendarEvent, PatchObject } from './event.ts'
import { normalise, withoutBookkeeping } from './normalise.ts'
import {
  apply,
  diff,
  invert,
  patchOfUnit,
  patchOfValue,
  pickUnits,
  unitOf,
  unitsOf,
  unitValue,
  valueAt,
} from './patch.ts'
import { arbitraryRawEvent } from './testing/arbitrary-raw-event.ts'

const meeting: CalendarEvent = {
  '@type': 'Event',
  uid: 'meeting',
  title: 'Planning',
  start: '2026-03-02T09:00:00',
  timeZone: 'Europe/Zurich',
  duration: 'PT1H',
  participants: {
    anna: { name: 'Anna', participationStatus: 'accepted' },
    ben: { name: 'Ben' },
  },
  alerts: { '1': { trigger: { '@type': 'OffsetTrigger', offset: '-PT15M' } } },
  recurrenceRules: [{ frequency: 'weekly' }],
  recurrenceOverrides: { '2026-03-09T09:00:00': { title: 'Planning, long' } },
}

describe('diff', () => {
  test('keyed maps give one pointer per entry, everything else one per property', () => {
    const after: CalendarEvent = {
      ...meeting,
      title: 'Planning II',
      participants: { anna: { name: 'Anna' }, cleo: { name: 'Cleo' } },
      keywords: { work: true },
      recurrenceOverrides: { ...meeting.recurrenceOverrides, '2026-03-16T09:00:00': { excluded: true } },
      recurrenceRules: [{ frequency: 'weekly', count: 3 }],
    }
    expect(diff(meeting, after)).toEqual({
      title: 'Planning II',
      'participants/anna': { name: 'Anna' },
      'participants/ben': null,
      'participants/cleo': { name: 'Cleo' },
      'keywords/work': true,
      'recurrenceOverrides/2026-03-16T09:00:00': { excluded: true },
      recurrenceRules: [{ frequency: 'weekly', count: 3 }],
    })
  })

  test('bookkeeping is no change', () => {
    expect(
      diff(meeting, { ...meeting, updated: '2026-01-01T00:00:00Z', sequence: 3, prodId: 'x', created: 'y' }),
    ).toEqual({})
  })

  test('keys with slashes and tildes are escaped', () => {
    const after: CalendarEvent = { ...meeting, 'example.com/x': 1, keywords: { 'a/b~c': true } }
    const patch = diff(meeting, after)
    expect(patch).toEqual({ 'example.com~1x': 1, 'keywords/a~1b~0c': true })
    expect(apply(meeting, patch)).toEqual(after)
  })

  test('a key named like a property of every object is a key like any other', () => {
    const after = { ...meeting, keywords: JSON.parse('{"__proto__": true, "constructor": true}') } as CalendarEvent
    const patch = diff(meeting, after)
    expect(Object.keys(patch).sort()).toEqual(['keywords/__proto__', 'keywords/constructor'])
    const result = apply(meeting, patch)
    expect(Object.keys(result.keywords!).sort()).toEqual(['__proto__', 'constructor'])
    expect(apply(result, invert(meeting, patch))).toEqual(meeting)
    expect(diff(after, meeting)).toEqual({ 'keywords/__proto__': null, 'keywords/constructor': null })
  })
})

describe('apply', () => {
  test('pointers reach into what is there and leave the original as it was', () => {
    const before = structuredClone(meeting)
    const result = apply(meeting, { 'participants/anna/participationStatus': 'declined', 'participants/ben': null })
    expect(result.participants).toEqual({ anna: { name: 'Anna', participationStatus: 'declined' } })
    expect(meeting).toEqual(before)
  })

  test('a keyed map is made when it is missing and goes when it is empty', () => {
    expect(apply(meeting, { 'categories/a': true }).categories).toEqual({ a: true })
    expect(apply(meeting, { 'alerts/1': null })).not.toHaveProperty('alerts')
  })

  test('a pointer through something that is gone, or through a list, changes nothing', () => {
    expect(apply(meeting, { 'participants/zoe/participationStatus': 'accepted' })).toEqual(meeting)
    expect(apply(meeting, { 'recurrenceRules/0/count': 3 })).toEqual(meeting)
    expect(apply(meeting, { 'title/x': 1, 'links/a': null })).toEqual(meeting)
  })

  test('nothing reaches the prototype of objects', () => {
    apply(meeting, JSON.parse('{"__proto__/polluted": true, "participants/__proto__/polluted": true}') as PatchObject)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('units', () => {
  test.each([
    ['start', 'time'],
    ['timeZone', 'time'],
    ['duration', 'time'],
    ['showWithoutTime', 'time'],
    ['recurrenceRules', 'recurrenceRules'],
    ['excludedRecurrenceRules', 'recurrenceRules'],
    ['title', 'title'],
    ['replyTo/imip', 'replyTo'],
    ['participants/anna/name', 'participants/anna'],
    ['recurrenceOverrides/2026-03-09T09:00:00/title', 'recurrenceOverrides/2026-03-09T09:00:00'],
    ['constructor', 'constructor'],
  ])('%s belongs to %s', (pointer, unit) => expect(unitOf(pointer)).toBe(unit))

  test('the time of an event is one value', () => {
    expect(unitValue(meeting, 'time')).toEqual({
      start: '2026-03-02T09:00:00',
      timeZone: 'Europe/Zurich',
      duration: 'PT1H',
      showWithoutTime: null,
    })
    expect(unitValue(meeting, 'alerts/2')).toBeNull()
    expect(unitValue(meeting, 'constructor')).toBeNull()
  })

  test('part of a patch can be picked by unit', () => {
    const patch: PatchObject = { start: '2026-03-02T10:00:00', duration: 'PT2H', title: 'x', 'alerts/1': null }
    expect(unitsOf(patch)).toEqual(['time', 'title', 'alerts/1'])
    expect(pickUnits(patch, new Set(['time', 'alerts/1']))).toEqual({
      start: '2026-03-02T10:00:00',
      duration: 'PT2H',
      'alerts/1': null,
    })
  })
})

describe('properties', () => {
  const arbitraryEvent = arbitraryRawEvent().map((event) => withoutBookkeeping(normalise(event)))

  test('a diff leads from one event to the other, and its inverse back', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryEvent, (before, after) => {
        const patch = diff(before, after)
        expect(apply(before, patch)).toEqual(after)
        expect(apply(apply(before, patch), invert(before, patch))).toEqual(before)
      }),
    )
  })

  test('an event differs from itself in nothing', () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        expect(diff(event, structuredClone(event))).toEqual({})
      }),
    )
  })

  test('no pointer of a diff leads into another', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryEvent, (before, after) => {
        const pointers = Object.keys(diff(before, after))
        for (const pointer of pointers) {
          expect(pointers.filter((other) => other.startsWith(`${pointer}/`))).toEqual([])
        }
      }),
    )
  })

  test('every pointer of a diff can be carried over by its unit', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryEvent, (before, after) => {
        let merged = before
        for (const unit of unitsOf(diff(before, after))) {
          expect(patchOfValue(unit, unitValue(after, unit))).toEqual(patchOfUnit(after, unit))
          merged = apply(merged, patchOfUnit(after, unit))
        }
        expect(merged).toEqual(after)
      }),
    )
  })

  test('what a patch sets is there afterwards', () => {
    fc.assert(
      fc.property(arbitraryEvent, arbitraryEvent, (before, after) => {
        const patch = diff(before, after)
        const result = apply(before, patch)
        for (const [pointer, value] of Object.entries(patch)) expect(valueAt(result, pointer) ?? null).toEqual(value)
      }),
    )
  })
})
