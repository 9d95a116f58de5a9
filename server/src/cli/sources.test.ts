import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startScripted } from '../../../tests/servers/scripted.ts'
import { type Program, runHub } from '../testing/programs.ts'
import { CommandLine } from './testing/command-line.ts'

// Each program is a process that compiles what it loads.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const FEED = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//t//t', 'X-WR-CALNAME:Holidays', 'END:VCALENDAR', ''].join(
  '\r\n',
)

let folder: string
let storage: string
let hub: Program
let line: CommandLine
let feed: Awaited<ReturnType<typeof startScripted>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-sources-'))
  storage = join(folder, 'storage')
  mkdirSync(join(folder, 'work'))
  feed = await startScripted(() => ({ body: FEED }))
  writeFileSync(join(folder, 'address'), `${feed.url}private-4711.ics\n`)
  hub = runHub({ STORAGE_PATH: storage, API_PORT: '0' })
  const [, url = '', key = ''] = await hub.says(/(http:\S+)\/#key=(\S+)/)
  line = new CommandLine({ url, key })
})

afterAll(async () => {
  await hub?.end('SIGKILL')
  await feed?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...parameters: string[]) => line.run(...parameters)
const data = (...parameters: string[]) => line.json(...parameters)

describe('sources on the command line', () => {
  it('are checked, added, changed and removed', async () => {
    expect((await run('sources', 'kinds')).out).toMatch(/icloud .*username, password \(secret\)/)
    const address = ['--secret-file', `url=${join(folder, 'address')}`]
    expect((await run('sources', 'check', 'ics', ...address)).out).toMatch(/^signed in as 127.*\n.*\nHolidays +no/)
    const added = await run('sources', 'add', 'ics', 'Feed', ...address, '--interval', '30')
    expect(added).toMatchObject({ failed: false, out: expect.stringMatching(/^added Feed \(ics-/) })
    const work = ['--field', `path=${join(folder, 'work')}`, '--direction', 'read_only']
    expect(await data('sources', 'add', 'vdir', 'Work', ...work)).toMatchObject({ direction: 'read_only', secrets: [] })
    expect(await data('sources', 'list')).toMatchObject([
      { name: 'Feed', secrets: ['url'], syncIntervalMinutes: 30 },
      { name: 'Work', kind: 'vdir' },
    ])
    expect((await run('sources', 'check', 'Feed')).out).toContain('Holidays')
    const changed = await data('sources', 'change', 'feed', '--name', 'Days off', '--disable')
    expect(changed).toMatchObject({ name: 'Days off', enabled: false, syncIntervalMinutes: 30, secrets: ['url'] })
    expect((await run('sources', 'remove', 'Work')).errors).toContain('removed Work')
    const { out } = await run('sources')
    expect(out).toMatch(/Days off .*off$/m)
    expect(out).not.toContain('4711')
  })

  it('say what is missing or wrong', async () => {
    const there = ['sources', 'add', 'vdir', 'There']
    expect(await run(...there)).toMatchObject({
      failed: true,
      errors: expect.stringContaining('path: Folder is needed'),
    })
    const inside = await run(...there, '--field', `path=${join(storage, 'calendars')}`)
    expect(inside.errors).toContain('own storage')
    const onTheLine = await run('sources', 'add', 'ics', 'Feed', '--field', 'url=https://example.com/4711.ics')
    expect(onTheLine.errors).toContain('--secret-file')
    expect((await run('sources', 'add', 'gopher', 'X')).errors).toContain('not-found')
    expect(await run('sources', 'check', 'ics-file', '--field', 'path=/nowhere.ics')).toMatchObject({
      failed: true,
      out: expect.stringContaining('source-file'),
    })
  })
})

it('a new master key is made on the command line', async () => {
  expect((await run('secrets', 'rotate')).out).toMatch(/^the master key is [0-9a-f]{16} now/)
})

it('an agent is configured from afar', async () => {
  const configured = await run('agents', 'configure', 'hub', '--interval', '9', '--off', 'Built-in calendars')
  expect(configured).toMatchObject({ failed: false, errors: expect.stringContaining('asked Built-in to change') })
  await vi.waitFor(
    async () => {
      expect(await data('agents')).toMatchObject([
        {
          status: {
            syncIntervalMinutes: 9,
            sources: expect.arrayContaining([expect.objectContaining({ sourceId: 'calendars', enabled: false })]),
          },
        },
      ])
    },
    { timeout: 60_000, interval: 100 },
  )
  expect((await run('agents', 'configure', 'hub')).errors).toContain('say what is to change')
  expect((await run('agents', 'configure', 'hub', '--off', 'nothing')).errors).toContain('there is no source "nothing"')
})
