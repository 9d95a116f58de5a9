import type { CalendarEvent, PatchObject } from '@chroniton/shared/calendar/event'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { apply } from '@chroniton/shared/calendar/patch'
import type { CopyRole } from '@chroniton/shared/contract/command'
import { EventId, ItemId, ItemVersion } from '@chroniton/shared/contract/ids'
import { expect } from 'vitest'
import type { ItemWrite, NativeId, ProviderItem, Source, Written } from '../provider.ts'
import { KEEPS_TEXT, textOf, WRITES, type Rule, type Traits } from './contract-world.ts'
import { expectSame, itemOf, peopleOf } from './rules-pull.ts'
import { MEETING, sample, SAMPLE_EVENTS } from './sample-events.ts'
import { checkItem, codeOf, NEVER_ABORTED, onlyItem, pullAll, TestJournal } from './test-journal.ts'

const EVENT_ID = EventId.parse('0123456789abcdef0123456789abcdef-1')
const OTHER_EVENT_ID = EventId.parse('0123456789abcdef0123456789abcdef-2')
const NEVER_GIVEN_VERSION = ItemVersion.parse('"never-given"')

/** What `write`, `delete` and `find` promise. */
export const WRITE_RULES: Rule[] = [
  {
    id: 'read-only',
    title: 'a calendar that cannot be written refuses every write and delete',
    needs: (traits) => !traits.writeEvents,
    async check({ source, calendar, outside }) {
      const itemId = await outside.create(calendar, sample('kept', {}))
      const before = await onlyItem(source, calendar)
      expect(await codeOf(source.write(calendar, creation(sample('new', {})), NEVER_ABORTED))).toBe(
        'calendar-read-only',
      )
      expect(await codeOf(source.delete(calendar, itemId, before.version, NEVER_ABORTED))).toBe('calendar-read-only')
      expect(await onlyItem(source, calendar)).toEqual(before)
    },
  },
  {
    id: 'create',
    title: 'a creation is marked, found by its mark, and its pull is an echo',
    needs: WRITES,
    async check({ source, calendar, reopen }) {
      expect(await source.find(calendar, EVENT_ID, NEVER_ABORTED)).toBeNull()
      const held = await heldAfter(source, calendar, creation(sample('new', {})))
      expect(held.mark).toBe(EVENT_ID)
      expect(await onlyItem(source, calendar)).toEqual(held)
      expect(await source.find(calendar, EVENT_ID, NEVER_ABORTED)).toEqual(held)
      expect(await source.find(calendar, OTHER_EVENT_ID, NEVER_ABORTED)).toBeNull()
      const later = await reopen()
      try {
        expect(await later.find(calendar, EVENT_ID, NEVER_ABORTED)).toEqual(held)
      } finally {
        await later.close()
      }
    },
  },
  {
    id: 'own-write-is-no-change',
    title: 'after its own write a run hands over nothing that the receipt did not say',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      await outside.create(calendar, sample('other', {}))
      const journal = new TestJournal()
      await journal.pull(source, calendar)
      const held = await heldAfter(source, calendar, creation(sample('new', {})))
      journal.wrote(held)
      const pulled = await journal.pull(source, calendar)
      for (const item of pulled.items) expect(item).toEqual(held)
      expect(pulled.gone).toEqual([])
    },
  },
  {
    id: 'create-again',
    title: 'the same creation again finds the first, also from another process',
    needs: WRITES,
    async check({ source, calendar, reopen }) {
      const write = creation(sample('new', {}))
      const first = await heldAfter(source, calendar, write)
      expect(await heldAfter(source, calendar, write)).toEqual(first)
      const later = await reopen()
      try {
        expect(await heldAfter(later, calendar, write)).toEqual(first)
      } finally {
        await later.close()
      }
      expect(await onlyItem(source, calendar)).toEqual(first)
    },
  },
  {
    id: 'create-again-after-edit',
    title: 'the same creation again does not overwrite what somebody has made of the first',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      const write = creation(sample('new', {}))
      const { itemId } = await heldAfter(source, calendar, write)
      await outside.edit(calendar, itemId, sample('new', { title: 'A person was here' }))
      const edited = await onlyItem(source, calendar)
      const code = await codeOf(source.write(calendar, write, NEVER_ABORTED))
      expect(code).toBe('version-mismatch')
      expect(await onlyItem(source, calendar)).toEqual(edited)
    },
  },
  {
    id: 'create-original',
    title: 'an original that is put back is made once as well',
    needs: WRITES,
    async check({ source, calendar }) {
      const write = creation(sample('restored', {}), { role: 'original' })
      const first = await heldAfter(source, calendar, write)
      expect(await heldAfter(source, calendar, write)).toEqual(first)
      expect(await onlyItem(source, calendar)).toEqual(first)
    },
  },
  {
    id: 'create-two',
    title: 'two events become two items',
    needs: WRITES,
    async check({ source, calendar }) {
      const writes = [creation(sample('one', {})), creation(sample('two', {}), { eventId: OTHER_EVENT_ID })]
      const written = await Promise.all(writes.map((write) => heldAfter(source, calendar, write)))
      expect(new Set(written.map((item) => item.itemId)).size).toBe(2)
      expect((await pullAll(source, calendar)).items).toHaveLength(2)
    },
  },
  {
    id: 'change',
    title: 'a change at the expected version is made, and gives a new version',
    needs: WRITES,
    async check({ source, calendar }) {
      const first = await heldAfter(source, calendar, creation(sample('new', {})))
      const second = await heldAfter(source, calendar, change(first, { title: 'Changed', color: 'red' }))
      expect(second.itemId).toBe(first.itemId)
      expect(second.version).not.toBe(first.version)
      expect(second.event.title).toBe('Changed')
      expect(second.mark).toBe(EVENT_ID)
      expect(await onlyItem(source, calendar)).toEqual(second)
    },
  },
  {
    id: 'change-stale',
    title: 'a change at any other version is refused and changes nothing',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      const held = await heldAfter(source, calendar, creation(sample('new', {})))
      await outside.edit(calendar, held.itemId, sample('new', { title: 'A person was here' }))
      const edited = await onlyItem(source, calendar)
      expect(await codeOf(source.write(calendar, change(held, { title: 'Ours' }), NEVER_ABORTED))).toBe(
        'version-mismatch',
      )
      const never = { ...change(held, { title: 'Ours' }), expectedVersion: NEVER_GIVEN_VERSION }
      expect(await codeOf(source.write(calendar, never, NEVER_ABORTED))).toBe('version-mismatch')
      expect(await onlyItem(source, calendar)).toEqual(edited)
    },
  },
  {
    id: 'change-race',
    title: 'of two changes made at once on the same version one is refused',
    needs: WRITES,
    async check({ source, calendar, reopen }) {
      let held = await heldAfter(source, calendar, creation(sample('new', {})))
      const rival = await reopen()
      try {
        for (const round of ['1', '2', '3', '4', '5']) {
          const outcomes = await Promise.allSettled([
            source.write(calendar, change(held, { title: `One ${round}` }), NEVER_ABORTED),
            rival.write(calendar, change(held, { title: `Two ${round}` }), NEVER_ABORTED),
          ])
          const won = outcomes.map((outcome) => outcome.status === 'fulfilled')
          expect(won.toSorted(), `round ${round}`).toEqual([false, true])
          const lost = outcomes.find((outcome) => outcome.status === 'rejected')
          expect(lost?.reason).toMatchObject({ code: 'version-mismatch' })
          held = await onlyItem(source, calendar)
          expect(held.event.title).toBe(won[0] ? `One ${round}` : `Two ${round}`)
        }
      } finally {
        await rival.close()
      }
    },
  },
  {
    id: 'change-of-nothing',
    title: 'a change of an item that is not there is refused and creates nothing',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      const held = await heldAfter(source, calendar, creation(sample('new', {})))
      await outside.remove(calendar, held.itemId)
      expect(await codeOf(source.write(calendar, change(held, { title: 'Back' }), NEVER_ABORTED))).toBe(
        'item-not-found',
      )
      expect((await pullAll(source, calendar)).items).toEqual([])
      expect(await source.find(calendar, EVENT_ID, NEVER_ABORTED)).toBeNull()
    },
  },
  {
    id: 'delete',
    title: 'a deletion at the expected version is done, and done again is a success',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      const kept = await outside.create(calendar, sample('kept', {}))
      const held = await heldAfter(source, calendar, creation(sample('new', {})))
      await source.delete(calendar, held.itemId, held.version, NEVER_ABORTED)
      await source.delete(calendar, held.itemId, held.version, NEVER_ABORTED)
      expect((await onlyItem(source, calendar)).itemId).toBe(kept)
      expect(await source.find(calendar, EVENT_ID, NEVER_ABORTED)).toBeNull()
      await source.delete(calendar, kept, null, NEVER_ABORTED)
      expect((await pullAll(source, calendar)).items).toEqual([])
    },
  },
  {
    id: 'delete-stale',
    title: 'a deletion at any other version is refused',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      const held = await heldAfter(source, calendar, creation(sample('new', {})))
      await outside.edit(calendar, held.itemId, sample('new', { title: 'A person was here' }))
      expect(await codeOf(source.delete(calendar, held.itemId, held.version, NEVER_ABORTED))).toBe('version-mismatch')
      expect((await onlyItem(source, calendar)).event.title).toBe('A person was here')
    },
  },
  {
    id: 'create-after-delete',
    title: 'an event whose item was deleted can be created again',
    needs: WRITES,
    async check({ source, calendar }) {
      const write = creation(sample('new', {}))
      const first = await heldAfter(source, calendar, write)
      await source.delete(calendar, first.itemId, first.version, NEVER_ABORTED)
      const second = await heldAfter(source, calendar, write)
      expect(await onlyItem(source, calendar)).toEqual(second)
    },
  },
  {
    id: 'write-vanished',
    title: 'a write into a calendar that vanished is refused as that',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      await outside.removeCalendar(calendar)
      const code = await codeOf(source.write(calendar, creation(sample('new', {})), NEVER_ABORTED))
      expect(['calendar-not-found', 'source-file']).toContain(code)
    },
  },
  ...Object.entries(SAMPLE_EVENTS).map(([name, event]): Rule => ({
    id: `kept: ${name}`,
    title: `${name} is held as it was written`,
    needs: WRITES,
    async check({ source, calendar }, { holds = (it) => it }) {
      const held = await heldAfter(source, calendar, creation(event))
      expectSame(held.event, holds(event))
      expect(await onlyItem(source, calendar)).toEqual(held)
    },
  })),
  {
    id: 'series-steps',
    title: 'one occurrence is moved, then one cancelled, and the series stays one item',
    needs: WRITES,
    async check({ source, calendar }, { holds = (it) => it }) {
      const weekly = sample('steps', { recurrenceRules: [{ frequency: 'weekly', byDay: [{ day: 'mo' }] }] })
      let held = await heldAfter(source, calendar, creation(weekly))
      const steps: PatchObject[] = [
        { 'recurrenceOverrides/2026-02-09T09:00:00': { start: '2026-02-11T16:30:00' } },
        { 'recurrenceOverrides/2026-02-16T09:00:00': { excluded: true } },
        { 'recurrenceOverrides/2026-02-09T09:00:00': { start: '2026-02-12T08:00:00', title: 'Moved twice' } },
        { 'recurrenceOverrides/2026-02-16T09:00:00': null },
      ]
      for (const patch of steps) {
        const wanted = holds(normalise(apply(held.event, patch)))
        held = await heldAfter(source, calendar, change(held, patch))
        expectSame(held.event, wanted)
        expect(await onlyItem(source, calendar)).toEqual(held)
      }
    },
  },
  {
    id: 'mirror-mails-nobody',
    title: 'a mirror keeps its people readable and invites nobody',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      let held = await heldAfter(source, calendar, creation(MEETING))
      const invited = async () => (await outside.invited?.(calendar, held.itemId)) ?? []
      expect(peopleOf(held.event)).toEqual(peopleOf(MEETING))
      expect(await invited()).toEqual([])
      held = await heldAfter(source, calendar, change(held, { title: 'Another title' }))
      expect(peopleOf(held.event)).toEqual(peopleOf(MEETING))
      expect(held.event.description).toBe(MEETING.description)
      expect(await invited()).toEqual([])
    },
  },
  {
    id: 'original-keeps-people',
    title: 'a change written to an original leaves its people invited',
    needs: WRITES,
    async check({ source, calendar, outside }) {
      const itemId = await outside.create(calendar, MEETING)
      const seen = await onlyItem(source, calendar)
      const held = await heldAfter(source, calendar, change(seen, { title: 'Another title' }, 'original'))
      expect(held).toMatchObject({ itemId, mark: null, event: { title: 'Another title' } })
      expect(peopleOf(held.event)).toEqual(peopleOf(MEETING))
    },
  },
  {
    id: 'original-keeps-unknown',
    title: 'a change written to an original leaves alone what is not modelled',
    needs: (traits) => traits.writeEvents && KEEPS_TEXT(traits),
    async check({ source, calendar, outside }) {
      const itemId = await textOf(outside).create(calendar, TEXT_WITH_UNKNOWN_PARTS)
      const seen = await onlyItem(source, calendar)
      const held = await heldAfter(source, calendar, change(seen, { title: 'Another title' }, 'original'))
      expect(held.event.title).toBe('Another title')
      const text = (await textOf(outside).get(calendar, itemId)).replace(/\r?\n[ \t]/g, '')
      for (const part of UNKNOWN_PARTS) expect(text).toContain(part)
    },
  },
  {
    id: 'busy',
    title: 'a busy copy shows what it was given and nothing else',
    needs: WRITES,
    async check({ source, calendar }, { holds = (it) => it }: Traits) {
      const busy = sample('busy', { title: 'Busy' })
      const held = await heldAfter(source, calendar, { ...creation(busy), role: 'busy' })
      expectSame(held.event, holds(normalise(busy)))
      expect(held.mark).toBe(EVENT_ID)
    },
  },
]

const UNKNOWN_PARTS = [
  'X-EXAMPLE-SECRET;X-KIND=inner:kept as it is',
  'GEO:46.2044;6.1432',
  'X-EXAMPLE-RING:twice',
  'CONTACT:Reception',
  'COMMENT:Bring a pencil',
]

const TEXT_WITH_UNKNOWN_PARTS = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//example.org//contract//EN',
  'BEGIN:VEVENT',
  'UID:unknown@contract.example',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260202T090000Z',
  'DTEND:20260202T100000Z',
  'SUMMARY:With parts nobody models',
  UNKNOWN_PARTS[0],
  UNKNOWN_PARTS[1],
  UNKNOWN_PARTS[3],
  UNKNOWN_PARTS[4],
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  'TRIGGER:-PT10M',
  'DESCRIPTION:Ring',
  UNKNOWN_PARTS[2],
  'END:VALARM',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

function creation(event: CalendarEvent, changes: Partial<ItemWrite> = {}): ItemWrite {
  return {
    eventId: EVENT_ID,
    role: 'mirror',
    itemId: null,
    expectedVersion: null,
    patch: {},
    event: normalise(event),
    ...changes,
  }
}

function change(item: ProviderItem, patch: PatchObject, role: CopyRole = 'mirror'): ItemWrite {
  return {
    eventId: EVENT_ID,
    role,
    itemId: item.itemId,
    expectedVersion: item.version,
    patch,
    event: normalise(apply(item.event, patch)),
  }
}

/** Writes, and gives what the provider holds then, read back as the agent does where the provider does not tell. */
async function heldAfter(source: Source, calendar: NativeId, write: ItemWrite): Promise<ProviderItem> {
  const written: Written = await source.write(calendar, write, NEVER_ABORTED)
  expect(ItemId.safeParse(written.itemId).success).toBe(true)
  const items = await source.read(calendar, [written.itemId], NEVER_ABORTED)
  expect(items.map((item) => item.kind)).toEqual(['item'])
  const read = itemOf(items as ProviderItem[], written.itemId)
  checkItem(read)
  if (written.held !== null) expect(written.held).toEqual(read)
  return read
}
