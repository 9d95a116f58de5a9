import type { AgentId } from '@chroniton/shared/contract/ids'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { describe, expect, it } from 'vitest'
import { checkOwnership, parseReportItems } from './report-items.ts'
import { batchOf, calendarItem, eventItem, sampleEvent, seenCalendar } from './testing/samples.ts'

const good = [
  calendarItem('mine'),
  eventItem('mine', sampleEvent('a')),
  { kind: 'refused', commandId: 'c', code: 'item-refused', detail: 'no' },
]

describe('a batch', () => {
  it('is taken as it is', () => {
    expect(parseReportItems(batchOf(1, good))).toEqual(good)
  })

  it.each([
    ['no JSON', { ...batchOf(1, []), items: '[' }, 'items: not JSON'],
    ['no list', batchOf(1, {}), 'items: expected a list'],
    ['nothing', batchOf(1, []), 'at least one item'],
    [
      'too many',
      batchOf(
        1,
        Array.from({ length: 501 }, () => good[0]),
      ),
      '501 items',
    ],
    ['an unknown kind', batchOf(1, [...good, { kind: 'gossip' }]), 'items.3 (gossip): kind'],
    ['no item at all', batchOf(1, [null]), 'items.0 (no kind): kind'],
    [
      'an event without UID',
      batchOf(1, [good[0], eventItem('mine', sampleEvent(''))]),
      'items.1 (event-seen): event.uid',
    ],
    [
      'a start that is none',
      batchOf(1, [eventItem('mine', sampleEvent('a', { start: '2026-02-30' }))]),
      'items.0 (event-seen): event.start: expected a local date-time',
    ],
    [
      'a receipt without command',
      batchOf(1, [{ kind: 'applied', item: null, calendar: null }]),
      'items.0 (applied): commandId',
    ],
    ['a code that nobody knows', batchOf(1, [{ ...(good[2] as object), code: 'oops' }]), 'items.0 (refused): code'],
  ])('with %s is refused as a whole, naming the place', (_what, batch, words) => {
    expect(() => parseReportItems(batch)).toThrow(
      expect.objectContaining({ code: 'invalid-input', detail: expect.stringContaining(words) }),
    )
  })

  it('that is nested too deep is not even parsed', () => {
    const deep = { ...batchOf(1, []), items: `${'['.repeat(65)}${']'.repeat(65)}` }
    expect(() => parseReportItems(deep)).toThrow(expect.objectContaining({ code: 'nested-too-deep' }))
  })

  it('may be larger than the limit only when it is a single item', () => {
    const large = eventItem('mine', sampleEvent('a', { description: 'x'.repeat(1024 * 1024) }))
    expect(parseReportItems(batchOf(1, [large]))).toHaveLength(1)
    expect(() => parseReportItems(batchOf(1, [large, good[0]]))).toThrow(/characters/)
  })
})

describe('an agent', () => {
  const owners = {
    ofCalendar: (id: string) => ({ mine: 'me', theirs: 'them' }[id] as AgentId | undefined) ?? null,
    ofCommand: (id: string) => ({ mine: 'me', theirs: 'them' }[id] as AgentId | undefined) ?? null,
  }
  const check = (item: unknown) => checkOwnership('me' as AgentId, [good[0] as ReportItem, item as ReportItem], owners)
  const calendarId = 'theirs'

  it.each([
    ['a calendar', calendarItem('theirs')],
    ['a calendar’s end', { kind: 'calendar-gone', calendarId }],
    ['an event', eventItem('theirs', sampleEvent('a'))],
    ['a deletion', { kind: 'event-gone', calendarId, itemId: 'a' }],
    [
      'a failed item',
      { kind: 'item-failed', calendarId, itemId: 'a', code: 'item-malformed', detail: '', listingId: null },
    ],
    ['a listing', { kind: 'listing-complete', calendarId, listingId: 'l', count: 0 }],
    ['a failed account', { kind: 'account-failed', sourceId: 's', calendarId, code: 'source-fault', detail: '' }],
    ['a recovered account', { kind: 'account-recovered', sourceId: 's', calendarId }],
    ['an applied command', { kind: 'applied', commandId: 'theirs', item: null, calendar: null }],
    [
      'an applied command with their calendar',
      { kind: 'applied', commandId: 'mine', item: null, calendar: seenCalendar('theirs') },
    ],
    ['a refused command', { kind: 'refused', commandId: 'theirs', code: 'item-refused', detail: '' }],
  ])('may not report %s of another', (_what, item) => {
    expect(() => check(item)).toThrow(
      expect.objectContaining({ code: 'forbidden', detail: expect.stringContaining('items.1') }),
    )
  })

  it('may report what is its own, and what nobody knows yet', () => {
    for (const item of [...good, calendarItem('new'), eventItem('new', sampleEvent('b'))])
      expect(() => check(item)).not.toThrow()
  })
})
