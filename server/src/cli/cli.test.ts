import { openHubLink, type HubLink } from '@chroniton/shared/client/link'
import { socketClass } from '@chroniton/shared/client/socket'
import type { SourceHealth } from '@chroniton/shared/contract/agent'
import { ERRORS } from '@chroniton/shared/contract/errors'
import type { SourceId } from '@chroniton/shared/contract/ids'
import type { EventSeen } from '@chroniton/shared/contract/observation'
import type { ReportItem } from '@chroniton/shared/contract/report'
import { PROTOCOL_VERSION } from '@chroniton/shared/contract/version'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { batchOf, calendarItem, eventItem, helloFrom, idleStatus, sampleEvent } from '../hub/testing/samples.ts'
import { Program, runCli, runHub } from '../testing/programs.ts'
import { CommandLine } from './testing/command-line.ts'

// Each program is a process that compiles what it loads.
vi.setConfig({ testTimeout: 120_000 })

let storage: string
let hub: Program
let url: string
let key: string
let line: CommandLine
let agent: HubLink
let sequence = 0

const folder: SourceHealth = {
  sourceId: 'source' as SourceId,
  name: 'Folder',
  provider: 'vdir',
  account: 'test',
  state: 'idle',
  enabled: true,
  syncIntervalMinutes: 1,
  progress: null,
  lastListedAt: null,
  problem: null,
}
const metadata = (name: string) => ({ name, color: '#112233', description: null })
const report = (...items: ReportItem[]) => agent.calls.agent.report.mutate(batchOf(++sequence, items))

beforeAll(async () => {
  storage = mkdtempSync(join(tmpdir(), 'cli-'))
  hub = runHub({ STORAGE_PATH: storage, API_PORT: '0', BUILT_IN_CALENDARS: 'no' })
  ;[, url, key] = (await hub.says(/(http:\S+)\/#key=(\S+)/)) as unknown as [string, string, string]
  line = new CommandLine({ url, key })
  const { token } = (await json('agents', 'token', 'Laptop')) as { token: string }
  const nobody = openHubLink({ hubUrl: url, credentials: () => null, socketClass: socketClass() })
  const request = { token, protocolVersion: PROTOCOL_VERSION, hostname: 'test' }
  const { agentId, agentSecret } = await nobody.calls.agent.enroll.mutate(request)
  await nobody.close()
  agent = openHubLink({
    hubUrl: url,
    credentials: () => ({ agentId, secret: agentSecret }),
    socketClass: socketClass(),
  })
  await agent.calls.agent.hello.mutate(helloFrom('test'))
  await agent.calls.agent.status.mutate(idleStatus({ sources: [folder] }))
  await report(
    calendarItem('work-1234', { metadata: metadata('Work') }),
    calendarItem('home-1234', { metadata: metadata('Home') }),
    eventItem('work-1234', sampleEvent('kickoff', { title: 'Kick-off\u001b[31m' })),
    eventItem('work-1234', sampleEvent('review', { title: 'Review' })),
  )
})

afterAll(async () => {
  await agent?.close()
  await hub?.end('SIGKILL')
  rmSync(storage, { recursive: true, force: true })
})

const run = (...parameters: string[]) => line.run(...parameters)

const json = (...parameters: string[]) => line.json(...parameters)

async function idOf(title: string): Promise<string> {
  const [event] = (await json('events', 'list', '--search', title)) as { id: string }[]
  return event?.id ?? 'none'
}

describe('as a program', () => {
  it('finds the key in the storage folder, and prints data alone to standard output', async () => {
    const found = runCli(['calendars', 'list', '--json', '--hub', url], { STORAGE_PATH: storage })
    expect(await found.ended).toBe(0)
    expect(JSON.parse(found.output)).toHaveLength(2)
    expect(found.errors).toBe('')
  })

  it('ends quietly when nobody reads on', async () => {
    const unread = runCli(['calendars', 'list', '--hub', url], { STORAGE_PATH: storage })
    unread.process.stdout!.destroy()
    expect(await unread.ended).toBe(0)
    expect(unread.errors).toBe('')
  })

  it.each([
    ['no key', ['status'], { STORAGE_PATH: '/nowhere' }, 'unauthenticated'],
    ['a wrong key', ['status', '--key', 'wrong'], {}, 'the key is wrong'],
    ['no hub', ['status', '--key', 'x', '--hub', 'http://127.0.0.1:9'], {}, 'hub-unreachable'],
    ['a bad address', ['status', '--key', 'x', '--hub', 'ftp://hub'], {}, 'invalid-configuration'],
    ['a command that is none', ['stauts'], {}, 'Did you mean status?'],
  ])('ends with 1 and words for %s', async (_what, parameters, environment, words) => {
    const failed = runCli(parameters, { CHRONITON_HUB: url, ...environment })
    expect(await failed.ended).toBe(1)
    expect(failed.errors).toContain(words)
    expect(failed.output).toBe('')
    expect(failed.errors).not.toContain('    at ')
  })

  it('takes hub and key from the environment, also as one link', async () => {
    const found = runCli(['agents'], { CHRONITON_HUB: `${url}/#key=${key}` })
    expect(await found.ended).toBe(0)
    expect(found.output).toMatch(/ID +NAME +STATE/)
    expect(found.output).toMatch(/laptop +Laptop +online/)
  })
})

describe('what it shows', () => {
  it('is a table for people, without what a terminal would obey', async () => {
    const { out } = await run('events')
    expect(out.split('\n')[0]).toMatch(/^ID +START +ZONE/)
    expect(out).toContain('Kick-off[31m')
    expect(out).not.toContain('\u001b')
  })

  it.each([
    [['status'], ['events', '2'], { eventCount: 2 }],
    [['agents', 'list'], ['laptop'], [{ id: 'laptop', calendars: 2 }]],
    [['calendars', 'list'], ['#112233'], [{ metadata: { name: 'Home' } }, { metadata: { name: 'Work' } }]],
    [['routes', 'list'], ['FROM'], []],
    [['conflicts', 'list'], ['AGAINST'], []],
    [['holds', 'list'], ['FOR EXAMPLE'], []],
    [['queue', 'list'], ['REASON'], []],
    [['settings', 'show'], ['latest_wins'], { strategy: 'latest_wins' }],
    [['history'], ['created', 'Work'], [{ what: 'created' }, { what: 'created' }]],
  ])('%j', async (parameters, words, data) => {
    const { out, errors } = await run(...parameters)
    for (const word of words) expect(out).toContain(word)
    expect(errors).toBe('')
    expect(await json(...parameters)).toMatchObject(data)
  })

  it('is with each problem where it was met, and what to do about it', async () => {
    const { calendarId, itemId, listingId } = eventItem('work-1234', sampleEvent('bad')) as EventSeen
    await report({ kind: 'item-failed', calendarId, itemId, listingId, code: 'item-without-uid', detail: 'at line 4' })
    const { out } = await run('status')
    expect(out).toMatch(/laptop +Folder +Work +bad\.ics +item-without-uid: at line 4/)
    expect(out).toContain(ERRORS['item-without-uid'].remedy)
    await report({ kind: 'event-gone', calendarId, itemId })
  })

  it('of one event, with its copies', async () => {
    const id = await idOf('Review')
    expect((await run('events', 'show', id)).out).toMatch(/Work +original +in-step/)
    expect(await json('events', 'show', id)).toMatchObject({ id, event: { title: 'Review' } })
  })

  it('is an error with its code, detail and remedy', async () => {
    expect(await run('events', 'show', 'nothing')).toMatchObject({
      failed: true,
      out: '',
      errors: expect.stringMatching(/There is no such thing \(not-found\)\n.*nothing\n.*list/),
    })
    const { errors } = await run('events', 'show', 'nothing', '--json')
    expect(JSON.parse(errors)).toMatchObject({ error: { code: 'not-found', remedy: expect.any(String) } })
  })
})

describe('what follows the hub', () => {
  it.each([
    ['chroniton watch', () => runCli(['watch'], { CHRONITON_HUB: `${url}/#key=${key}` }), /watching/],
    [
      'the example script',
      () => new Program('../../docs/examples/live-changes.mjs', [`${url}/#key=${key}`], {}),
      /waiting/,
    ],
  ])('%s prints a change as it happens, and ends with Ctrl-C', async (name, start, ready) => {
    const follower = start()
    await follower.says(ready)
    const event = sampleEvent(`live-${name}`, { title: `Seen by ${name}` })
    await report(eventItem('home-1234', event))
    await follower.says(new RegExp(`Home +created +"?Seen by ${name}`))
    expect(await follower.end('SIGINT')).toBe(0)
    const { calendarId, itemId } = eventItem('home-1234', event) as EventSeen
    await report({ kind: 'event-gone', calendarId, itemId })
  })
})

describe('what it decides', () => {
  it('about a calendar, by name, id or the beginning of the id', async () => {
    expect(await run('calendars', 'rename', 'Home', 'Private')).toMatchObject({ failed: false, out: '' })
    await run('calendars', 'recolour', 'home-1234', '#AABBCC')
    await run('calendars', 'describe', 'home', 'Only mine')
    expect(await json('calendars')).toMatchObject([
      { pendingMetadata: { name: 'Private', color: '#aabbcc', description: 'Only mine' } },
      { pendingMetadata: null },
    ])
    const [row] = (await json('queue', 'list', '--agent', 'Laptop')) as { commandId: string }[]
    expect(row).toMatchObject({ kind: 'calendar-change', title: 'Private' })
    expect((await run('calendars', 'rename', 'Nowhere', 'x')).errors).toContain('there is no calendar "Nowhere"')
    expect((await run('calendars', 'delete', 'Work')).errors).toContain('"Work" holds 2 events; say --yes')
    expect(await run('calendars', 'sync', 'Work', '--full')).toMatchObject({ failed: false })
    expect(await run('calendars', 'create', 'Laptop', 'folder', 'New')).toMatchObject({ failed: false })
  })

  it('about routes', async () => {
    await run('routes', 'add', 'Work', 'home-1234', '--direction', 'forward', '--label', 'none')
    const [route] = (await json('routes')) as { id: string }[]
    expect(route).toMatchObject({ from: 'work-1234', to: 'home-1234', direction: 'forward', newEvents: 'labelled' })
    await run('routes', 'change', route?.id ?? '', '--strategy', 'manual')
    expect(await json('routes')).toMatchObject([{ direction: 'forward', strategy: 'manual' }])
    await run('routes', 'remove', route?.id ?? '', '--copies', 'keep')
    expect(await json('routes')).toEqual([])
  })

  it('about an event, and undoes it', async () => {
    const id = await idOf('Review')
    await run('events', 'edit', id, '--title', 'Second look', '--duration', 'PT2H')
    expect(await json('events', 'show', id)).toMatchObject({ event: { title: 'Second look', duration: 'PT2H' } })
    const [change] = (await json('history', id)) as { id: string; position: number }[]
    expect(change).toMatchObject({ what: 'changed', by: { kind: 'person', name: 'admin' } })
    await run('undo', change?.id ?? '')
    expect(await json('events', 'show', id)).toMatchObject({ event: { title: 'Review', duration: 'PT1H' } })
    await run('events', 'delete', id)
    expect(await idOf('Review')).toBe('none')
    const [deletion] = (await json('history', id)) as { position: number }[]
    await run('undo', '--entry', String(deletion?.position))
    expect(await idOf('Review')).toBe(id)
    expect((await run('undo')).errors).toContain('name either')
    expect((await run('events', 'edit', id)).errors).toContain('nothing to change')
  })

  it('about settings', async () => {
    await run('settings', 'set', 'strategy', 'manual')
    await run('settings', 'set', 'guard-count', '25')
    await run('settings', 'set', 'destination', 'Work')
    await run('settings', 'set', 'layout', 'color')
    expect(await json('settings')).toMatchObject({
      strategy: 'manual',
      deletionGuard: { count: 25, share: 0.2 },
      destination: { layout: 'color', calendarId: 'work-1234' },
    })
    expect((await run('settings', 'set', 'strategy', 'luck')).errors).toContain('allowed is latest_wins')
    expect((await run('settings', 'set', 'guard-share', 'much')).errors).toContain('from 0 to 1')
    expect((await run('settings', 'set', 'colour', 'red')).errors).toContain('there is no setting "colour"')
    await run('settings', 'set', 'destination', 'none')
    expect(await json('settings')).toMatchObject({ destination: null })
  })

  it('about what is not there, and says so', async () => {
    for (const parameters of [
      ['conflicts', 'show', 'x'],
      ['conflicts', 'resolve', 'x', 'other'],
      ['conflicts', 'resolve', 'x', 'value', '--value', '1'],
      ['holds', 'release', 'x'],
      ['holds', 'discard', 'x'],
      ['queue', 'retry', 'x'],
      ['queue', 'discard', 'x'],
      ['agents', 'remove', 'x'],
      ['routes', 'remove', 'x', '--copies', 'keep'],
      ['undo', 'x'],
    ]) {
      expect(await run(...parameters)).toMatchObject({ failed: true, errors: expect.stringContaining('not-found') })
    }
  })

  it('about an agent', async () => {
    await run('agents', 'token', 'Other')
    expect((await run('agents', 'token', 'Laptop')).errors).toContain('replaces its credential')
    expect(await run('agents', 'remove', 'Laptop')).toMatchObject({ failed: false })
    expect(await json('agents')).toEqual([])
  })
})
