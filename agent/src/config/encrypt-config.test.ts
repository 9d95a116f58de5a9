import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encryptCommand, rotateCommand } from '../cli/secrets-command.ts'
import { SecretKey } from '@chroniton/shared/secrets/secret-key'
import { readCredential, writeCredential } from './credential-file.ts'
import { loadConfig } from './load-config.ts'
import { protectedSecret } from './protected-secret.ts'

const PLAIN = `// Written by hand.
{
  "agent_id": "client-a", "central_api_url": "http://hub:8008",
  "agent_secret": "agent-s3cret", // as the hub gave it
  "calendar_sources": [
    // The client's own server.
    { "type": "caldav", "url": "https://dav.example.com", "username": "ada", "password": "dav-s3cret" },
    {
      "type": "apple",
      "name": "Private", // and mine alone
      "credentials": { "account_name": "ada@icloud.com", "password": "icloud-s3cret" },
    },
    { "type": "caldav", "url": "https://other.example.com", "token_env": "OTHER_TOKEN" },
    { "type": "google", "credentials": { "client_id": "x", "client_secret": "client-s3cret", "refresh_token": "refresh-s3cret" } },
    { "type": "vdir", "path": "calendars" },
  ],
}
`
const SECRETS = /s3cret/

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-encrypt-'))
  path = join(folder, 'agent.json')
  await writeFile(path, PLAIN)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const text = () => readFile(path, 'utf8')
const keyIds = async () => new Set([...(await text()).matchAll(/"key_id": "(\w+)"/g)].map(([, id]) => id))

/** The secrets that the configuration gives. */
async function secrets() {
  const { hub, sources } = await loadConfig(path)
  const passwords = sources.map(async (source) => ('password' in source ? source.password?.reveal() : undefined))
  return { agent: await hub?.secret.reveal(), sources: await Promise.all(passwords) }
}
const OPENED = { agent: 'agent-s3cret', sources: ['dav-s3cret', 'icloud-s3cret', undefined, undefined, undefined] }

describe('secrets encrypt', () => {
  it('encrypts every secret in its place, keeps the comments, and everything works as before', async () => {
    expect(await secrets()).toEqual(OPENED)
    await encryptCommand({ config: path })
    expect(await text()).not.toMatch(SECRETS)
    for (const comment of [
      '// Written by hand.',
      "// The client's own server.",
      '// and mine alone',
      '"token_env": "OTHER_TOKEN"',
    ]) {
      expect(await text()).toContain(comment)
    }
    expect(await secrets()).toEqual(OPENED)
    const { sources } = await loadConfig(path)
    expect(sources.map(({ type }) => type)).toEqual(['caldav', 'caldav', 'caldav', 'unavailable', 'vdir'])
    expect((await stat(join(folder, 'agent.key'))).mode & 0o777).toBe(0o600)
  })

  it('does it once, and again for what is written in plain text since', async () => {
    await encryptCommand({ config: path })
    const first = await text()
    await encryptCommand({ config: path })
    expect(await text()).toBe(first)
    await writeFile(path, first.replace('"username": "ada"', '"username": "ada", "password": "new-s3cret"'))
    expect((await secrets()).sources[0]).toBe('new-s3cret')
    await encryptCommand({ config: path })
    expect(await text()).not.toMatch(SECRETS)
    expect((await secrets()).sources.slice(0, 2)).toEqual(['new-s3cret', 'icloud-s3cret'])
  })

  it('reads a file that is only a list', async () => {
    await writeFile(
      path,
      '[{ "type": "caldav", "url": "https://a.example", "username": "a", "password": "list-s3cret" }]',
    )
    await encryptCommand({ config: path })
    expect(await text()).not.toMatch(SECRETS)
    expect((await secrets()).sources).toEqual(['list-s3cret'])
  })

  it('keeps who may read the file', async () => {
    await writeFile(path, PLAIN, { mode: 0o640 })
    const { mode } = await stat(path)
    await encryptCommand({ config: path })
    expect((await stat(path)).mode).toBe(mode)
  })

  it('encrypts the credential from enrolling as well, and new ones from then on', async () => {
    const credential = { central_api_url: 'http://hub', agent_id: 'a', agent_name: 'A' }
    await writeCredential(path, { ...credential, agent_secret: await protectedSecret(path, 'enrolled-s3cret') })
    expect((await readCredential(path))?.agent_secret).toBe('enrolled-s3cret')
    await encryptCommand({ config: path })
    const file = await readFile(join(folder, 'agent.credential.json'), 'utf8')
    expect(file).not.toMatch(SECRETS)
    expect((await secrets()).agent).toBe('enrolled-s3cret')
    await writeCredential(path, { ...credential, agent_secret: await protectedSecret(path, 'later-s3cret') })
    expect(await readFile(join(folder, 'agent.credential.json'), 'utf8')).not.toMatch(SECRETS)
    expect((await secrets()).agent).toBe('later-s3cret')
  })
})

describe('secrets rotate', () => {
  it('encrypts everything with a new key and forgets the one before', async () => {
    await encryptCommand({ config: path })
    const before = await readFile(join(folder, 'agent.key'), 'utf8')
    const [old] = await keyIds()
    await rotateCommand({ config: path })
    expect(await readFile(join(folder, 'agent.key'), 'utf8')).not.toBe(before)
    const ids = await keyIds()
    expect([ids.size, ids.has(old)]).toEqual([1, false])
    expect(await secrets()).toEqual(OPENED)
  })

  it('that was interrupted can be read, and is ended by the next one', async () => {
    await encryptCommand({ config: path })
    const half = SecretKey.make(randomBytes)
    await writeFile(join(folder, 'agent.key.next'), `${half.reveal()}\n`)
    expect(await secrets()).toEqual(OPENED)
    await rotateCommand({ config: path })
    expect([...(await keyIds())]).toEqual([half.id])
    expect(await secrets()).toEqual(OPENED)
    expect(await readFile(join(folder, 'agent.key'), 'utf8')).toBe(`${half.reveal()}\n`)
  })

  it('with a key from the environment needs the one before as well', async () => {
    const [before, now] = [SecretKey.make(randomBytes), SecretKey.make(randomBytes)]
    vi.stubEnv('CHRONITON_AGENT_KEY', before.reveal())
    await encryptCommand({ config: path })
    await expect(rotateCommand({ config: path })).rejects.toMatchObject({ code: 'not-supported' })
    vi.stubEnv('CHRONITON_AGENT_KEY', now.reveal())
    vi.stubEnv('CHRONITON_AGENT_KEY_PREVIOUS', before.reveal())
    expect(await secrets()).toEqual(OPENED)
    await rotateCommand({ config: path })
    vi.stubEnv('CHRONITON_AGENT_KEY_PREVIOUS', '')
    expect(await secrets()).toEqual(OPENED)
    expect([...(await keyIds())]).toEqual([now.id])
  })
})

describe('a key', () => {
  it('can lie elsewhere, as a file or with a program', async () => {
    await writeFile(path, PLAIN.replace('{\n', '{\n  "encryption_key_file": "keys.txt",\n'))
    await encryptCommand({ config: path })
    const key = (await readFile(join(folder, 'keys.txt'), 'utf8')).trim()
    expect(await secrets()).toEqual(OPENED)
    const command = `"encryption_key_command": ["echo", "${key}"]`
    await writeFile(path, (await text()).replace('"encryption_key_file": "keys.txt"', command))
    expect(await secrets()).toEqual(OPENED)
  })

  it('that is missing leaves the source off with the reason, and the others run on', async () => {
    await encryptCommand({ config: path })
    await rm(join(folder, 'agent.key'))
    const { sources, hub } = await loadConfig(path)
    expect(sources[0]).toMatchObject({ type: 'unavailable', wanted: 'caldav', code: 'secret-unreadable' })
    expect(sources[0]).toMatchObject({ reason: expect.stringContaining(join(folder, 'agent.key')) })
    expect(sources[4]).toMatchObject({ type: 'vdir' })
    await expect(hub!.secret.reveal()).rejects.toMatchObject({ code: 'secret-unreadable' })
  })

  it('of an older agent is not ours to have', async () => {
    const older = {
      type: 'caldav',
      url: 'https://a.example',
      credentials: { encrypted: true, key_id: 'default', data: 'gAAA' },
    }
    await writeFile(path, JSON.stringify({ calendar_sources: [older] }))
    const { sources } = await loadConfig(path)
    expect(sources[0]).toMatchObject({ code: 'secret-unreadable', reason: expect.stringContaining('older agent') })
  })
})
