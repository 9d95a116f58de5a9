import { connectHub } from '@chroniton/shared/client/connect'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Program, runHub } from './testing/programs.ts'

// Each start is a process that compiles what it loads.
vi.setConfig({ testTimeout: 120_000 })

let storage: string
let programs: Program[]

beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'hub-'))
  programs = []
})

afterEach(async () => {
  await Promise.all(programs.map((program) => program.end('SIGKILL')))
  rmSync(storage, { recursive: true, force: true })
})

function start(environment: Record<string, string> = {}): Program {
  const program = runHub({ STORAGE_PATH: storage, API_PORT: '0', LOG_LEVEL: 'info', ...environment })
  programs.push(program)
  return program
}

const linkOf = async (hub: Program) =>
  (await hub.says(/(http:\/\/localhost:\d+)\/#key=(\S+)/)).slice(1) as [string, string]
const eventually = (assertion: () => Promise<void>) => vi.waitFor(assertion, { timeout: 20_000, interval: 50 })

describe('the first start', () => {
  it('prints the admin link, and its own calendar becomes the destination', async () => {
    const hub = start()
    const [url, key] = await linkOf(hub)
    const { calls, close } = await connectHub(url, { key })
    await eventually(async () => {
      const { settings, calendars } = await calls.admin.overview.query()
      expect(calendars).toMatchObject([{ metadata: { name: 'Chroniton' }, isDestination: true, agentId: 'hub' }])
      expect(settings.destination).toEqual({ layout: 'keyword', calendarId: calendars[0]?.id })
    })
    const file = join(storage, 'calendars/chroniton/lunch.ics')
    const lines = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//t//t',
      'BEGIN:VEVENT',
      'UID:lunch',
      'DTSTAMP:20260101T000000Z',
    ]
    writeFileSync(
      file,
      [...lines, 'DTSTART:20260302T120000Z', 'SUMMARY:Lunch', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'),
    )
    await eventually(async () => {
      const { items } = await calls.admin.events.query({ search: 'lunch' })
      expect(items).toMatchObject([{ uid: 'lunch', title: 'Lunch' }])
    })
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' })
    await close()
    expect(await hub.end()).toBe(0)
    expect(hub.errors).not.toContain(key)
    expect(readFileSync(join(storage, 'hub.sqlite')).includes(key)).toBe(false)
  })

  it('with an owner who has a password prints no key', async () => {
    const hub = start({ BUILT_IN_CALENDARS: 'no', OWNER_PASSWORD: 'correct horse battery' })
    await hub.says(/Chroniton is running at/)
    expect(hub.output).not.toContain('#key=')
  })

  it('without the built-in calendars is a hub alone', async () => {
    const hub = start({ BUILT_IN_CALENDARS: 'no' })
    const [url, key] = await linkOf(hub)
    const { calls, close } = await connectHub(url, { key })
    expect(await calls.admin.agents.query()).toEqual([])
    expect(existsSync(join(storage, 'calendars'))).toBe(false)
    await close()
  })
})

describe('a later start', () => {
  it('keeps the key and what was decided, and does not print the key into a log', async () => {
    const hub = start()
    const [url, key] = await linkOf(hub)
    const first = await connectHub(url, { key })
    await eventually(async () => {
      expect((await first.calls.admin.overview.query()).settings.destination).not.toBeNull()
    })
    await first.calls.admin.decide.mutate({ kind: 'settings-change', changes: { destination: null } })
    await first.calls.admin.decide.mutate({ kind: 'agent-remove', agentId: 'hub' })
    await first.close()
    await hub.end('SIGINT')

    const again = start()
    const [, address] = await again.says(/running at (\S+),/)
    expect(again.output).not.toContain(key)
    const { calls, close } = await connectHub(address ?? '', { key })
    const { settings, agents } = await calls.admin.overview.query()
    expect([settings.destination, agents]).toEqual([null, []])
    await close()
  })

  it('on a storage that another hub holds is refused in words', async () => {
    await linkOf(start())
    const second = start()
    expect(await second.ended).toBe(1)
    expect(second.errors).toContain('already-running')
  })
})

describe('a start that cannot be', () => {
  it('names the variable that is not understood', async () => {
    const hub = start({ API_PORT: 'eight' })
    expect(await hub.ended).toBe(1)
    expect(hub.errors).toMatch(/invalid-configuration.*\n.*API_PORT is "eight"; allowed is a port/)
    expect(hub.errors).not.toContain('    at ')
  })

  it('names the port that is taken, and leaves the storage free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const hub = start({ API_PORT: String(port) })
    expect(await hub.ended).toBe(1)
    expect(hub.errors).toContain(`port ${port} is taken`)
    other.close()
    await start().says(/running at/)
  })
})
