import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Redacted } from '../secrets/redacted.ts'
import { writeCredential } from './credential-file.ts'
import { loadConfig } from './load-config.ts'
import { accountOf } from './source-config.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-config-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

async function load(text: string | object, name = 'agent.json') {
  const path = join(folder, name)
  await writeFile(path, typeof text === 'string' ? text : JSON.stringify(text))
  return loadConfig(path)
}

const sources = (...entries: object[]) => load({ calendar_sources: entries })

describe('an older outlook_config.json', () => {
  it('is read with comments and trailing commas, and its keys that have no effect are told once', async () => {
    const config = await load(
      `// written by a helper
      {
        "agent_id": "client-a", "agent_name": "Client A", "environment": "client",
        "central_api_url": "http://hub:8008", "agent_secret": "s3cret",
        "sync_interval_minutes": 30, "max_retry_attempts": 3, "colour": "blue",
        "calendar_sources": [
          { "type": "ical", "name": "Feed", "url": "webcal://example.org/private-abc/basic.ics", "enabled": true, },
          { "type": "outlook", "id": "0A1B2C3D-0000-1111-2222-333344445555", "name": "Mac", "frobnicate": 1 },
          { "type": "google", "credentials": { "client_id": "x", "refresh_token": "y" } },
        ],
      }`,
      'outlook_config.json',
    )
    expect(config).toMatchObject({
      name: 'Client A',
      environment: 'client',
      hub: { url: 'http://hub:8008', agentId: 'client-a' },
      syncIntervalMinutes: 30,
      sources: [
        { type: 'ics', from: { kind: 'feed' } },
        { type: 'unavailable', wanted: 'macos_calendar', code: 'not-supported' },
        { type: 'unavailable', wanted: 'google', code: 'not-supported' },
      ],
    })
    expect(await config.hub!.secret.reveal()).toBe('s3cret')
    expect(config.notices).toEqual([
      'max_retry_attempts has no effect: a command is tried until it succeeds or is refused',
      'colour is not known to this agent and has no effect',
      'calendar_sources[1].frobnicate is not known to this agent and has no effect',
    ])
  })

  it('may have nothing where something is not set', async () => {
    const config = await load({
      agent_name: '',
      agent_secret: '',
      certificate_path: null,
      environment: null,
      update_processing_timeout: null,
      calendar_sources: [{ type: 'vdir', path: 'x', url: null, password: null, enabled: null, sync_filters: null }],
    })
    expect(config.sources).toMatchObject([{ type: 'vdir', enabled: true }])
    expect(config).toMatchObject({ hub: null, commandLimitSeconds: null })
    expect(config.name).not.toBe('')
  })

  it('may be only the list of sources', async () => {
    const config = await load('[{"type": "vdir", "path": "calendars"}]')
    expect(config.sources).toMatchObject([{ type: 'vdir', path: join(folder, 'calendars') }])
    expect(config.hub).toBeNull()
  })

  it('that forbids writing is obeyed in every source', async () => {
    const config = await load({ enable_bidirectional_sync: false, calendar_sources: [{ type: 'vdir', path: 'x' }] })
    expect(config.sources).toMatchObject([{ allowEventUpdates: false, allowMetadataUpdates: false }])
  })

  it('that asks to hold back private events is not read as if it did not', async () => {
    const config = await sources({ type: 'vdir', path: 'x', sync_filters: { exclude_private: true } })
    expect(config.sources).toMatchObject([{ type: 'unavailable', code: 'not-supported' }])
  })
})

describe('a source', () => {
  it('is a CalDAV account with its defaults', async () => {
    const config = await sources(
      { type: 'caldav', url: 'https://dav.example.org', username: 'ann', password: 'x', calendar_name: 'Work' },
      { type: 'apple', username: 'ann@example.org', password: 'y' },
      { type: 'caldav', url: 'http://localhost:5232', token: 't' },
    )
    expect(config.sources).toMatchObject([
      { type: 'caldav', username: 'ann', auth: 'auto', profile: 'generic', calendars: { include: ['Work'] } },
      { type: 'caldav', url: 'https://caldav.icloud.com', profile: 'icloud' },
      { type: 'caldav', auth: 'bearer', username: null },
    ])
    expect(config.sources.map(accountOf)).toEqual(['ann at dav.example.org', 'ann@example.org', 'localhost:5232'])
  })

  it('keeps its id when it is renamed or moved in the list, and two of the same are refused', async () => {
    const one = { type: 'caldav', url: 'https://dav.example.org', username: 'ann' }
    const two = { type: 'caldav', url: 'https://dav.example.org', username: 'ben' }
    const before = await sources(one, two)
    const after = await sources(two, { ...one, name: 'Renamed' })
    expect(after.sources.map(({ id }) => id)).toEqual(before.sources.map(({ id }) => id).toReversed())
    await expect(sources(one, one)).rejects.toMatchObject({
      code: 'invalid-configuration',
      detail: expect.stringContaining('calendar_sources[0] is the same source') as string,
    })
  })

  it('shows of a feed’s address only the host', async () => {
    const config = await sources({ type: 'ics', url: 'https://calendar.example.com/ical/private-0123/basic.ics' })
    expect(accountOf(config.sources[0]!)).toBe('calendar.example.com')
  })
})

describe('a secret', () => {
  it('cannot be printed', async () => {
    const config = await sources({ type: 'caldav', url: 'https://dav.example.org', password: 'hunter2' })
    for (const text of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })]) {
      expect(text).not.toContain('hunter2')
    }
    const [source] = config.sources
    expect(String((source as { password: Redacted }).password)).toBe('[redacted]')
  })

  it('may come from the environment, a file or a program, read when it is needed', async () => {
    vi.stubEnv('DAV_PASSWORD', 'from the environment')
    await writeFile(join(folder, 'password'), 'from a file\n')
    const url = 'https://dav.example.org'
    const config = await sources(
      { type: 'caldav', id: 'a', url, password_env: 'DAV_PASSWORD' },
      { type: 'caldav', id: 'b', url, password_file: 'password' },
      { type: 'caldav', id: 'c', url, password_command: [process.execPath, '-e', 'console.log("from a program")'] },
      { type: 'caldav', id: 'd', url, password_env: 'NOT_SET' },
      { type: 'caldav', id: 'e', url, password_command: [process.execPath, '-e', 'console.log("x"); process.exit(3)'] },
    )
    const reveal = (index: number) =>
      (config.sources[index] as { password: { reveal(): Promise<string> } }).password.reveal()
    expect(await reveal(0)).toBe('from the environment')
    expect(await reveal(1)).toBe('from a file')
    expect(await reveal(2)).toBe('from a program')
    await expect(reveal(3)).rejects.toMatchObject({ detail: expect.stringContaining('NOT_SET is not set') as string })
    await expect(reveal(4)).rejects.toMatchObject({ detail: expect.stringMatching(/failed \(3\)$/) as string })
  })

  it('that enrolling gave is kept for its owner alone, and goes before the file', async () => {
    const path = join(folder, 'agent.json')
    const written = await writeCredential(path, {
      central_api_url: 'http://new-hub:8008',
      agent_id: 'enrolled',
      agent_name: 'Enrolled',
      agent_secret: 'fresh',
    })
    if (process.platform !== 'win32') expect((await stat(written)).mode & 0o777).toBe(0o600)
    const config = await load({ agent_id: 'old', central_api_url: 'http://old', agent_secret: 'old' })
    expect(config.hub).toMatchObject({ url: 'http://new-hub:8008', agentId: 'enrolled' })
    expect(await config.hub!.secret.reveal()).toBe('fresh')
  })
})

describe('a bad configuration names the file, the setting, the value and what is allowed', () => {
  it.each([
    ['{"agent_name": ', /agent\.json: line 1, column \d+: /],
    [{ sync_interval_minutes: 'often' }, /agent\.json: sync_interval_minutes is "often"; expected: number/],
    [{ calendar_sources: [{ type: 'lotus' }] }, /calendar_sources\[0\]\.type is "lotus"; allowed: caldav, apple, ics/],
    [{ calendar_sources: [{ type: 'caldav' }] }, /calendar_sources\[0\]\.url is missing; a caldav source needs it/],
    [
      { calendar_sources: [{ type: 'caldav', url: 'ftp://x/secret' }] },
      /url is "ftp:"; expected an address that begins/,
    ],
    [
      { calendar_sources: [{ type: 'ics' }] },
      /calendar_sources\[0\].path is missing; an ics source has either a path or a url/,
    ],
    [{ calendar_sources: [{ type: 'vdir' }] }, /calendar_sources\[0\]\.path is missing/],
    [
      { calendar_sources: [{ type: 'caldav', url: 'https://x', auth: 'ntlm' }] },
      /auth is "ntlm"; allowed: auto, basic/,
    ],
    [
      { calendar_sources: [{ type: 'caldav', url: 'https://x', password: 'hunter2', password_env: 'X' }] },
      /password has a value; give only one/,
    ],
    [
      { calendar_sources: [{ type: 'caldav', url: 'https://x', password: 5 }] },
      /password has a value; expected: string/,
    ],
  ])('%j', async (text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'invalid-configuration',
      detail: expect.stringMatching(message) as string,
    })
    await expect(load(text)).rejects.not.toMatchObject({ detail: expect.stringContaining('hunter2') as string })
  })

  it('or that there is no file', async () => {
    await expect(loadConfig(join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'invalid-configuration',
      detail: expect.stringMatching(/none\.json: there is no such file/) as string,
    })
  })
})
