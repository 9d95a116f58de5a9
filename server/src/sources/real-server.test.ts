import { connectHub } from '@chroniton/shared/client/connect'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { describeWithPrograms } from '../../../tests/servers/available.ts'
import type { RunningServer } from '../../../tests/servers/process.ts'
import { startRadicale } from '../../../tests/servers/radicale.ts'
import { failureOf } from '../trpc/testing/door.ts'
import { type Program, runHub } from '../testing/programs.ts'

// Each start is a process that compiles what it loads.
vi.setConfig({ testTimeout: 180_000 })

const PASSWORD = 'Sesame-4711-opens'
const SIGN_IN = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`
const EVENT = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//t//t',
  'BEGIN:VEVENT',
  'UID:review',
  'DTSTAMP:20260101T000000Z',
  'DTSTART:20260302T120000Z',
  'DURATION:PT1H',
  'SUMMARY:Review',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

let storage: string
let radicale: RunningServer
let programs: Program[]
let closing: (() => Promise<unknown>)[]

beforeEach(async () => {
  storage = mkdtempSync(join(tmpdir(), 'hub-'))
  programs = []
  closing = []
  radicale = await startRadicale({ users: { ada: PASSWORD } })
})

afterEach(async () => {
  for (const close of closing) await close()
  await Promise.all(programs.map((program) => program.end('SIGKILL')))
  await radicale.stop()
  rmSync(storage, { recursive: true, force: true })
})

async function request(method: string, path: string, body: string) {
  const answer = await fetch(`${radicale.url}ada/${path}`, { method, headers: { authorization: SIGN_IN }, body })
  expect(answer.ok).toBe(true)
}

async function start(environment: Record<string, string> = {}) {
  const hub = runHub({ STORAGE_PATH: storage, API_PORT: '0', LOG_LEVEL: 'debug', ...environment })
  programs.push(hub)
  const [, url = ''] = await hub.says(/running at (\S+),/)
  const key = readFileSync(join(storage, 'admin-key'), 'utf8').trim()
  const link = await connectHub(url, { key })
  closing.push(() => link.close())
  return { hub, calls: link.calls, close: () => link.close() }
}

const source = (password: string) => ({
  kind: 'caldav',
  name: 'Radicale',
  fields: { url: radicale.url, username: 'ada', password },
})
const eventually = (assertion: () => Promise<void> | void) => vi.waitFor(assertion, { timeout: 30_000, interval: 50 })

/** Everything the hub has written, as text. */
function written(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? written(path) : readFileSync(path, 'latin1')))
    .join('\n')
}

describeWithPrograms('a source that a person enters', ['radicale'], () => {
  it('is checked, read, changed and removed without a restart, and its password is nowhere in sight', async () => {
    await request('MKCALENDAR', 'work/', '')
    await request(
      'PROPPATCH',
      'work/',
      '<propertyupdate xmlns="DAV:"><set><prop><displayname>Work</displayname></prop></set></propertyupdate>',
    )
    await request('PUT', 'work/review.ics', EVENT)
    const { hub, calls, close } = await start()
    const answers: unknown[] = [await calls.sources.kinds.query()]

    const refused = await calls.sources.check.mutate({ source: source('wrong') })
    expect(refused).toMatchObject({ ok: false, code: 'source-needs-sign-in' })
    const checked = await calls.sources.check.mutate({ source: source(PASSWORD) })
    expect(checked).toMatchObject({ ok: true, calendars: [{ name: 'Work', writable: true }] })

    const added = await calls.sources.add.mutate(source(PASSWORD))
    const { sourceId } = added
    await eventually(async () => {
      const { calendars } = await calls.admin.overview.query()
      expect(calendars.map(({ metadata }) => metadata.name).sort()).toEqual(['Chroniton', 'Work'])
    })
    // It flows into the built-in destination by itself.
    const destination = join(storage, 'calendars', 'chroniton')
    await eventually(() => {
      expect(readdirSync(destination).some((name) => name.endsWith('.ics'))).toBe(true)
    })

    await calls.sources.change.mutate({ sourceId, source: { enabled: false } })
    const statusOf = async () =>
      (await calls.admin.agents.query())[0]?.status?.sources.find((one) => one.sourceId === sourceId)
    await eventually(async () => expect(await statusOf()).toMatchObject({ state: 'off', enabled: false }))
    await calls.sources.change.mutate({ sourceId, source: { enabled: true, syncIntervalMinutes: 3 } })
    await eventually(async () => expect(await statusOf()).toMatchObject({ state: 'idle', syncIntervalMinutes: 3 }))
    const rotated = await calls.sources.rotateKey.mutate()
    expect(rotated.secrets).toBe(1)
    answers.push(refused, checked, added, rotated, await calls.sources.list.query(), await calls.admin.overview.query())
    await close()
    expect(await hub.end()).toBe(0)

    const again = await start()
    expect(await again.calls.sources.list.query()).toMatchObject([{ sourceId, secrets: ['password'] }])
    await request('PUT', 'work/second.ics', EVENT.replace('UID:review', 'UID:second').replace('Review', 'Second'))
    await again.calls.admin.decide.mutate({ kind: 'list-again', agentId: 'hub', calendarId: null, full: false })
    await eventually(async () => {
      expect((await again.calls.admin.events.query({ search: 'second' })).items).toHaveLength(1)
    })
    await again.calls.sources.remove.mutate(sourceId)
    await eventually(async () => {
      expect((await again.calls.admin.agents.query())[0]?.status?.sources.map((one) => one.sourceId)).toEqual([
        'calendars',
      ])
    })
    // Nothing is deleted, neither there nor here.
    await eventually(() => expect(readdirSync(destination).filter((name) => name.endsWith('.ics'))).toHaveLength(2))
    const kept = await fetch(`${radicale.url}ada/work/review.ics`, { headers: { authorization: SIGN_IN } })
    expect(await kept.text()).toContain('Review')

    const told = `${JSON.stringify(answers)}${programs.map(({ output, errors }) => output + errors).join('')}${written(storage)}`
    for (const form of [PASSWORD, SIGN_IN, Buffer.from(PASSWORD).toString('base64'), encodeURIComponent(PASSWORD)]) {
      expect(told.includes(form)).toBe(false)
    }
  })

  it('may not lie in the hub’s own network where that is not allowed', async () => {
    const { calls } = await start({ SOURCE_ADDRESSES: 'public' })
    expect(await calls.sources.check.mutate({ source: source(PASSWORD) })).toMatchObject({
      ok: false,
      code: 'source-address-refused',
    })
    const { sourceId } = await calls.sources.add.mutate(source(PASSWORD))
    await eventually(async () => {
      const [agent] = await calls.admin.agents.query()
      const problem = agent?.status?.sources.find((one) => one.sourceId === sourceId)?.problem
      expect(problem).toMatchObject({ code: 'source-address-refused' })
    })
  })

  it('cannot be entered where the hub runs no agent', async () => {
    const { calls } = await start({ BUILT_IN_CALENDARS: 'no' })
    expect(await calls.sources.list.query()).toEqual([])
    expect(await failureOf(calls.sources.add.mutate(source(PASSWORD)))).toMatchObject({ code: 'not-supported' })
  })
})
