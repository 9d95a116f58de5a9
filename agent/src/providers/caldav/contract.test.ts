import { afterAll, beforeAll } from 'vitest'
import { describeWithPrograms } from '../../../../tests/servers/available.ts'
import type { RunningServer } from '../../../../tests/servers/process.ts'
import { startRadicale } from '../../../../tests/servers/radicale.ts'
import { startXandikos } from '../../../../tests/servers/xandikos.ts'
import type { Traits } from '../testing/contract-world.ts'
import { describeSource } from '../testing/contract.ts'
import { openCaldavWorld } from './testing/caldav-world.ts'

const EVERYTHING: Traits = {
  writeEvents: true,
  changeName: true,
  changeColor: true,
  changeDescription: true,
  createCalendar: true,
  deleteCalendar: true,
  keepsText: true,
}
const ONE_UID_ONCE = 'the server refuses a second item with the same UID'

describeWithPrograms('with Radicale', ['radicale'], () => {
  let server: RunningServer
  let users = 0
  beforeAll(async () => {
    server = await startRadicale()
  })
  afterAll(() => server.stop())

  describeSource('caldav', { ...EVERYTHING, skips: { 'same-uid': ONE_UID_ONCE } }, () => {
    const user = `user-${users++}`
    return openCaldavWorld(server.url, `/${user}/`, user)
  })
})

describeWithPrograms('with Xandikos', ['xandikos'], () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startXandikos()
  })
  afterAll(() => server.stop())

  const traits: Traits = {
    ...EVERYTHING,
    changeDescription: false,
    // Its library unescapes a backslash before an "n" twice, and loses that of a comma in a category.
    holds: (event) => ({
      ...event,
      ...(event.title === undefined ? {} : { title: event.title.replace('\\n', '\n') }),
      ...(event.keywords === undefined ? {} : { keywords: splitAtCommas(event.keywords) }),
    }),
    holdsMetadata: (metadata) => ({ ...metadata, description: null }),
    skips: { 'same-uid': ONE_UID_ONCE },
  }
  describeSource('caldav', traits, () => openCaldavWorld(server.url, '/user/calendars/', 'ada'))
})

function splitAtCommas(keywords: Record<string, true>): Record<string, true> {
  const names = Object.keys(keywords).flatMap((name) => name.split(',').map((part) => part.trim()))
  return Object.fromEntries(names.map((name) => [name, true]))
}
