import type { CalendarId, ConflictId, EventId, Instant } from '@chroniton/shared/contract/ids'
import type { ConflictSide, ConflictView } from '@chroniton/shared/contract/views'
import { describe, expect, it } from 'vitest'
import { byEvent, commonSides, similarTo } from './similar.ts'

const at = '2026-03-01T12:00:00Z' as Instant

function side(name: string): ConflictSide {
  return { calendarId: name as CalendarId, name, value: name, deleted: false, at }
}

function conflict(id: string, eventId: string, path: string, current: string, other: string): ConflictView {
  return {
    id: id as ConflictId,
    eventId: eventId as EventId,
    title: eventId,
    path,
    base: null,
    current: side(current),
    other: side(other),
    strategy: 'manual',
    at,
    state: 'open',
    decidedBy: null,
  }
}

describe('conflicts', () => {
  it('of one event stand together', () => {
    const [a, b, c] = [
      conflict('1', 'x', 'title', 'A', 'B'),
      conflict('2', 'y', 'title', 'A', 'B'),
      conflict('3', 'x', 'time', 'A', 'B'),
    ]
    expect(byEvent([a, b, c])).toEqual([[a, c], [b]])
  })

  it('can be decided for the whole event by a side that is in all of them', () => {
    expect(commonSides([conflict('1', 'x', 'title', 'A', 'B'), conflict('2', 'x', 'time', 'B', 'A')])).toEqual([
      'A',
      'B',
    ])
    expect(commonSides([conflict('1', 'x', 'title', 'A', 'B'), conflict('2', 'x', 'time', 'C', 'A')])).toEqual(['A'])
    expect(commonSides([])).toEqual([])
  })

  it('are similar when the same property is between the same calendars, whichever side stands', () => {
    const one = conflict('1', 'x', 'title', 'A', 'B')
    const turned = conflict('2', 'y', 'title', 'B', 'A')
    const others = [
      conflict('3', 'y', 'time', 'A', 'B'),
      conflict('4', 'z', 'title', 'A', 'C'),
      conflict('5', 'z', 'participants/a', 'A', 'B'),
    ]
    expect(similarTo(one, 'current', [one, turned, ...others])).toEqual([{ conflict: turned, side: 'other' }])
    expect(similarTo(one, 'other', [one, turned, ...others])).toEqual([{ conflict: turned, side: 'current' }])
  })
})
