import { afterAll, beforeAll, describe, vi } from 'vitest'
import { describeWithPrograms } from '../../../../tests/servers/available.ts'
import type { Habits } from '../../../../tests/servers/caldav-double/habits.ts'
import { startCaldavDouble, type CaldavDouble } from '../../../../tests/servers/caldav-double/server.ts'
import type { RunningServer } from '../../../../tests/servers/process.ts'
import { startRadicale } from '../../../../tests/servers/radicale.ts'
import { startXandikos } from '../../../../tests/servers/xandikos.ts'
import type { CaldavProfile } from '../../config/source-config.ts'
import type { Traits } from '../testing/contract-world.ts'
import { describeSource } from '../testing/contract.ts'
import { openCaldavWorld } from './testing/caldav-world.ts'

/** Real servers take their time for three hundred items, more on a busy machine. */
vi.setConfig({ testTimeout: 180_000 })

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

function describeWithHabits(name: string, habits: Partial<Habits>, traits: Traits, profile: CaldavProfile): void {
  describe(name, () => {
    let server: CaldavDouble
    beforeAll(async () => {
      server = await startCaldavDouble(habits)
    })
    afterAll(() => server.stop())

    describeSource('caldav', traits, () => openCaldavWorld(server.url, server.home, 'ada', { profile }))
  })
}

describeWithHabits(
  'with a server that keeps no precondition, repeats its ETags and counts in seconds, as SOGo does',
  {
    ignoresPreconditions: true,
    etagsRepeat: true,
    tokensAreSeconds: true,
    unknownToken: 'everything',
    uidsUniqueIn: 'nowhere',
  },
  {
    ...EVERYTHING,
    changeDescription: false,
    holdsMetadata: (metadata) => ({ ...metadata, description: null }),
    skips: {
      'change-race': 'such a server lets both writes through, and nobody can tell',
    },
  },
  'sogo',
)

describeWithHabits(
  'with a server that knows neither sync reports nor multiget',
  { syncs: false, multigets: false, etagAfterPut: false, uidsUniqueIn: 'nowhere' },
  EVERYTHING,
  'generic',
)

describeWithHabits(
  'with a server behind a proxy that weakens its ETags',
  { weakEtags: true, pageSize: 2, uidsUniqueIn: 'nowhere' },
  { ...EVERYTHING, skips: { 'change-race': 'no write can be made conditional on such a server' } },
  'generic',
)

describeWithHabits(
  'with a server without ETags or ctag',
  { noEtags: true, syncs: false, hasCtag: false, uidsUniqueIn: 'nowhere' },
  { ...EVERYTHING, skips: { 'change-race': 'no write can be made conditional on such a server' } },
  'generic',
)

function splitAtCommas(keywords: Record<string, true>): Record<string, true> {
  const names = Object.keys(keywords).flatMap((name) => name.split(',').map((part) => part.trim()))
  return Object.fromEntries(names.map((name) => [name, true]))
}
