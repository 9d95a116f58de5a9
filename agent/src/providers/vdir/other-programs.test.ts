import { execFile } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { normalise } from '@chroniton/shared/calendar/normalise'
import { EventId } from '@chroniton/shared/contract/ids'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeWithPrograms } from '../../../../tests/servers/available.ts'
import { MEETING, sample } from '../testing/sample-events.ts'
import { NEVER_ABORTED, pullAll } from '../testing/test-journal.ts'
import { openVdirWorld, type VdirWorld } from './testing/vdir-world.ts'

const run = promisify(execFile)

let world: VdirWorld

beforeEach(async () => {
  world = await openVdirWorld()
  const events = [
    sample('weekly', {
      title: 'Jour fixe, Zürich 🎉',
      recurrenceRules: [{ frequency: 'weekly', byDay: [{ day: 'mo' }] }],
      recurrenceOverrides: { '2026-02-09T09:00:00': { start: '2026-02-10T14:00:00' } },
    }),
    sample('holiday', {
      title: 'Holiday',
      start: '2026-02-12T00:00:00',
      timeZone: null,
      duration: 'P2D',
      showWithoutTime: true,
    }),
    { ...MEETING, start: '2026-02-11T09:00:00' },
  ]
  for (const [index, event] of events.entries()) {
    const eventId = EventId.parse(`seed-${index}`)
    const write = {
      eventId,
      role: 'mirror',
      itemId: null,
      expectedVersion: null,
      patch: {},
      event: normalise(event),
    } as const
    await world.source.write(world.calendar, write, NEVER_ABORTED)
  }
})
afterEach(() => world.close())

describeWithPrograms('khal', ['khal'], () => {
  const khal = async (...args: string[]) => {
    const config = join(world.root, '.khal')
    const text = [
      '[calendars]',
      '[[work]]',
      `path = ${world.folder}`,
      '[locale]',
      'local_timezone = Europe/Zurich',
      'default_timezone = Europe/Zurich',
      'dateformat = %Y-%m-%d',
      'longdateformat = %Y-%m-%d',
      'timeformat = %H:%M',
      'datetimeformat = %Y-%m-%d %H:%M',
      'longdatetimeformat = %Y-%m-%d %H:%M',
      '[default]',
      'default_calendar = work',
      '[sqlite]',
      `path = ${join(world.root, '.khal.db')}`,
      '',
    ]
    await writeFile(config, text.join('\n'))
    const { stdout } = await run('khal', ['-c', config, ...args], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    return stdout
  }

  it('reads what is written', async () => {
    const listed = await khal('list', '--format', '{start-date} {start-time} {title}', '2026-02-09', '8d')
    const lines = listed.split('\n').map((line) => line.trim())
    expect(lines).toContain('2026-02-10 14:00 Jour fixe, Zürich 🎉')
    expect(lines).toContain('2026-02-16 09:00 Jour fixe, Zürich 🎉')
    expect(lines.some((line) => line.startsWith('2026-02-12') && line.endsWith('Holiday'))).toBe(true)
    expect(lines).not.toContain('2026-02-09 09:00 Jour fixe, Zürich 🎉')
  })

  it('is read when it writes', async () => {
    await khal('new', '-a', 'work', '2026-03-03 10:00', '2026-03-03 11:30', 'From khal')
    const { items, failed } = await pullAll(world.source, world.calendar)
    expect(failed).toEqual([])
    const made = items.find((item) => item.event.title === 'From khal')
    expect(made?.event).toMatchObject({ start: '2026-03-03T10:00:00', timeZone: 'Europe/Zurich', duration: 'PT1H30M' })
    expect(made?.mark).toBeNull()
  })
})

describeWithPrograms('vdirsyncer', ['vdirsyncer'], () => {
  it('copies what is written to another folder, where it is read as the same', async () => {
    const other = join(world.root, 'other')
    await mkdir(other)
    const config = join(world.root, '.vdirsyncer')
    const text = [
      '[general]',
      `status_path = "${join(world.root, '.status')}"`,
      '[pair both]',
      'a = "ours"',
      'b = "other"',
      'collections = null',
      'metadata = ["displayname", "color"]',
      'conflict_resolution = "a wins"',
      '[storage ours]',
      'type = "filesystem"',
      `path = "${world.folder}"`,
      'fileext = ".ics"',
      '[storage other]',
      'type = "filesystem"',
      `path = "${other}"`,
      'fileext = ".ics"',
      '',
    ]
    await writeFile(config, text.join('\n'))
    await world.source.changeCalendar(world.calendar, { name: 'Büro', color: '#c0ffee' }, NEVER_ABORTED)
    for (const command of ['discover', 'sync', 'metasync']) await run('vdirsyncer', ['-c', config, command])

    expect(await readdir(other)).toHaveLength(5)
    const [ours, theirs] = [await pullAll(world.source, 'work'), await pullAll(world.source, 'other')]
    const events = ({ items }: typeof ours) =>
      items.map(({ event, mark }) => ({ event, mark })).toSorted((a, b) => (a.event.uid < b.event.uid ? -1 : 1))
    expect(events(theirs)).toEqual(events(ours))
    const calendars = await world.source.calendars(NEVER_ABORTED)
    expect(calendars.map(({ metadata }) => [metadata.name, metadata.color])).toEqual([
      ['Büro', '#c0ffee'],
      ['Büro', '#c0ffee'],
    ])
  })
})
