import { checkEvent } from '@chroniton/shared/calendar/check'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { EventSchema } from '@chroniton/shared/contract/event'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedFields } from './expressible.ts'
import { readOlderEvent } from './read-event.ts'
import { olderContent } from './write-event.ts'

const ZONE = 'Europe/Zurich'
const read = (value: unknown, zone = ZONE) =>
  readOlderEvent(
    { hash: '', size: JSON.stringify(value ?? null).length, value: () => value },
    { agentId: 'old', zone, people: new Map() },
  )
const eventOf = (value: object, zone = ZONE) => {
  const content = read({ id: 'a', ...value }, zone)?.content
  if (content === undefined || !('event' in content)) throw new Error(JSON.stringify(content))
  return content.event
}
const at = (start_time: string, end_time: string, more: object = {}) => eventOf({ start_time, end_time, ...more })

describe('an event of an older agent', () => {
  it('keeps its wall time', () => {
    expect(at('2026-01-15T09:00:00', '2026-01-15T10:30:00.123456')).toMatchObject({
      start: '2026-01-15T09:00:00',
      duration: 'PT1H30M',
      timeZone: ZONE,
    })
    expect(at('2026-01-15 09:00', '2026-01-15 09:00')).toMatchObject({ start: '2026-01-15T09:00:00', duration: 'PT0S' })
    expect(at('2026-07-15T07:00:00Z', '2026-07-15T10:00:00+02:00')).toMatchObject({
      start: '2026-07-15T09:00:00',
      duration: 'PT1H',
    })
    expect(eventOf({ start: '2026-01-15T09:00:00', end: '2026-01-15T10:00:00' })).toMatchObject({ duration: 'PT1H' })
  })

  it('lasts as long as the clock says over a change of summer time', () => {
    expect(at('2026-03-29T01:00:00', '2026-03-29T04:00:00').duration).toBe('PT2H')
    expect(at('2026-10-24T12:00:00', '2026-10-26T13:00:00').duration).toBe('P2DT1H')
  })

  it.each([
    ['2026-01-15T00:00:00', '2026-01-16T00:00:00', 'P1D'],
    ['2026-01-15T00:00:00', '2026-01-15T00:00:00', 'P1D'],
    ['2026-01-15T00:00:00', '2026-01-16T23:59:59', 'P2D'],
    ['2026-01-15', '2026-01-18', 'P3D'],
    ['2026-01-15T00:00:00Z', '2026-01-16T00:00:00Z', 'P1D'],
    ['2026-01-15T00:00:00-08:00', '2026-01-16T00:00:00-08:00', 'P1D'],
  ])('of whole days from %s to %s is dates, in no zone', (start_time, end_time, duration) => {
    const event = at(start_time, end_time, { all_day: true })
    expect(event).toMatchObject({ start: '2026-01-15T00:00:00', showWithoutTime: true, duration })
    expect(event.timeZone).toBeUndefined()
  })

  it.each([
    ['FREQ=WEEKLY;BYDAY=MO', { frequency: 'weekly', byDay: [{ day: 'mo' }] }],
    ['RRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT', { frequency: 'daily', count: 3 }],
    ['RRULE:FREQ=MONTHLY\\r\\nEND:VEVENT\\r\\n', { frequency: 'monthly' }],
    ['DTSTART:20260101\nRRULE:FREQ=YEARLY;UNTIL=20300101T000000Z\nEND:VEVENT', { frequency: 'yearly' }],
  ])('repeats by %j', (recurrence_pattern, rule) => {
    const event = at('2026-01-15T09:00:00', '2026-01-15T10:00:00', { recurring: true, recurrence_pattern })
    expect(event.recurrenceRules).toEqual([expect.objectContaining(rule)])
  })

  it('does not repeat where no rule is told', () => {
    for (const recurrence_pattern of ['', null, 'Weekly on Monday', 'END:VEVENT']) {
      expect(at('2026-01-15', '2026-01-15', { recurring: true, recurrence_pattern }).recurrenceRules).toBeUndefined()
    }
  })

  it('tells its people by either name of their answer', () => {
    const event = at('2026-01-15', '2026-01-15', {
      organizer: { email: 'boss@x.org', name: 'Boss' },
      participants: [
        { email: 'a@x.org', name: 'A', status: 'ACCEPTED' },
        { email: 'b@x.org', response_status: 'tentatively accepted' },
        { email: 'boss@x.org', response_status: 'organizer' },
        { name: 'Room only' },
        'nobody',
        {},
      ],
    })
    expect(Object.values(event.participants ?? {})).toEqual([
      {
        email: 'a@x.org',
        sendTo: { imip: 'mailto:a@x.org' },
        name: 'A',
        roles: { attendee: true },
        participationStatus: 'accepted',
      },
      {
        email: 'b@x.org',
        sendTo: { imip: 'mailto:b@x.org' },
        roles: { attendee: true },
        participationStatus: 'tentative',
      },
      { email: 'boss@x.org', sendTo: { imip: 'mailto:boss@x.org' }, roles: { attendee: true, owner: true } },
      { name: 'Room only', roles: { attendee: true } },
    ])
  })

  it('is another one in another calendar, and the same in the next list', () => {
    const uid = (value: object) => eventOf({ start_time: '2026-01-15', end_time: '2026-01-15', ...value }).uid
    expect(uid({ calendar_id: 'x' })).toBe(uid({ calendar_id: 'x', title: 'other' }))
    expect(uid({ calendar_id: 'x' })).not.toBe(uid({ calendar_id: 'y' }))
    expect(uid({ id: 1 })).toBe(uid({ id: '1' }))
  })

  it.each([
    [{ start_time: 'soon' }, 'item-bad-time'],
    [{}, 'item-bad-time'],
    [{ start_time: '2026-02-30T09:00:00' }, 'item-bad-time'],
    [{ start_time: '2026-01-15T10:00:00', end_time: '2026-01-15T09:00:00' }, 'item-bad-time'],
    [{ start_time: '2026-01-15', recurrence_pattern: 'FREQ=SOMETIMES' }, 'item-bad-rule'],
    [{ start_time: '2026-01-15', recurrence_pattern: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'item-bad-rule'],
    [{ start_time: '2026-01-15', description: 'x'.repeat(600_000) }, 'item-too-large'],
  ])('that makes no sense is named: %j', (value, code) => {
    expect(read({ id: 'a', ...value })?.content).toMatchObject({ code })
  })

  it('cannot be known again without an id', () => {
    for (const value of [null, 1, 'x', [], {}, { id: '' }, { id: null }]) expect(read(value)).toBeNull()
    expect(read({ provider_id: 'p' })?.itemId).toBe('p')
  })

  it('is whatever it holds one that the engine can keep, or named', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.object({ maxDepth: 2 }))
    const time = fc.oneof(
      value,
      fc
        .date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2200-01-01') })
        .map((date) => date.toISOString()),
    )
    const raw = fc.record(
      {
        start_time: time,
        end_time: time,
        title: value,
        description: value,
        location: value,
        all_day: value,
        recurrence_pattern: fc.oneof(
          value,
          fc.constantFrom('FREQ=DAILY', 'RRULE:FREQ=WEEKLY;INTERVAL=0', 'FREQ=HOURLY;BYSECOND=61'),
        ),
        participants: fc.oneof(value, fc.array(value)),
        organizer: value,
        status: value,
        updated_at: time,
        calendar_id: value,
        calendar_name: value,
        provider: value,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(raw, (given) => {
        const item = read({ id: 'a', ...given })!
        if (!('event' in item.content)) return
        EventSchema.parse(item.content.event)
        checkEvent(normalise(item.content.event))
      }),
    )
  })

  it('comes back as it was told', () => {
    const told = eventOf({
      title: 'A',
      description: 'B',
      location: 'C',
      start_time: '2026-07-15T09:00:00',
      end_time: '2026-07-15T10:00:00',
      recurrence_pattern: 'FREQ=WEEKLY;UNTIL=20270101T080000Z',
      private: true,
      status: 'tentative',
    })
    const again = eventOf(olderContent(told, 'America/New_York'), 'America/New_York')
    expect(again.timeZone).toBe('America/New_York')
    expect(changedFields(told, again, ZONE)).toEqual([])
    expect(changedFields(told, { ...told, title: 'Other' }, ZONE)).toEqual(['title'])
    expect(changedFields(told, { ...told, keywords: { x: true } }, ZONE)).toEqual([])
  })
})
