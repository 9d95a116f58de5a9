import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { EventId, ItemId } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ItemWrite } from '../provider.ts'
import { impatientMachine } from '../testing/impatient-machine.ts'
import { sample } from '../testing/sample-events.ts'
import { codeOf, NEVER_ABORTED, onlyItem, pullAll, TestJournal } from '../testing/test-journal.ts'
import { foreignText } from '../testing/text-client.ts'
import { openVdir } from './source.ts'
import { openVdirWorld, vdirConfig, type VdirWorld } from './testing/vdir-world.ts'

let world: VdirWorld
beforeEach(async () => void (world = await openVdirWorld()))
afterEach(() => world.close())

const put = (name: string, text: string) => writeFile(join(world.folder, name), text)
const creation: ItemWrite = {
  eventId: EventId.parse('feed-1'),
  role: 'mirror',
  itemId: null,
  expectedVersion: null,
  patch: {},
  event: normalise(sample('new', {})),
}

describe('a file', () => {
  it('with several events of different UIDs is reported with what to do', async () => {
    const [head, ...rest] = foreignText(sample('two', {})).split('BEGIN:VEVENT')
    await put('both.ics', foreignText(sample('one', {})).replace('END:VCALENDAR', `BEGIN:VEVENT${rest[0]}`))
    expect(head).toContain('BEGIN:VCALENDAR')
    const { items, failed } = await pullAll(world.source, world.calendar)
    expect(items).toEqual([])
    expect(failed).toMatchObject([{ itemId: 'both.ics', code: 'item-malformed' }])
    expect(failed[0]!.detail).toContain('2 events')
  })

  it('with a task is none of ours, and is not read again and again', async () => {
    await put('task.ics', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR\r\n')
    expect(await pullAll(world.source, world.calendar)).toMatchObject({ items: [], failed: [], complete: true })
  })

  it.each([
    ['empty', ''],
    ['half written', foreignText(sample('one', {})).slice(0, 120)],
    ['no calendar', 'hello'],
    ['binary', '\0\x01\x02'.repeat(1_000)],
  ])('that is %s is reported and left alone', async (_, text) => {
    await put('good.ics', foreignText(sample('good', {})))
    await put('bad.ics', text)
    const { items, failed } = await pullAll(world.source, world.calendar)
    expect(items.map((item) => item.itemId)).toEqual(['good.ics'])
    expect(failed).toMatchObject([{ itemId: 'bad.ics', code: 'item-malformed' }])
    expect(await readFile(join(world.folder, 'bad.ics'), 'utf8')).toBe(text)
  })

  it('that is a link out of the folder is refused, and never written through', async () => {
    await symlink('/etc/hostname', join(world.folder, 'out.ics'))
    const { failed } = await pullAll(world.source, world.calendar)
    expect(failed).toMatchObject([{ itemId: 'out.ics', code: 'source-forbidden' }])
    expect(await pullAll(world.source, world.calendar)).toMatchObject({ items: [] })
  })

  it('outside the calendar is never read, written or deleted, whatever the hub names', async () => {
    await writeFile(join(world.root, 'stray.ics'), foreignText(sample('stray', {})))
    const itemId = ItemId.parse('../stray.ics')
    expect(await world.source.read(world.calendar, [itemId], NEVER_ABORTED)).toEqual([])
    expect(await codeOf(world.source.write(world.calendar, { ...creation, itemId }, NEVER_ABORTED))).toBe(
      'item-not-found',
    )
    await world.source.delete(world.calendar, itemId, null, NEVER_ABORTED)
    expect(await readdir(world.root)).toContain('stray.ics')
    expect(await codeOf(pullAll(world.source, '..'))).toBe('calendar-not-found')
  })

  it('that somebody renamed is still found by its mark', async () => {
    const { itemId } = await world.source.write(world.calendar, creation, NEVER_ABORTED)
    await rename(join(world.folder, itemId), join(world.folder, 'renamed by hand.ics'))
    const found = await world.source.find(world.calendar, creation.eventId, NEVER_ABORTED)
    expect(found).toMatchObject({ itemId: 'renamed by hand.ics', mark: creation.eventId })
  })

  it('keeps its foreign name when it is changed', async () => {
    const itemId = await world.outside.create(world.calendar, sample('one', {}))
    const { version, event } = await onlyItem(world.source, world.calendar)
    const write: ItemWrite = {
      ...creation,
      role: 'original',
      itemId,
      expectedVersion: version,
      event: { ...event, title: 'New' },
    }
    await world.source.write(world.calendar, write, NEVER_ABORTED)
    expect((await readdir(world.folder)).toSorted()).toEqual(['displayname', itemId])
  })
})

describe('a folder', () => {
  it('whose disk is not mounted is an error, and nothing is gone', async () => {
    await rm(join(world.folder, 'displayname'))
    await world.outside.create(world.calendar, sample('one', {}))
    const journal = new TestJournal()
    await journal.pull(world.source, world.calendar)
    await rename(world.folder, `${world.folder}-mounted`)
    await mkdir(world.folder)
    expect(await codeOf(journal.pull(world.source, world.calendar))).toBe('source-file')
    expect(await codeOf(journal.pull(await world.reopen(), world.calendar))).toBe('source-file')
    expect(journal.versions.size).toBe(1)
  })

  it('that was emptied by its owner lists none', async () => {
    const itemId = await world.outside.create(world.calendar, sample('one', {}))
    const journal = new TestJournal()
    await journal.pull(world.source, world.calendar)
    await world.outside.remove(world.calendar, itemId)
    expect(await journal.pull(world.source, world.calendar)).toMatchObject({ gone: [itemId], complete: true })
  })

  it('that is itself a calendar has the configured name until it has its own', async () => {
    const config = { ...vdirConfig(world.folder), calendarName: 'Configured' }
    const source = await openVdir(config, impatientMachine())
    const shown = async () =>
      (await source.calendars(NEVER_ABORTED)).map(({ nativeId, metadata }) => [nativeId, metadata.name])
    expect(await shown()).toEqual([['.', 'Work']])
    await rm(join(world.folder, 'displayname'))
    expect(await shown()).toEqual([['.', 'Configured']])
    await world.outside.create(world.calendar, sample('one', {}))
    expect((await onlyItem(source, '.')).event.title).toBe('Sample one')
    expect(await codeOf(source.deleteCalendar('.', NEVER_ABORTED))).toBe('not-supported')
  })

  it('is complete after many writes at once, with nothing left over', async () => {
    const writes = Array.from({ length: 50 }, (_, index) => ({
      ...creation,
      eventId: EventId.parse(`seed-${index}`),
      event: normalise(sample(`many-${index}`, {})),
    }))
    await Promise.all(writes.map((write) => world.source.write(world.calendar, write, NEVER_ABORTED)))
    expect((await readdir(world.folder)).filter((name) => name !== 'displayname')).toHaveLength(50)
    expect((await pullAll(world.source, world.calendar)).items).toHaveLength(50)
  })
})
