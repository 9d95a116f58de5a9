import { socketClass } from '@chroniton/shared/client/socket'
import { openHubLink } from '@chroniton/shared/client/link'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeCertificates } from '../../../tests/servers/certificates.ts'
import { OpenDoors } from '../auth/open-doors.ts'
import { readConfig } from '../config/config.ts'
import { type Door, openDoor } from '../door.ts'
import { failureOf, partialHub, trusting } from '../trpc/testing/door.ts'
import { healthRoutes } from './health.ts'

let folder: string
let certificates: ReturnType<typeof makeCertificates>
let door: Door | undefined

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'))
  certificates = makeCertificates(folder)
})

afterEach(async () => {
  await door?.close()
  door = undefined
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function open(environment: Record<string, string> = {}): Promise<number> {
  const { server } = certificates
  const config = readConfig({
    API_PORT: '0',
    ENABLE_TLS: 'true',
    TLS_CERT_PATH: server.certPath,
    TLS_KEY_PATH: server.keyPath,
    ...environment,
  })
  door = await openDoor({
    config,
    host: '127.0.0.1',
    groups: [healthRoutes(() => ({ status: 'ok', version: '1', parts: {} }))],
    hub: partialHub({ agent: { status: async () => ({ renewCredential: false }) } }),
    authenticate: trusting,
    doors: new OpenDoors(),
    onClosed: () => undefined,
    logger: pino({ level: 'silent' }),
  })
  return Number(new URL(door.url).port)
}

const get = (port: number) =>
  new Promise<{ status: number | undefined; hsts: string | undefined; serial: string }>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, path: '/health', ca: certificates.ca.cert, agent: false },
      (answer) => {
        const serial = (answer.socket as TLSSocket).getPeerCertificate().serialNumber
        resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'], serial })
        answer.resume()
      },
    )
    asked.on('error', reject).end()
  })

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

describe('over TLS', () => {
  it('the hub answers, and tells browsers to come over TLS only', async () => {
    const port = await open()
    expect(door?.url).toMatch(/^https:/)
    expect(await get(port)).toMatchObject({ status: 200, hsts: 'max-age=31536000' })
  })

  it('versions before 1.2 are refused', async () => {
    const port = await open()
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: certificates.ca.cert,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    })
    const outcome = await new Promise((resolve) => {
      socket.once('secureConnect', () => resolve('connected')).once('error', () => resolve('refused'))
    })
    expect(outcome).toBe('refused')
  })

  it('a renewed certificate is shown without a restart, and a broken one is not', async () => {
    const path = (name: string) => join(folder, name)
    const install = (cert: string, key: string) => {
      copyFileSync(cert, path('live.pem'))
      copyFileSync(key, path('live.key'))
    }
    install(certificates.server.certPath, certificates.server.keyPath)
    const port = await open({ TLS_CERT_PATH: path('live.pem'), TLS_KEY_PATH: path('live.key') })
    const before = await get(port)
    const renew = ['x509', '-req', '-in', 'server.csr', '-out', 'renewed.pem', '-extfile', 'server.ext', '-days', '3']
    execFileSync('openssl', [...renew, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'], {
      cwd: folder,
      stdio: 'pipe',
    })
    install(path('renewed.pem'), certificates.server.keyPath)
    door?.reload()
    const after = await get(port)
    expect(after.serial).not.toBe(before.serial)
    writeFileSync(path('live.key'), 'no key')
    door?.reload()
    expect(await get(port)).toEqual(after)
  })

  it.each([
    [{ TLS_KEY_PATH: '/nowhere.key' }, /TLS_KEY_PATH names "\/nowhere.key", which cannot be read \(ENOENT\)/],
    [{ TLS_KEY_PATH: '' }, /ENABLE_TLS needs TLS_CERT_PATH and TLS_KEY_PATH/],
    [{ ENABLE_TLS: 'no', TLS_CLIENT_CA_PATH: 'ca.pem' }, /TLS_CLIENT_CA_PATH needs ENABLE_TLS/],
  ])('%j is refused in words', async (environment, words) => {
    const opening = async () => open(environment)
    await expect(opening()).rejects.toMatchObject({
      code: 'invalid-configuration',
      detail: expect.stringMatching(words),
    })
  })

  it('a certificate whose key is another one’s is refused', async () => {
    await expect(open({ TLS_KEY_PATH: certificates.client.keyPath })).rejects.toMatchObject({
      code: 'invalid-configuration',
    })
  })
})

describe('where agents must show certificates', () => {
  const status = { sources: [], syncIntervalMinutes: 1, delayed: [], spooled: 0, memoryBytes: 0 }
  const say = async (agentId: string, own?: { cert: string; key: string }) => {
    const link = openHubLink({
      hubUrl: door?.url.replace('localhost', '127.0.0.1') ?? '',
      credentials: () => ({ agentId, secret: 'any' }),
      socketClass: socketClass({ ca: [own?.cert, own?.key, certificates.ca.cert].join('\n') }),
    })
    try {
      return await link.calls.agent.status.mutate(status)
    } finally {
      await link.close()
    }
  }

  it('an agent with its own is let in, one with another’s or without any is not, and people need none', async () => {
    const port = await open({ TLS_CLIENT_CA_PATH: certificates.ca.certPath })
    await say('client', certificates.client)
    expect(await failureOf(say('other', certificates.client))).toMatchObject({
      code: 'unauthenticated',
      detail: 'the certificate is made out to client, not to other',
    })
    expect(await failureOf(say('client'))).toMatchObject({ detail: expect.stringContaining('no certificate') })
    expect(await get(port)).toMatchObject({ status: 200 })
  })

  it('one of an authority that nobody named counts for nothing', async () => {
    await open({ TLS_CLIENT_CA_PATH: certificates.ca.certPath })
    const others = mkdtempSync(join(tmpdir(), 'others-'))
    const foreign = makeCertificates(others).client
    expect(await failureOf(say('client', foreign))).toMatchObject({ detail: expect.stringContaining('no certificate') })
    rmSync(others, { recursive: true })
  })
})
