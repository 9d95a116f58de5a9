import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Source } from '../provider.ts'
import { impatientMachine } from '../testing/impatient-machine.ts'
import { sample } from '../testing/sample-events.ts'
import { codeOf, NEVER_ABORTED, pullAll, TestJournal } from '../testing/test-journal.ts'
import { foreignText } from '../testing/text-client.ts'
import { FEED, openIcs } from './source.ts'
import { answerText, startFeedServer, type FeedServer } from './testing/feed-server.ts'
import { icsConfig } from './testing/ics-config.ts'
import { IcsDocument } from './testing/ics-document.ts'

const WITHOUT_UID = foreignText(sample('none', { title: 'No UID' })).replace(/UID:.*\r\n/, '')

describe('a feed', () => {
  let server: FeedServer
  let source: Source
  let document: IcsDocument
  let served: string

  beforeEach(async () => {
    server = await startFeedServer()
    document = new IcsDocument(async (text) => void (served = text))
    await document.add(foreignText(sample('one', {})))
    answerText(
      server,
      () => served,
      (text) => `"${text.length}"`,
    )
    source = await openIcs(icsConfig({ kind: 'feed', url: server.url }), impatientMachine())
  })
  afterEach(async () => {
    await source.close()
    await server.close()
  })

  const shown = async () => (await source.calendars(NEVER_ABORTED))[0]!.metadata

  it('shows the name, colour and pace it gives itself, and follows them', async () => {
    expect(await shown()).toEqual({ name: 'Team calendar', color: '#dc143c', description: null })
    expect(source.pollMinutes!()).toBeNull()
    document.header = [
      'NAME:New name',
      'X-APPLE-CALENDAR-COLOR:#00FF00FF',
      'X-WR-CALDESC:About',
      'REFRESH-INTERVAL;VALUE=DURATION:P1DT90M',
    ]
    await document.add(foreignText(sample('two', {})))
    await pullAll(source, FEED)
    await pullAll(source, FEED)
    expect(await shown()).toEqual({ name: 'New name', color: '#00ff00', description: 'About' })
    expect(source.pollMinutes!()).toBe(25.5 * 60)
  })

  it('without a name is called after its host, and as the configuration says before all', async () => {
    document.header = []
    await document.add(foreignText(sample('two', {})))
    expect((await shown()).name).toBe(new URL(server.url).host)
    const named = await openIcs(
      icsConfig({ kind: 'feed', url: server.url }, { calendarName: 'Mine' }),
      impatientMachine(),
    )
    expect((await named.calendars(NEVER_ABORTED))[0]!.metadata.name).toBe('Mine')
    await named.close()
  })

  it('is asked once for its name and its events, and then only whether it has changed', async () => {
    const journal = new TestJournal()
    await source.calendars(NEVER_ABORTED)
    expect((await journal.pull(source, FEED)).items).toHaveLength(1)
    expect(server.requests).toHaveLength(1)
    await source.calendars(NEVER_ABORTED)
    expect(await journal.pull(source, FEED)).toMatchObject({ items: [], complete: false })
    expect(server.requests).toHaveLength(2)
  })

  it('an event without UID is reported once, and does not keep deletions from being seen', async () => {
    const gone = await document.add(foreignText(sample('gone', {})))
    await document.addComponents(WITHOUT_UID)
    const journal = new TestJournal()
    const first = await journal.pull(source, FEED)
    expect(first.items).toHaveLength(2)
    expect(first.failed).toMatchObject([{ code: 'item-without-uid' }])
    await document.remove(gone)
    expect(await journal.pull(source, FEED)).toMatchObject({ failed: [], gone: [gone] })
  })

  it('an answer that is no calendar deletes nothing', async () => {
    const journal = new TestJournal()
    await journal.pull(source, FEED)
    for (const [answer, code] of [
      ['<html>Sign in</html>', 'source-not-a-calendar'],
      ['', 'source-cut-short'],
      [document.text.slice(0, -30), 'source-cut-short'],
    ] as const) {
      served = answer
      expect(await codeOf(journal.pull(source, FEED))).toBe(code)
    }
    expect(journal.versions.size).toBe(1)
    served = document.text
    expect(await journal.pull(source, FEED)).toMatchObject({ items: [], gone: [] })
  })

  it('whose text is generated anew each time is still the same', async () => {
    let stamp = 0
    const generated = () => document.text.replace(/DTSTAMP:\d{8}T\d{6}Z/g, `DTSTAMP:20260101T0000${10 + (stamp += 1)}Z`)
    answerText(server, generated, () => null)
    const journal = new TestJournal()
    expect((await journal.pull(source, FEED)).items).toHaveLength(1)
    expect((await journal.pull(source, FEED)).items).toEqual([])
  })

  it('with 20,000 events lets others have their turn', async () => {
    const [head, tail] = foreignText(sample('big', {})).split(/BEGIN:VEVENT[\s\S]*END:VEVENT/)
    const event = /BEGIN:VEVENT[\s\S]*END:VEVENT/.exec(foreignText(sample('big', {})))![0]
    const events = Array.from({ length: 20_000 }, (_, index) => event.replace('big@', `big-${index}@`))
    served = head + events.join('\r\n') + tail
    let turns = 0
    let running = true
    const tick = () => {
      turns += 1
      if (running) setImmediate(tick)
    }
    tick()
    let items = 0
    for await (const step of source.changes(FEED, null, { version: () => undefined }, NEVER_ABORTED)) {
      if (step.kind === 'item') items += 1
    }
    running = false
    expect(items).toBe(20_000)
    expect(turns).toBeGreaterThan(100)
  })
})

describe('a file', () => {
  let folder: string
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'chroniton-ics-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const open = (name: string) => openIcs(icsConfig({ kind: 'file', path: join(folder, name) }), impatientMachine())

  it('is called like the file, is watched, and is an error when it is missing', async () => {
    const path = join(folder, 'Holidays.ics')
    await writeFile(path, foreignText(sample('one', {})))
    const source = await open('Holidays.ics')
    expect((await source.calendars(NEVER_ABORTED))[0]!.metadata.name).toBe('Holidays')
    expect((await pullAll(source, FEED)).items).toHaveLength(1)

    let wake = () => {}
    using _watching = source.watch!((calendar) => calendar === FEED && wake())
    const hinted = new Promise<void>((resolve) => (wake = resolve))
    await writeFile(`${path}.new`, await readFile(path))
    await rename(`${path}.new`, path)
    await hinted

    await rm(path)
    expect(await codeOf(pullAll(source, FEED))).toBe('source-file')
  })
})
