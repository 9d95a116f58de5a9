import { normalise } from '@chroniton/shared/calendar/normalise'
import { EventId } from '@chroniton/shared/contract/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWithPrograms } from '../../../../tests/servers/available.ts'
import type { RunningServer } from '../../../../tests/servers/process.ts'
import { startRadicale } from '../../../../tests/servers/radicale.ts'
import { startXandikos } from '../../../../tests/servers/xandikos.ts'
import { Redacted } from '../../secrets/redacted.ts'
import type { World } from '../testing/contract-world.ts'
import { sample } from '../testing/sample-events.ts'
import { codeOf, NEVER_ABORTED, onlyItem } from '../testing/test-journal.ts'
import { openCaldavWorld, openTestSource } from './testing/caldav-world.ts'

describeWithPrograms('signing in to Radicale', ['radicale'], () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startRadicale({ users: { ada: 'Sësame', charles: 'other' } })
  })
  afterAll(() => server.stop())

  const METADATA = { name: 'Work', color: null, description: null }

  it('shows an account its own calendars', async () => {
    const ada = await openTestSource(server.url, { username: 'ada', password: Redacted.of('Sësame') })
    const charles = await openTestSource(server.url, { username: 'charles', password: Redacted.of('other') })
    const made = await ada.createCalendar(METADATA, 'key', NEVER_ABORTED)
    expect((await ada.calendars(NEVER_ABORTED)).map(({ nativeId }) => nativeId)).toEqual([made.nativeId])
    expect(await charles.calendars(NEVER_ABORTED)).toEqual([])
    expect(await codeOf(charles.deleteCalendar(made.nativeId, NEVER_ABORTED))).toBe('calendar-read-only')
    await ada.close()
    await charles.close()
  })

  it('says that a password is wrong, and takes the right one once it is there', async () => {
    const passwords = ['wrong', 'Sësame']
    const password = new Redacted(() => Promise.resolve(passwords.shift() ?? 'Sësame'))
    const source = await openTestSource(server.url, { username: 'ada', password, auth: 'basic' })
    expect(await codeOf(source.calendars(NEVER_ABORTED))).toBe('source-needs-sign-in')
    expect(await source.calendars(NEVER_ABORTED)).toHaveLength(1)
    await source.close()
  })
})

describe.each([
  ['Radicale', 'radicale', startRadicale, '/ada/'],
  ['Xandikos', 'xandikos', startXandikos, '/user/calendars/'],
] as const)('%s', (name, program, start, home) => {
  describeWithPrograms(`a UID that is taken on ${name}`, [program], () => {
    let server: RunningServer
    let world: World
    beforeAll(async () => {
      server = await start()
      world = await openCaldavWorld(server.url, home, 'ada')
    })
    afterAll(async () => {
      await world.close()
      await server.stop()
    })

    it('is refused with the name of the item that has it, and nothing is changed', async () => {
      const { source, calendar, outside } = world
      const itemId = await outside.create(calendar, sample('taken', { title: 'Theirs' }))
      const before = await onlyItem(source, calendar)
      const eventId = EventId.parse('00ff-1')
      const write = { eventId, role: 'mirror' as const, itemId: null, expectedVersion: null, patch: {} }
      const attempt = source.write(calendar, { ...write, event: normalise(sample('taken', {})) }, NEVER_ABORTED)
      await expect(attempt).rejects.toMatchObject({ code: 'item-refused', detail: expect.stringContaining(itemId) })
      expect(await onlyItem(source, calendar)).toEqual(before)
    })
  })
})
