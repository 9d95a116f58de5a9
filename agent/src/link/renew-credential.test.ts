import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '@chroniton/shared/contract/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enrollCommand } from '../cli/enroll-command.ts'
import { encryptCommand } from '../cli/secrets-command.ts'
import { credentialPath } from '../config/credential-file.ts'
import { withCredentialLocked } from '../config/credential-lock.ts'
import { loadConfig } from '../config/load-config.ts'
import { agentProcess, ended } from '../testing/agent-process.ts'
import { AGENT_ID } from '../testing/agent-world.ts'
import { MemoryCredentials, SECRET } from '../testing/memory-credentials.ts'
import { MemoryHub } from '../testing/memory-hub.ts'
import { JOIN_TOKEN, serveHub } from '../testing/socket-hub.ts'
import { renewCredential } from './renew-credential.ts'

let folder: string
let config: string
let credentials: MemoryCredentials
let hub: MemoryHub
let server: Awaited<ReturnType<typeof serveHub>>

beforeEach(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  folder = await mkdtemp(join(tmpdir(), 'agent-credential-'))
  config = join(folder, 'agent.json')
  credentials = new MemoryCredentials()
  hub = new MemoryHub()
  server = await serveHub(hub, AGENT_ID, credentials)
  await writeFile(config, '{"calendar_sources": []}')
  await enrollCommand(server.url, JOIN_TOKEN, { config })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await server.close()
  await rm(folder, { recursive: true })
})

const stored = async () => (await loadConfig(config)).hub!.secret.reveal()
const RENEWED = `${SECRET}-1`
const dies = () => {
  throw new CodedError('hub-unreachable', 'somebody dies')
}

describe('renewing the credential', () => {
  it('stores the new one for its owner alone, and ends the one before', async () => {
    await renewCredential(config)
    expect(await stored()).toBe(RENEWED)
    expect([...credentials.known]).toEqual([[RENEWED, true]])
    expect((await stat(credentialPath(config))).mode & 0o777).toBe(0o600)
  })

  it('encrypts it where the agent has a key', async () => {
    await encryptCommand({ config })
    await renewCredential(config)
    expect(await readFile(credentialPath(config), 'utf8')).not.toContain(SECRET)
    expect(await stored()).toBe(RENEWED)
  })

  it('goes before a credential that stands in the configuration', async () => {
    await rm(credentialPath(config))
    const hubKeys = { agent_id: AGENT_ID, central_api_url: server.url, agent_secret: SECRET }
    await writeFile(config, JSON.stringify({ ...hubKeys, calendar_sources: [] }))
    const { hub: before } = await loadConfig(config)
    await renewCredential(config)
    expect(await stored()).toBe(RENEWED)
    expect(await before!.secret.reveal()).toBe(RENEWED)
  })

  it('is not done by two at once, nor beside an enrolment or an encryption', async () => {
    await withCredentialLocked(config, async () => {
      const others = [renewCredential, (path: string) => encryptCommand({ config: path })]
      others.push((path) => enrollCommand(server.url, JOIN_TOKEN, { config: path }))
      for (const other of others) await expect(other(config)).rejects.toMatchObject({ code: 'already-running' })
    })
    expect([...credentials.known]).toEqual([[SECRET, true]])
    await renewCredential(config)
    expect(await stored()).toBe(RENEWED)
  })

  it('leaves everything as it was when the hub refuses', async () => {
    credentials.known.clear()
    await expect(renewCredential(config)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await stored()).toBe(SECRET)
  })
})

describe('a death on the way leaves a credential that counts, and the next attempt ends what is left', () => {
  it.each<[string, 'renew' | 'confirm', 'before' | 'after', string]>([
    ['before the hub is asked', 'renew', 'before', SECRET],
    ['after the hub has made it, before it is answered', 'renew', 'after', SECRET],
    ['after it is stored, before the hub knows', 'confirm', 'before', RENEWED],
    ['after the hub has ended the one before', 'confirm', 'after', RENEWED],
  ])('%s', async (_when, call, moment, kept) => {
    credentials.weather = (...at) => (at.join() === [call, moment].join() ? dies() : undefined)
    await expect(renewCredential(config)).rejects.toMatchObject({ code: 'hub-unreachable' })
    expect(await stored()).toBe(kept)
    expect([...credentials.known.keys()]).toContain(kept)

    credentials.weather = () => {}
    await renewCredential(config)
    expect([...credentials.known]).toEqual([[await stored(), true]])
  })

  it('when it cannot be stored', async () => {
    await mkdir(`${credentialPath(config)}.new`)
    await expect(renewCredential(config)).rejects.toMatchObject({ code: 'source-file' })
    await rm(`${credentialPath(config)}.new`, { recursive: true })
    expect(await stored()).toBe(SECRET)
    expect(credentials.known.get(SECRET)).toBe(true)
  })

  it.each<['renew' | 'confirm', string]>([
    ['renew', SECRET],
    ['confirm', RENEWED],
  ])('of the process, killed at "%s"', async (call, kept) => {
    const reached = new Promise<void>((resolve) => {
      credentials.weather = async (...at) => {
        if (at.join() !== `${call},before`) return
        resolve()
        await new Promise(() => {})
      }
    })
    const child = agentProcess('rotate', '--config', config)
    await reached
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await stored()).toBe(kept)
    expect([...credentials.known.keys()]).toContain(kept)
    credentials.weather = () => {}
    await renewCredential(config)
    expect([...credentials.known]).toEqual([[await stored(), true]])
  })
})

describe('a daemon', () => {
  it('does it when the hub asks, and comes back with the new credential', async () => {
    const daemon = agentProcess('run', '--config', config)
    const end = ended(daemon)
    hub.wantsRenewal = true
    await vi.waitFor(() => expect(credentials.known.get(RENEWED)).toBe(true), { timeout: 20_000 })
    hub.wantsRenewal = false
    await vi.waitFor(() => expect(hub.hellos.length).toBeGreaterThan(1), { timeout: 20_000 })
    daemon.kill('SIGTERM')
    const { err } = await end
    expect(err).toContain('the credential was replaced')
    expect(err).not.toContain(SECRET)
    expect(await stored()).toMatch(/^agent-secret-\d+$/)
  }, 60_000)

  it('that was told by another process comes back with the new credential', async () => {
    const daemon = agentProcess('run', '--config', config)
    const end = ended(daemon)
    await vi.waitFor(() => expect(hub.hellos).toHaveLength(1), { timeout: 20_000 })
    await renewCredential(config)
    await vi.waitFor(() => expect(hub.hellos).toHaveLength(2), { timeout: 20_000 })
    daemon.kill('SIGTERM')
    expect((await end).err).not.toContain('turned the agent away')
  }, 60_000)
})
