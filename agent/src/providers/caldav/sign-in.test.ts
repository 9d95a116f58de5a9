import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithPrograms } from '../../../../tests/servers/available.ts'
import type { RunningServer } from '../../../../tests/servers/process.ts'
import { startRadicale } from '../../../../tests/servers/radicale.ts'
import { Redacted } from '../../secrets/redacted.ts'
import { codeOf, NEVER_ABORTED } from '../testing/test-journal.ts'
import { openTestSource } from './testing/caldav-world.ts'

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
