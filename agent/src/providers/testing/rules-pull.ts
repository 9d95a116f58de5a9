import type { ItemId } from '@chroniton/shared/contract/ids'
import { sameEvent } from '@chroniton/shared/calendar/equality'
import { expect } from 'vitest'
import type { FailedItem, ProviderItem } from '../provider.ts'
import { KEEPS_TEXT, textOf, type Rule } from './contract-world.ts'
import { MEETING, sample, SAMPLE_EVENTS } from './sample-events.ts'
import { codeOf, NEVER_ABORTED, onlyItem, pullAll, TestJournal } from './test-journal.ts'

const ITEMS_OF_A_BIG_CALENDAR = 300

/** What a run of `changes` and a `read` promise. */
export const PULL_RULES: Rule[] = [
  {
    id: 'empty',
    title: 'an empty calendar is a complete run without items',
    async check({ source, calendar }) {
      expect(await pullAll(source, calendar)).toEqual({ items: [], failed: [], same: [], gone: [], complete: true })
    },
  },
  {
    id: 'first-run',
    title: 'a run without a cursor names every item and is complete',
    async check({ source, calendar, outside }) {
      const made = [
        await outside.create(calendar, sample('one', {})),
        await outside.create(calendar, sample('two', {})),
        await outside.create(calendar, sample('three', {})),
      ]
      const pulled = await pullAll(source, calendar)
      expect(pulled.complete).toBe(true)
      expect(idsOf(pulled.items)).toEqual(made.toSorted())
      expect(pulled.items.map((item) => item.mark)).toEqual([null, null, null])
    },
  },
  {
    id: 'unchanged',
    title: 'a run over unchanged items hands over none',
    async check({ source, calendar, outside }) {
      await outside.create(calendar, sample('one', {}))
      await outside.create(calendar, sample('two', {}))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      const again = await journal.pull(source, calendar)
      expect(again.items).toEqual([])
      expect(again.gone).toEqual([])
    },
  },
  {
    id: 'new-changed-gone',
    title: 'an item that is new, changed or gone is named as that, and nothing else is',
    async check({ source, calendar, outside }) {
      const changed = await outside.create(calendar, sample('changed', { title: 'Before' }))
      const gone = await outside.create(calendar, sample('gone', {}))
      await outside.create(calendar, sample('untouched', {}))
      const journal = new TestJournal()
      const first = await journal.pull(source, calendar)

      await outside.edit(calendar, changed, sample('changed', { title: 'After!' }))
      await outside.remove(calendar, gone)
      const added = await outside.create(calendar, sample('added', {}))

      const second = await journal.pull(source, calendar)
      expect(idsOf(second.items)).toEqual([added, changed].toSorted())
      expect(second.gone).toEqual([gone])
      const after = itemOf(second.items, changed)
      expect(after.event.title).toBe('After!')
      expect(after.version).not.toBe(itemOf(first.items, changed).version)
    },
  },
  {
    id: 'quick-edits',
    title: 'an edit of the same length right after a run is seen',
    async check({ source, calendar, outside }) {
      const itemId = await outside.create(calendar, sample('quick', { title: 'Edit 0' }))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      for (const title of ['Edit 1', 'Edit 2', 'Edit 3']) {
        await outside.edit(calendar, itemId, sample('quick', { title }))
        expect((await journal.pull(source, calendar)).items.map((item) => item.event.title)).toEqual([title])
      }
    },
  },
  {
    id: 'resume',
    title: 'a cursor is good for another process',
    async check({ source, calendar, outside, reopen }) {
      const changed = await outside.create(calendar, sample('changed', {}))
      await outside.create(calendar, sample('untouched', {}))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      const later = await reopen()
      try {
        expect((await journal.pull(later, calendar)).items).toEqual([])
        await outside.edit(calendar, changed, sample('changed', { title: 'After' }))
        expect(idsOf((await journal.pull(later, calendar)).items)).toEqual([changed])
      } finally {
        await later.close()
      }
    },
  },
  {
    id: 'cursor-expired',
    title: 'a cursor the provider does not know leads to a complete run, not to a failure',
    async check({ source, calendar, outside }) {
      const kept = await outside.create(calendar, sample('kept', {}))
      const gone = await outside.create(calendar, sample('gone', {}))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      await outside.remove(calendar, gone)
      journal.cursor = 'https://calendar.example/ns/sync/0-expired'
      const pulled = await journal.pull(source, calendar)
      expect(pulled.complete).toBe(true)
      expect(pulled.gone).toEqual([gone])
      expect([...pulled.same, ...idsOf(pulled.items)]).toEqual([kept])
    },
  },
  {
    id: 'known-unread',
    title: 'a run without a cursor names items at a known version as the same',
    async check({ source, calendar, outside }) {
      const kept = await outside.create(calendar, sample('kept', {}))
      const changed = await outside.create(calendar, sample('changed', {}))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      await outside.edit(calendar, changed, sample('changed', { title: 'After' }))
      journal.cursor = null
      const pulled = await journal.pull(source, calendar)
      expect(pulled.complete).toBe(true)
      expect(pulled.same).toEqual([kept])
      expect(idsOf(pulled.items)).toEqual([changed])
    },
  },
  {
    id: 'many',
    title: `${ITEMS_OF_A_BIG_CALENDAR} items arrive, with progress that grows`,
    async check({ source, calendar, outside }) {
      for (let index = 0; index < ITEMS_OF_A_BIG_CALENDAR; index++) {
        await outside.create(calendar, sample(`many-${index}`, { title: `Meeting ${index}` }))
      }
      const seen = new Set<ItemId>()
      let done = 0
      for await (const step of source.changes(calendar, null, { version: () => undefined }, NEVER_ABORTED)) {
        if (step.kind === 'item') seen.add(step.itemId)
        if (step.kind !== 'progress') continue
        expect(step.done).toBeGreaterThanOrEqual(done)
        if (step.total !== null) expect(step.done).toBeLessThanOrEqual(step.total)
        done = step.done
      }
      expect(seen.size).toBe(ITEMS_OF_A_BIG_CALENDAR)
    },
  },
  {
    id: 'same-uid',
    title: 'two items with one UID are both named, and stay told apart',
    async check({ source, calendar, outside }) {
      const first = await outside.create(calendar, sample('twice', { title: 'First' }))
      const second = await outside.create(calendar, sample('twice', { title: 'Second' }))
      const journal = new TestJournal()
      const pulled = await journal.pull(source, calendar)
      expect([...idsOf(pulled.items), ...idsOf(pulled.failed)].toSorted()).toEqual([first, second].toSorted())
      expect(pulled.items.length).toBeGreaterThanOrEqual(1)
      const again = await journal.pull(source, calendar)
      expect([again.items, again.failed, again.gone]).toEqual([[], [], []])
    },
  },
  {
    id: 'broken-item',
    title: 'an item that cannot be read is reported once, the rest goes on, and it is never taken for gone',
    needs: KEEPS_TEXT,
    async check({ source, calendar, outside }) {
      const good = await outside.create(calendar, sample('good', {}))
      const broken = await textOf(outside).create(calendar, BROKEN_TEXT)
      const journal = new TestJournal()
      const pulled = await journal.pull(source, calendar)
      expect(idsOf(pulled.items)).toEqual([good])
      expect(idsOf(pulled.failed)).toEqual([broken])
      expect(pulled.failed[0]!.code).toMatch(/^item-/)

      const again = await journal.pull(source, calendar)
      expect([again.items, again.failed, again.gone]).toEqual([[], [], []])

      await outside.edit(calendar, broken, sample('broken', { title: 'Mended' }))
      expect((await journal.pull(source, calendar)).items.map((item) => item.event.title)).toEqual(['Mended'])

      await textOf(outside).replace(calendar, good, BROKEN_TEXT.replace('broken@', 'good@'))
      const spoilt = await journal.pull(source, calendar)
      expect(idsOf(spoilt.failed)).toEqual([good])
      expect(spoilt.gone).toEqual([])
    },
  },
  {
    id: 'read',
    title: 'reading named items shows them as they are now and leaves out what is not there',
    async check({ source, calendar, outside }) {
      const kept = await outside.create(calendar, sample('kept', { title: 'Before' }))
      const gone = await outside.create(calendar, sample('gone', {}))
      const first = await pullAll(source, calendar)
      expect(await source.read(calendar, [kept], NEVER_ABORTED)).toEqual([itemOf(first.items, kept)])

      await outside.edit(calendar, kept, sample('kept', { title: 'After' }))
      await outside.remove(calendar, gone)
      const items = await source.read(calendar, [kept, gone], NEVER_ABORTED)
      expect(items).toEqual([itemOf((await pullAll(source, calendar)).items, kept)])
      expect(items[0]).toMatchObject({ kind: 'item', itemId: kept, event: { title: 'After' } })
      expect(await source.read(calendar, [], NEVER_ABORTED)).toEqual([])
    },
  },
  {
    id: 'read-broken',
    title: 'reading an item that is broken says so',
    needs: KEEPS_TEXT,
    async check({ source, calendar, outside }) {
      const broken = await textOf(outside).create(calendar, BROKEN_TEXT)
      const [item] = await source.read(calendar, [broken], NEVER_ABORTED)
      expect(item).toMatchObject({ kind: 'failed', itemId: broken })
    },
  },
  {
    id: 'abort',
    title: 'an abort stops a run with the signal’s reason',
    async check({ source, calendar, outside }) {
      await outside.create(calendar, sample('one', {}))
      await outside.create(calendar, sample('two', {}))
      const reason = new Error('enough')
      const drain = async (signal: AbortSignal, onStep: () => void) => {
        for await (const _ of source.changes(calendar, null, { version: () => undefined }, signal)) onStep()
      }
      await expect(drain(AbortSignal.abort(reason), () => {})).rejects.toBe(reason)
      const midway = new AbortController()
      await expect(drain(midway.signal, () => midway.abort(reason))).rejects.toBe(reason)
      await expect(source.calendars(AbortSignal.abort(reason))).rejects.toBe(reason)
      expect((await pullAll(source, calendar)).items).toHaveLength(2)
    },
  },
  {
    id: 'calendar-vanished',
    title: 'a calendar that vanished is not found; nothing in it is called gone',
    async check({ source, calendar, outside }) {
      await outside.create(calendar, sample('one', {}))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      await outside.removeCalendar(calendar)
      const code = await codeOf(journal.pull(source, calendar))
      expect(['calendar-not-found', 'source-file']).toContain(code)
      expect(journal.versions.size).toBe(1)
    },
  },
  ...Object.entries(SAMPLE_EVENTS).map(([name, event]): Rule => ({
    id: `seen: ${name}`,
    title: `${name} made elsewhere is seen as it is`,
    async check({ source, calendar, outside }, { holds = (it) => it }) {
      const itemId = await outside.create(calendar, event)
      const item = await onlyItem(source, calendar)
      expect(item).toMatchObject({ itemId, mark: null })
      expectSame(item.event, holds(event))
    },
  })),
  {
    id: 'seen: a meeting',
    title: 'a meeting with people made elsewhere is seen with its people',
    async check({ source, calendar, outside }) {
      await outside.create(calendar, MEETING)
      const { event } = await onlyItem(source, calendar)
      expect(peopleOf(event)).toEqual(peopleOf(MEETING))
    },
  },
]

/** Valid as text, but an end before its start can be no event. */
const BROKEN_TEXT = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//example.org//contract//EN',
  'BEGIN:VEVENT',
  'UID:broken@contract.example',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260202T090000Z',
  'DTEND:20260202T080000Z',
  'SUMMARY:Ends before it starts',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

export function idsOf(items: (ProviderItem | FailedItem)[]): ItemId[] {
  return items.map((item) => item.itemId).toSorted()
}

export function itemOf(items: ProviderItem[], itemId: ItemId): ProviderItem {
  const item = items.find((candidate) => candidate.itemId === itemId)
  if (!item) throw new Error(`${itemId} was not among ${idsOf(items).join(', ')}`)
  return item
}

/** Name, address and answer of everyone, whatever ids the provider gave them. */
export function peopleOf(event: ProviderItem['event']): string[] {
  return Object.values(event.participants ?? {})
    .map(({ name, email, sendTo, participationStatus }) =>
      [name, email ?? sendTo?.['imip']?.replace(/^mailto:/, ''), participationStatus ?? 'needs-action'].join(' · '),
    )
    .toSorted()
}

export function expectSame(actual: ProviderItem['event'], wanted: ProviderItem['event']): void {
  if (sameEvent(actual, wanted)) return
  expect(actual).toEqual(wanted)
  throw new Error('the events look alike and have different hashes')
}
